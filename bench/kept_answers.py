"""What a kept answer costs against one that is made: ``python -m bench.kept_answers [--episodes N]``.

Makes its own stores and an API without Redis; asks searches as a page of popular ones would be, each client again and
again, while the index stays what it is and then while it changes twice a second.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import re
import time
from contextlib import closing

import httpx
import psycopg

from bench.figures import pick
from bench.processes import start_api
from bench.rows import WORDS, add_episodes
from bench.stores import Stores, run_stores
from catalog.database import open_another
from catalog.elastic import connect_elasticsearch
from catalog.rebuild import Layout, rebuild
from catalog.registry import GENERATION_NOTICE

ALIAS, SECONDS, CLIENTS, TICK_SECONDS = "bench-kept", 15.0, 8, 0.5
KEPT = re.compile("cached")


def main() -> None:
    """Fill the stores, ask, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=100_000)
    episodes = parser.parse_args().episodes
    with run_stores() as stores:
        url = fill(stores, episodes)
        with start_api(ALIAS, url, stores.elasticsearch_url, rate_limits="off") as port:
            for name, ticks in (("index at rest", False), ("a tick each half second", True)):
                report(name, *asyncio.run(ask_all(port, url, ticks=ticks)))


def fill(stores: Stores, episodes: int) -> str:
    """Fill both stores and give the database's address."""
    url = stores.make_database("bench_kept")
    with closing(open_another(url)) as db, connect_elasticsearch(stores.elasticsearch_url) as es:
        add_episodes(db, episodes)
        rebuild(db, es, Layout(ALIAS), grace=0)
    return url


async def ask_all(port: int, url: str, *, ticks: bool) -> tuple[list[float], list[float]]:
    """Let clients ask for a while; give the seconds of kept answers and of made ones."""
    kept: list[float] = []
    made: list[float] = []
    until = time.monotonic() + SECONDS

    async def be_client(number: int) -> None:
        chance = random.Random(number)  # noqa: S311 - what is asked for
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
            while time.monotonic() < until:
                # Few are asked by many: half of all requests are for the first two words.
                word = WORDS[min(int(chance.expovariate(0.35)), len(WORDS) - 1)]
                begun = time.perf_counter()
                answer = (await client.get("/v1/episodes", params={"q": word})).raise_for_status()
                seconds = time.perf_counter() - begun
                (kept if KEPT.search(answer.headers["server-timing"]) else made).append(seconds)

    async def tick() -> None:
        connection = await psycopg.AsyncConnection.connect(url, autocommit=True)
        while time.monotonic() < until:
            await connection.execute("SELECT pg_notify(%s, %s)", (GENERATION_NOTICE, str(time.monotonic())))
            await asyncio.sleep(TICK_SECONDS)
        await connection.close()

    await asyncio.gather(*map(be_client, range(CLIENTS)), *([tick()] if ticks else []))
    return kept, made


def report(name: str, kept: list[float], made: list[float]) -> None:
    """Print the share of kept answers and the times of both."""
    medians = [pick(times, 0.5) * 1000 for times in (kept, made)]
    share = len(kept) / (len(kept) + len(made))
    print(
        f"{name}: {len(kept) + len(made):,} answers, {share:.1%} kept; p50 {medians[0]:.2f} ms kept, "
        f"{medians[1]:.2f} ms made: ratio {medians[0] / medians[1]:.3f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
