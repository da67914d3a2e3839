"""What a suggestion takes among many episodes: ``python -m bench.suggestions [--episodes N]``.

Makes its own stores; asks as people type, one beginning after another of names that are there, one request at a time.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections.abc import Sequence

import httpx
from elasticsearch import Elasticsearch

from bench.figures import pick
from bench.processes import start_api
from bench.rows import WORDS, add_casts, add_episodes
from bench.stores import Stores, run_stores
from catalog.database import open_another
from catalog.elastic import connect_elasticsearch
from catalog.rebuild import Layout, rebuild

ALIAS, ASKED, LIMIT_MS = "bench-suggestions", 1500, 20


def main() -> None:
    """Fill the stores, ask, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=200_000)
    episodes = parser.parse_args().episodes
    with run_stores() as stores:
        url = fill(stores, episodes)
        with start_api(ALIAS, url, stores.elasticsearch_url, rate_limits="off") as port:
            times = asyncio.run(ask(port))
    report(episodes, times)


def fill(stores: Stores, episodes: int) -> str:
    """Fill both stores and give the database's address."""
    url = stores.make_database("bench_suggestions")
    db = open_another(url)
    add_episodes(db, episodes)
    add_casts(db, episodes)
    es: Elasticsearch = connect_elasticsearch(stores.elasticsearch_url)
    rebuild(db, es, Layout(ALIAS), grace=0)
    es.close()
    db.close()
    return url


async def ask(port: int) -> dict[int, list[float]]:
    """Ask as people type and give the seconds of each answer by how much was typed."""
    chance = random.Random(1)  # noqa: S311 - what is typed
    times: dict[int, list[float]] = {}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
        for number in range(ASKED):
            name = " ".join(chance.choices(WORDS, k=2))
            typed = name[: chance.randint(1, len(name))]
            begun = time.perf_counter()
            (await client.get("/v1/suggest", params={"q": typed})).raise_for_status()
            if number > ASKED // 10:  # the first warm up
                times.setdefault(len(typed), []).append(time.perf_counter() - begun)
    return times


def report(episodes: int, times: dict[int, Sequence[float]] | dict[int, list[float]]) -> None:
    """Print shares of all times, and of the shortest texts, which match most."""
    for said, chosen in (("all", range(100)), ("one letter", [1]), ("two letters", [2]), ("more", range(3, 100))):
        part = [second * 1000 for length in chosen for second in times.get(length, ())]
        print(f"{said:12} p50 {pick(part, 0.5):6.2f} ms  p95 {pick(part, 0.95):6.2f} ms  n {len(part)}")
    every = [second for part in times.values() for second in part]
    verdict = "within" if pick(every, 0.95) * 1000 < LIMIT_MS else "BEYOND"
    print(f"{verdict} {LIMIT_MS} ms at p95, {episodes:,} episodes")


if __name__ == "__main__":
    main()
