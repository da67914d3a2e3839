"""What a like costs where there are ten million, against a thousand. ``python -m bench.likes_at_scale [--likes N]``.

Two systems on one machine, each with 100,000 episodes, equal but for their likes: a tenth of N is on one episode. The
like endpoint at 32 clients with the indexer running, then the projection of that one episode without; rounds of both
systems in turns. Makes its own stores, about 4 GB in the temporary directory while it runs.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from bench.clients import Ask, ask_at_once
from bench.figures import describe, pick
from bench.processes import start_api, start_indexer
from bench.rows import HOT, LIKES_OF_USER, add_episodes, add_likes, add_users, begin_sessions
from bench.stores import Stores, run_stores
from catalog.database import open_another, open_beside
from catalog.elastic import connect_elasticsearch
from catalog.likes import find_wrong_likes
from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild

EPISODES, FEW_LIKES, CLIENTS, LIMIT = 100_000, 1_000, 32, 1.5
ROUNDS, ROUND_SECONDS, TICKS = 7, 4.0, 300
_TOGGLE = """
    WITH removed AS (DELETE FROM episode_like WHERE user_id = %s AND episode_id = %s RETURNING 1), added AS (
      INSERT INTO episode_like (user_id, episode_id) SELECT %s, %s WHERE NOT EXISTS (SELECT FROM removed) RETURNING 1
    )
    INSERT INTO outbox (episode_id, like_delta)
    SELECT %s, (SELECT count(*) FROM added) - (SELECT count(*) FROM removed)
"""


@dataclass
class System:
    """One of the two, with all that was measured."""

    name: str
    url: str
    elasticsearch_url: str
    tokens: list[str] = field(default_factory=list)
    port: int = 0
    rounds: list[list[float]] = field(default_factory=list)
    ticks: list[float] = field(default_factory=list)

    @property
    def layout(self) -> Layout:
        """Give the index's."""
        return Layout(f"bench-{self.name}")

    def choose(self, chance: random.Random) -> Ask:
        """Let some user like or unlike, the hot episode every other time."""
        episode_id = HOT if chance.random() < 0.5 else chance.randint(1, EPISODES)  # noqa: PLR2004 - half
        method = chance.choice(["PUT", "DELETE"])
        token = chance.choice(self.tokens)
        return Ask(method, f"/v1/episodes/{episode_id}/like", {"Authorization": f"Bearer {token}"})


def main() -> None:
    """Make both systems, measure them in turns, print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--likes", type=int, default=10_000_000)
    likes = max(parser.parse_args().likes, 10 * FEW_LIKES)
    with run_stores() as stores:
        systems = make_systems(stores, likes)
        with serving(systems):
            measure_endpoint(systems)
        with ExitStack() as projecting:
            measure_projection([projecting.enter_context(open_projection(system)) for system in systems])
    report(*systems)


def make_systems(stores: Stores, likes: int) -> list[System]:
    """Fill a database with a thousand likes and its copy with all, and build the index of each."""
    begun = time.monotonic()
    users = likes // LIKES_OF_USER
    few = stores.make_database("few")
    with closing(open_another(few)) as db:
        add_episodes(db, EPISODES)
        add_users(db, users)
    add_likes(few, EPISODES, 1, FEW_LIKES // LIKES_OF_USER)
    many = stores.make_database("many", template="few")
    add_likes(many, EPISODES, FEW_LIKES // LIKES_OF_USER + 1, users)
    systems = [System(name, url, stores.elasticsearch_url) for name, url in (("few", few), ("many", many))]
    callers = random.Random(4).sample(range(1, users + 1), min(users, 1000))  # noqa: S311 - no secrets
    for system in systems:
        system.tokens = begin_sessions(system.url, callers)
        with open_system(system) as (db, es):
            rebuild(db, es, system.layout, grace=0)
            (size,) = db.execute_sql("SELECT pg_size_pretty(pg_database_size(current_database()))").fetchone()
            (counted,) = db.execute_sql("SELECT sum(likes) FROM like_total").fetchone()
            (hot,) = db.execute_sql("SELECT likes FROM like_total WHERE episode_id = %s", (HOT,)).fetchone()
            print(f"{system.name}: {counted:,} likes, {hot:,} on the hot episode, {size}")
    print(f"made in {time.monotonic() - begun:.0f} s", flush=True)
    return systems


@contextmanager
def open_system(system: System) -> Iterator[tuple[PostgresqlDatabase, Elasticsearch]]:
    """Connect to its stores."""
    with closing(open_another(system.url)) as db, connect_elasticsearch(system.elasticsearch_url) as es:
        yield db, es


@contextmanager
def serving(systems: list[System]) -> Iterator[None]:
    """Run an API of one worker and an indexer for each; the one that is not asked does nothing."""
    with ExitStack() as running:
        for system in systems:
            alias, stores = system.layout.alias, (system.url, system.elasticsearch_url)
            running.enter_context(start_indexer(alias, *stores))
            system.port = running.enter_context(start_api(alias, *stores, rate_limits="off"))
        yield


def measure_endpoint(systems: list[System]) -> None:
    """Like and unlike at 32 clients, in turns; the first round of each warms it up."""
    for number in range(ROUNDS + 1):
        for system in systems if number % 2 else systems[::-1]:
            times = asyncio.run(ask_at_once(system.port, CLIENTS, ROUND_SECONDS, system.choose))
            system.rounds.append(times)
    for system in systems:
        del system.rounds[0]


@contextmanager
def open_projection(system: System) -> Iterator[tuple[System, PostgresqlDatabase, Projector]]:
    """Give a projector, once what is left in the outbox is projected."""
    with open_system(system) as (db, es), closing(open_beside(db)) as version_db:
        projector = Projector(db, version_db, es)
        while not projector.tick().is_idle:
            pass
        yield system, db, projector


def measure_projection(opened: list[tuple[System, PostgresqlDatabase, Projector]]) -> None:
    """Like the hot episode and project it, in turns."""
    for number in range(TICKS):
        for system, db, projector in opened:
            db.execute_sql(_TOGGLE, (number % 50 + 1, HOT, number % 50 + 1, HOT, HOT))
            begun = time.perf_counter()
            projector.tick()
            system.ticks.append(time.perf_counter() - begun)
    for system, db, _ in opened:
        wrong = find_wrong_likes(db, range(1, 1001))
        print(f"{system.name}: {len(wrong)} of 1,000 counts wrong")


def report(few: System, many: System) -> None:
    """Print the figures of both and their ratios."""
    for system in (few, many):
        answers = [seconds for times in system.rounds for seconds in times]
        print(f"{system.name}: like {describe(answers)}; tick {describe(system.ticks)}")
    for share in (0.5, 0.99):
        ratios = [pick(more, share) / pick(less, share) for less, more in zip(few.rounds, many.rounds, strict=True)]
        shown = " ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"like p{share * 100:.0f}: {statistics.median(ratios):.3f} (rounds {shown}), at most {LIMIT}")
    ratio = statistics.median(many.ticks) / statistics.median(few.ticks)
    print(f"tick of the hot episode, medians: {ratio:.3f}, at most {LIMIT}")


if __name__ == "__main__":
    main()
