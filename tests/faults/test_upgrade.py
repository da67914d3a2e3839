"""A version with another index comes: it is built beside the old one, and nobody who searches or likes notices."""

from __future__ import annotations

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.elastic import list_alias_indices
from catalog.index import DEFINITION
from catalog.rebuild import Layout
from catalog.verify import verify
from tests.faults.system import Caller, System, add_accounts, is_drained, read_index, wait_until
from tests.faults.versions import RunningIndexer, start_indexer
from tests.fixtures.api import StartApi
from tests.integration.catalog.television import add_episodes, add_show

EPISODES = 15_000
LIKED = range(1, 51)
LIKES_A_SECOND = 20


class _People:
    """Some who search and some who like, until they are told to stop; any answer but 200 ends a test."""

    def __init__(self, system: System) -> None:
        self.totals: Counter[int] = Counter()
        self.likes: Counter[int] = Counter()
        self.over = threading.Event()
        self._port = system.api.port
        pairs = list(product(system.accounts, LIKED))
        random.Random(7).shuffle(pairs)
        self._pairs = pairs

    def search(self) -> None:
        """Search for something else each time, so that no answer is a kept one."""
        with Caller(self._port) as caller:
            while not self.over.is_set():
                words = f"show_id=1&per_page=1&page={random.randint(1, 10_000)}"
                self.totals[caller.count_found(words)] += 1

    def like(self) -> None:
        """Like at an even pace."""
        with Caller(self._port) as caller:
            for account, episode_id in self._pairs:
                if self.over.wait(1 / LIKES_A_SECOND):
                    break
                caller.set_like(account, episode_id, liked=True)
                self.likes[episode_id] += 1


@contextmanager
def _people(system: System) -> Iterator[_People]:
    people = _People(system)
    with ThreadPoolExecutor(4) as pool:
        acting = [pool.submit(act) for act in (people.search, people.search, people.search, people.like)]
        try:
            yield people
        finally:
            people.over.set()
        for one in acting:
            one.result()


def _read_definitions(es: Elasticsearch, alias: str) -> list[int]:
    """Read the numbers of the definitions of what serves."""
    found = es.indices.get_mapping(index=alias).body.values()
    return [int(index["mappings"]["_meta"]["definition"].partition("-")[0]) for index in found]


@dataclass(frozen=True)
class _Serving:
    """An API over 15,000 episodes, and indexers of any version to start."""

    system: System
    start: Callable[..., AbstractContextManager[RunningIndexer]]


@pytest.fixture
def serving(
    db: PostgresqlDatabase, layout: Layout, postgres_url: str, elasticsearch_url: str, start_api: StartApi
) -> Iterator[_Serving]:
    add_show(1)
    add_episodes(db, 1, EPISODES)
    api = start_api(layout.alias, postgres_url=postgres_url, elasticsearch_url=elasticsearch_url, api_workers=2)
    system = System(db, layout.alias, api, add_accounts(db, 200))
    yield _Serving(system, partial(start_indexer, postgres_url, elasticsearch_url, layout.alias))
    assert api.stop() == 0


def test_a_later_version_builds_its_index_under_searches_and_likes_and_the_older_indexer_gives_way(
    es: Elasticsearch,
    layout: Layout,
    serving: _Serving,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    db, alias = serving.system.db, layout.alias
    logs = [tmp_path / name for name in ("older", "later", "older again")]
    with serving.start(logs[0]) as older:
        wait_until(lambda: list_alias_indices(es, alias))
        with _people(serving.system) as people, ExitStack() as running:
            wait_until(lambda: people.totals.total() > 20 and people.likes.total() > 5)

            later = running.enter_context(serving.start(logs[1], is_later=True))
            seconds = wait_until(lambda: _read_definitions(es, alias) == [DEFINITION + 1])

            again = running.enter_context(serving.start(logs[2]))
            assert (older.wait(), again.wait()) == (1, 1)
            liked = people.likes.total()
            wait_until(lambda: people.likes.total() > liked + 5)
            people.over.set()
            wait_until(lambda: is_drained(db))
            assert later.process.poll() is None

    record_property("searches", f"{people.totals.total()}, rebuilt in {seconds:.1f} s")
    assert ["is of a later version of TVSI than this one" in log.read_text() for log in logs] == [True, False, True]
    assert dict(people.totals) == {EPISODES: people.totals.total()}
    assert read_index(es, alias, LIKED) == {episode: people.likes[episode] for episode in LIKED}
    assert verify(db, es, layout).is_clean
    assert len(es.indices.get(index=f"{alias}-*").body) == 1
