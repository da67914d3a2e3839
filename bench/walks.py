"""Walks by cursor over many hits while others like: ``python -m bench.walks [--episodes N]``.

Makes its own stores, an API and an indexer; walks by date, by likes and by relevance, each with clients that like and
unlike at random all the while. Each episode must come once.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import time
from collections import Counter
from contextlib import closing

import httpx

from bench.clients import Ask, ask_at_once
from bench.processes import start_api, start_indexer
from bench.rows import add_episodes, add_users, begin_sessions
from bench.stores import Stores, run_stores
from catalog.database import open_another
from catalog.elastic import connect_elasticsearch
from catalog.rebuild import Layout, rebuild

ALIAS, USERS, LIKERS, PAUSE_SECONDS = "bench-walks", 200, 16, 0.1
# Every show's type finds every episode.
ORDERS = {"by date": "sort=-airdate", "by likes": "sort=-likes", "by relevance": "q=scripted"}


def main() -> None:
    """Fill the stores, walk, print what came."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--episodes", type=int, default=200_000)
    episodes = parser.parse_args().episodes
    with run_stores() as stores:
        url, tokens = fill(stores, episodes)
        with (
            start_indexer(ALIAS, url, stores.elasticsearch_url),
            start_api(ALIAS, url, stores.elasticsearch_url, rate_limits="off") as port,
        ):
            for name, order in ORDERS.items():
                asyncio.run(walk_under_likes(port, name, order, tokens, episodes))


def fill(stores: Stores, episodes: int) -> tuple[str, list[str]]:
    """Fill both stores; give the database's address and tokens of users."""
    url = stores.make_database("bench_walks")
    with closing(open_another(url)) as db, connect_elasticsearch(stores.elasticsearch_url) as es:
        add_episodes(db, episodes)
        add_users(db, USERS)
        rebuild(db, es, Layout(ALIAS), grace=0)
    return url, begin_sessions(url, range(1, USERS + 1))


async def walk_under_likes(port: int, name: str, order: str, tokens: list[str], episodes: int) -> None:
    """Walk while others like, and print how often each episode came."""
    asked = 0

    def like(chance: random.Random) -> Ask:
        nonlocal asked
        asked += 1
        path = f"/v1/episodes/{chance.randint(1, episodes)}/like"
        return Ask(chance.choice(["PUT", "PUT", "DELETE"]), path, {"Authorization": f"Bearer {chance.choice(tokens)}"})

    liking = asyncio.create_task(ask_at_once(port, LIKERS, 3600, like, pause=PAUSE_SECONDS))
    begun = time.monotonic()
    total, came, pages = await walk(port, order)
    seconds = time.monotonic() - begun
    liking.cancel()
    twice = sum(times > 1 for times in came.values())
    print(
        f"{name}: {total:,} hits, {len(came):,} came, {twice} twice or more, {total - len(came)} never; "
        f"{pages:,} pages in {seconds:.0f} s, {seconds / pages * 1000:.1f} ms a page beside {asked:,} likes",
        flush=True,
    )


async def walk(port: int, order: str) -> tuple[int, Counter[int], int]:
    """Walk to the end; give the total, how often each episode came, and the number of pages."""
    came: Counter[int] = Counter()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
        url: str | None = f"/v1/episodes?{order}&facets=&per_page=100&cursor=*"
        pages = total = 0
        while url:
            body = (await client.get(url)).raise_for_status().json()
            came.update(item["id"] for item in body["items"])
            total, url, pages = body["total"]["value"], body["page"]["next"], pages + 1
    return total, came, pages


if __name__ == "__main__":
    main()
