"""What logins tell and cost: ``python -m bench.logins [--rate-limits off]``. Makes its own stores; takes minutes.

Whether an unknown user is told from a wrong password by time, what a login costs over its hash, and what four logins a
second cost the searches meanwhile. Every attempt is of another user and comes from another address, so that no delay
or limit falls in, even where they are on.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, count
from typing import TypeVar
from urllib.parse import urlencode

import orjson
from argon2 import PasswordHasher

from api.accounts.passwords import LANES, MEMORY_KIB, PASSES
from bench.clients import Ask, Connection, ask_at_once
from bench.figures import compare_ranks, describe, pick
from bench.processes import start_api
from bench.rows import WORDS, add_episodes, add_users
from bench.stores import Stores, run_stores
from catalog.database import open_another
from catalog.elastic import connect_elasticsearch
from catalog.rebuild import Layout, rebuild

T = TypeVar("T")
PASSWORD, WRONG = "a heron on the pier", "two herons on the pier"
PAIRS, HASHES, USERS, EPISODES = 600, 300, 2_000, 5_000
ROUNDS, ROUND_SECONDS, SEARCHERS, PAUSE_SECONDS, LOGINS_A_SECOND = 7, 8.0, 4, 0.02, 4
OK, UNAUTHORIZED = 200, 401
HASHER = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)


class Logins:
    """Logins of a new user from a new address each."""

    def __init__(self) -> None:
        self._number = count(1)

    def known(self, password: str) -> Ask:
        """Log in as the next who has an account."""
        number = next(self._number)
        return self._log_in(f"member{number % USERS + 1}", password, number)

    def unknown(self) -> Ask:
        """Log in as somebody who has none."""
        number = next(self._number)
        return self._log_in(f"nobody{number % USERS + 1}", WRONG, number)

    def _log_in(self, name: str, password: str, number: int) -> Ask:
        headers = {"X-Forwarded-For": f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}"}
        body = orjson.dumps({"username": name, "password": password})
        return Ask("POST", "/v1/auth/login", {**headers, "Content-Type": "application/json"}, body)


def main() -> None:
    """Measure the three, one after the other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate-limits", choices=["on", "off"], default="on")
    limits = parser.parse_args().rate_limits
    with run_stores() as stores:
        url = fill(stores)
        settings = {"rate_limits": limits, "trusted_proxies": "127.0.0.1"}
        with start_api("bench", url, stores.elasticsearch_url, **settings) as port:
            asyncio.run(measure(port))


def fill(stores: Stores) -> str:
    """Make episodes, their index, and users of one password."""
    url = stores.make_database("logins")
    with closing(open_another(url)) as db, connect_elasticsearch(stores.elasticsearch_url) as es:
        add_episodes(db, EPISODES)
        add_users(db, USERS, HASHER.hash(PASSWORD))
        rebuild(db, es, Layout("bench"), grace=0)
    return url


async def measure(port: int) -> None:
    """Measure over one connection, warmed up."""
    logins, connection = Logins(), await Connection.open(port)
    for _ in range(20):
        await connection.time(logins.known(PASSWORD), OK)
        await connection.time(logins.unknown(), UNAUTHORIZED)
    await compare_unknown(connection, logins)
    await compare_with_hash(connection, logins)
    await connection.close()
    await compare_searches(port, logins)


async def compare_unknown(connection: Connection, logins: Logins) -> None:
    """Time wrong passwords and unknown users, in pairs of random order."""
    wrong: list[float] = []
    unknown: list[float] = []
    for kinds in shuffle_pairs(PAIRS, "wrong", "unknown"):
        for kind in kinds:
            if kind == "wrong":
                wrong.append(await connection.time(logins.known(WRONG), UNAUTHORIZED))
            else:
                unknown.append(await connection.time(logins.unknown(), UNAUTHORIZED))
    difference = statistics.median(unknown) / statistics.median(wrong) - 1
    print(f"wrong password {describe(wrong)}; unknown user {describe(unknown)}")
    print(
        f"medians differ by {difference:+.2%}, under 2 %; Mann-Whitney p {compare_ranks(wrong, unknown):.3f}",
        flush=True,
    )


async def compare_with_hash(connection: Connection, logins: Logins) -> None:
    """Time logins that succeed, and verifications of a hash in this process, in pairs of random order."""
    known = HASHER.hash(PASSWORD)
    whole: list[float] = []
    hashes: list[float] = []
    for kinds in shuffle_pairs(HASHES, "login", "hash"):
        for kind in kinds:
            if kind == "login":
                whole.append(await connection.time(logins.known(PASSWORD), OK))
            else:
                begun = time.perf_counter()
                HASHER.verify(known, PASSWORD)
                hashes.append(time.perf_counter() - begun)
    ratio = statistics.median(whole) / statistics.median(hashes)
    print(f"login {describe(whole)}; hash {describe(hashes)}")
    print(f"login against its hash, medians: {ratio:.3f}, at most 1.3", flush=True)


async def compare_searches(port: int, logins: Logins) -> None:
    """Time searches with and without logins beside them, in rounds of random order; a first one warms up."""
    alone: list[list[float]] = []
    beside: list[list[float]] = []
    await search(port)
    for kinds in shuffle_pairs(ROUNDS, "alone", "beside"):
        for kind in kinds:
            if kind == "alone":
                alone.append(await search(port))
            else:
                async with asyncio.TaskGroup() as tasks:
                    logging_in = tasks.create_task(log_in_steadily(port, logins))
                    beside.append(await search(port))
                    logging_in.cancel()
    ratios = [pick(more, 0.99) / pick(less, 0.99) for less, more in zip(alone, beside, strict=True)]
    shown = " ".join(f"{ratio:.2f}" for ratio in ratios)
    print(f"search alone {describe([*chain(*alone)])}; beside logins {describe([*chain(*beside)])}")
    print(f"search p99 beside {LOGINS_A_SECOND} logins a second: {statistics.median(ratios):.3f} (rounds {shown})")


async def search(port: int) -> list[float]:
    """Time one round of searches."""
    return await ask_at_once(port, SEARCHERS, ROUND_SECONDS, choose_search, pause=PAUSE_SECONDS)


async def log_in_steadily(port: int, logins: Logins) -> None:
    """Log in four times a second, until cancelled. Raises when one fails."""
    connection = await Connection.open(port)
    begun = time.perf_counter()
    try:
        for number in count(1):
            await connection.time(logins.known(PASSWORD), OK)
            await asyncio.sleep(max(0.0, begun + number / LOGINS_A_SECOND - time.perf_counter()))
    finally:
        await connection.close()


def choose_search(chance: random.Random) -> Ask:
    """Search for two words, or for one of shows of a time."""
    word, other = chance.sample(WORDS, 2)
    years = {"airdate_from": f"{chance.randint(2010, 2023)}-01-01", "sort": "rating", "q": word}
    return Ask("GET", f"/v1/episodes?{urlencode(years if chance.random() < 1 / 2 else {'q': f'{word} {other}'})}")


def shuffle_pairs(pairs: int, first: T, second: T) -> Iterator[tuple[T, T]]:
    """Give the two, so many times, either first."""
    chance = random.Random(4)  # noqa: S311 - no secrets
    for _ in range(pairs):
        yield (first, second) if chance.random() < 1 / 2 else (second, first)


if __name__ == "__main__":
    main()
