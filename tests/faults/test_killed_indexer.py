"""An indexer killed between Elasticsearch's answer and its commit loses no like and counts none twice."""

from __future__ import annotations

import signal
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from api.likes import set_like
from catalog.likes import find_wrong_likes, read_likes
from catalog.rebuild import Layout, rebuild
from catalog.settings import IndexSettings
from catalog.tables import EpisodeLike
from tests.faults.programs import PROCESSES, HastyProjector, KilledProjector, run_killed_indexer
from tests.integration.catalog.indexers import PATIENCE_SECONDS, run_beside, settle
from tests.integration.catalog.projectors import list_outbox
from tests.integration.catalog.television import add_episodes, add_show, add_user

USERS, EPISODES = range(1, 7), range(1, 21)
# No later like brings the other episodes' documents up to date again.
HOT = EPISODES[:10]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Kill it as many times as the run asks for."""
    if metafunc.function is test_likes_are_exact_after_an_indexer_was_killed_before_its_commit:
        metafunc.parametrize("seed", range(int(metafunc.config.getoption("--fault-seeds"))))


@dataclass(frozen=True)
class Stores:
    """Both stores with rows to like and an index of them in which nothing is liked yet."""

    db: PostgresqlDatabase
    es: Elasticsearch
    layout: Layout
    settings: IndexSettings


@dataclass(frozen=True)
class Audience:
    """Users who like and unlike at random, and the likes that there must be then."""

    random: Random
    likes: set[tuple[int, int]] = field(default_factory=set)

    def react(self, episodes: Sequence[int]) -> None:
        """Let one of them like one of the episodes or take that back."""
        pair = (self.random.choice(USERS), self.random.choice(episodes))
        liked = self.random.random() < 0.7
        set_like(*pair, liked=liked)
        (self.likes.add if liked else self.likes.discard)(pair)

    def count(self) -> Counter[int]:
        """Count the likes by episode."""
        return Counter(episode_id for _, episode_id in self.likes)


@pytest.fixture
def stores(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, postgres_url: str, elasticsearch_url: str
) -> Stores:
    """Give them to one test."""
    add_show(1)
    add_episodes(db, EPISODES[0], EPISODES[-1])
    for user_id in USERS:
        add_user(user_id)
    rebuild(db, es, layout)
    return Stores(db, es, layout, IndexSettings(postgres_url=postgres_url, elasticsearch_url=elasticsearch_url))


def _kill_amid_likes(stores: Stores, kind: type[KilledProjector], seed: int) -> Audience:
    """Have likes come before, while and after an indexer is killed; then let another drain what it left."""
    audience = Audience(Random(seed))
    # The first tick makes a request for every episode, later ones for those that are liked meanwhile.
    last = audience.random.randint(1, len(EPISODES) + len(HOT))
    for _ in range(80):
        audience.react(EPISODES)
    process = PROCESSES.Process(target=run_killed_indexer, args=(stores.settings, stores.layout, kind, last))
    process.start()
    deadline = time.monotonic() + 2 * PATIENCE_SECONDS
    while process.is_alive() and time.monotonic() < deadline:
        audience.react(HOT)
        time.sleep(0.005)
    process.kill()
    process.join()
    assert time.monotonic() < deadline, "the indexer did not get to where it is killed"
    assert process.exitcode == -signal.SIGKILL
    for _ in range(5):
        audience.react(HOT)
    with run_beside(stores.settings, stores.layout):
        settle(lambda: list_outbox() == [])
    return audience


def _find_wrong_counts(stores: Stores, audience: Audience) -> dict[int, tuple[int, int, int, int]]:
    """Give the likes of the episodes on which index, exact number, rows and model are not all of one mind."""
    found = stores.es.search(index=stores.layout.alias, size=len(EPISODES))["hits"]["hits"]
    indexed = {hit["_source"]["id"]: hit["_source"]["likes"] for hit in found}
    exact = read_likes(stores.db, EPISODES)
    rows = Counter(row.episode_id for row in EpisodeLike.select())
    expected = audience.count()
    counts = {liked: (indexed[liked], exact[liked], rows[liked], expected[liked]) for liked in EPISODES}
    return {liked: told for liked, told in counts.items() if len(set(told)) > 1}


def test_likes_are_exact_after_an_indexer_was_killed_before_its_commit(stores: Stores, seed: int) -> None:
    audience = _kill_amid_likes(stores, KilledProjector, seed)

    assert _find_wrong_counts(stores, audience) == {}
    assert find_wrong_likes(stores.db, EPISODES) == set()


# Seeds with which the kill falls into the first tick, which has claimed every episode.
@pytest.mark.parametrize("seed", [1, 3, 9])
def test_a_claim_deleted_before_the_acknowledgement_is_found_out(stores: Stores, seed: int) -> None:
    audience = _kill_amid_likes(stores, HastyProjector, seed)

    assert _find_wrong_counts(stores, audience) != {}
