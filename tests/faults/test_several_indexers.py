"""Three indexers at once: what a killed one had claimed the others write soon, and no search finds what is older."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from random import Random
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.likes import find_wrong_likes, read_likes
from catalog.rebuild import Layout, rebuild
from catalog.registry import read_version
from catalog.settings import IndexSettings
from catalog.tables import Episode, EpisodeLike
from catalog.verify import verify
from tests.faults.deeds import EPISODES, Deeds, Watcher, be_busy
from tests.faults.programs import PROCESSES
from tests.faults.steps import STEPS, ForgettingProjector, PlainProjector, Plan, run_slow_indexer
from tests.faults.system import is_drained, wait_until
from tests.integration.catalog.television import add_episodes, add_show, add_user

# Enough for likes that only go up to go up all the time.
USERS = range(1, 241)
RISING = EPISODES[:15]
INDEXERS = 3
LONGEST_SECONDS = 5.0
# What had begun before is done by then, and written.
SETTLING_SECONDS = 2.0


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Kill it as many times as the run asks for."""
    if metafunc.function is test_others_write_what_a_killed_indexer_had_claimed:
        metafunc.parametrize("seed", range(int(metafunc.config.getoption("--fault-seeds"))))


@dataclass(frozen=True)
class Stores:
    """Both stores with rows to change and an index of them."""

    db: PostgresqlDatabase
    es: Elasticsearch
    layout: Layout
    settings: IndexSettings

    def read_index(self, ids: Sequence[int]) -> dict[int, dict[str, Any]]:
        """Search for these episodes' documents."""
        query = {"terms": {"id": list(ids)}}
        found = self.es.search(index=self.layout.alias, query=query, size=len(ids))["hits"]["hits"]
        return {hit["_source"]["id"]: hit["_source"] for hit in found}


@dataclass(frozen=True)
class Kill:
    """Where in which tick an indexer was killed, how many episodes it had claimed, and when others had written them."""

    plan: Plan
    claimed: int
    seconds: float


@pytest.fixture
def stores(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, postgres_url: str, elasticsearch_url: str
) -> Stores:
    """Give them to one test."""
    add_show(1, name="000000")
    add_episodes(db, EPISODES[0], EPISODES[-1])
    Episode.update(name="000000").execute()
    for user_id in USERS:
        add_user(user_id)
    rebuild(db, es, layout)
    return Stores(db, es, layout, IndexSettings(postgres_url=postgres_url, elasticsearch_url=elasticsearch_url))


@contextmanager
def _run_indexers(stores: Stores, plans: Sequence[Plan]) -> Iterator[tuple[list[ForkServerProcess], Connection]]:
    """Run an indexer by each plan, and give what one tells that halts."""
    told, telling = PROCESSES.Pipe(duplex=False)
    given = [(stores.settings, stores.layout, plan, telling) for plan in plans]
    processes = [PROCESSES.Process(target=run_slow_indexer, args=one, daemon=True) for one in given]
    for process in processes:
        process.start()
    try:
        yield processes, told
    finally:
        for process in processes:
            process.kill()
            process.join()


def _kill_one(stores: Stores, plan: Plan, seed: int) -> tuple[Kill, Deeds, Watcher]:
    """Kill the indexer of that plan where it halts, beside two that are sound; all go on until the index is settled."""
    deeds = _make_deeds(stores)
    others = [Plan(INDEXERS * seed + number) for number in range(1, INDEXERS)]
    with _run_indexers(stores, [plan, *others]) as (processes, told):
        with _be_busy(stores, deeds, seed) as watcher:
            assert told.poll(30), "the indexer did not get to where it is killed"
            claimed = told.recv()
            deeds.spared = frozenset(claimed)  # so that nothing but its claim has them written again
            time.sleep(SETTLING_SECONDS)
            drawn, at = read_version(stores.db), time.monotonic()
            processes[0].kill()
            seconds = _wait_for_others(stores, claimed, drawn, at)
            deeds.spared = ()
            time.sleep(1)
        assert [process.is_alive() for process in processes] == [False, True, True]
        assert processes[0].exitcode == -signal.SIGKILL
        wait_until(lambda: is_drained(stores.db))
    return Kill(plan, len(claimed), seconds), deeds, watcher


def _make_deeds(stores: Stores) -> Deeds:
    return Deeds(stores.db, RISING, longest_pause=0.05, longest_load=0.2)


def _be_busy(stores: Stores, deeds: Deeds, seed: int) -> AbstractContextManager[Watcher]:
    return be_busy(deeds, stores.es, stores.layout.alias, Random(seed), USERS)


def _wait_for_others(stores: Stores, claimed: Sequence[int], drawn: int, at: float) -> float:
    """Give the seconds from then until searches find these as the tables have them, written under a later version."""
    while (passed := time.monotonic() - at) <= LONGEST_SECONDS:
        found = stores.read_index(claimed)
        passed = time.monotonic() - at
        names = {row.id: row.name for row in Episode.select().where(Episode.id.in_(claimed))}
        expected = {liked: (names[liked], likes) for liked, likes in read_likes(stores.db, claimed).items()}
        shown = {one: (document["name"], document["likes"]) for one, document in found.items()}
        if shown == expected and all(document["version"] > drawn for document in found.values()):
            return passed
        time.sleep(0.01)
    return passed


def _find_wrong_counts(stores: Stores) -> dict[int, tuple[int, int]]:
    """Give the likes in the index and in the tables where they differ."""
    rows = Counter(row.episode_id for row in EpisodeLike.select())
    counts = {one: (document["likes"], rows[one]) for one, document in stores.read_index(EPISODES).items()}
    assert len(counts) == len(EPISODES)
    return {one: both for one, both in counts.items() if both[0] != both[1]}


def _plan(seed: int) -> Plan:
    chance = Random(seed)
    return Plan(INDEXERS * seed, tick=chance.randint(1, 4), step=chance.choice(STEPS))


def test_others_write_what_a_killed_indexer_had_claimed(
    stores: Stores, seed: int, record_property: Callable[[str, object], None]
) -> None:
    kill, deeds, watcher = _kill_one(stores, _plan(seed), seed)
    found = verify(stores.db, stores.es, stores.layout)
    liked = {(row.user_id, row.episode_id) for row in EpisodeLike.select()}

    record_property("told", f"{dict(deeds.counted)}, {watcher.answered} searches")
    record_property("killed", f"{kill.plan.step} in tick {kill.plan.tick}, {kill.claimed} claimed")
    record_property("written by others after", f"{kill.seconds:.2f} s")
    assert kill.seconds <= LONGEST_SECONDS, f"others had not written it {kill.seconds:.2f} s later: {kill}"
    assert watcher.wrong == []
    assert watcher.failed == 0
    assert found.is_clean, found
    assert _find_wrong_counts(stores) == {}
    assert find_wrong_likes(stores.db, EPISODES) == set()
    assert {pair: pair in liked for pair in deeds.likes} == deeds.likes


def test_a_claim_committed_before_it_is_written_is_found_out(stores: Stores) -> None:
    kill, _, _ = _kill_one(stores, Plan(0, ForgettingProjector, tick=1, step="drawn"), 0)

    assert kill.seconds > LONGEST_SECONDS


def test_two_ticks_at_one_episode_are_found_out(stores: Stores) -> None:
    plans = [Plan(number, PlainProjector) for number in range(INDEXERS)]
    # Without likes: two ticks at an episode that is liked wait for each other at its total.
    loads = be_busy(Deeds(stores.db), stores.es, stores.layout.alias, Random(0), users=())

    with _run_indexers(stores, plans), loads as watcher:
        wait_until(lambda: watcher.wrong)

    assert watcher.failed == 0
