"""A like wakes the indexer, a storm of likes wakes it ten times a second and no more."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from catalog.indexer import TICK_SECONDS
from catalog.outbox import OUTBOX_NOTICE
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody
from tests.integration.accounts.together import do_at_once

SETTLING_SECONDS = 0.8


@pytest.fixture
def listening(catalogue: Catalogue) -> Iterator[psycopg.Connection]:
    """Listen as the indexer does, from when earlier changes are told."""
    with psycopg.connect(catalogue.url, autocommit=True) as connection:
        time.sleep(SETTLING_SECONDS)
        connection.execute(f"LISTEN {OUTBOX_NOTICE}")
        yield connection


@pytest.fixture
def episode(catalogue: Catalogue) -> int:
    """Give an episode that nobody likes yet."""
    (made,) = catalogue.add_episodes(1)
    return int(made)


def _count_notices(listening: psycopg.Connection, seconds: float = SETTLING_SECONDS) -> int:
    return len(list(listening.notifies(timeout=seconds)))


def test_a_like_and_its_end_wake_the_indexer(listening: psycopg.Connection, somebody: Somebody, episode: int) -> None:
    heard = []
    for change in (somebody.like, somebody.unlike):
        change(episode)
        heard.append(_count_notices(listening))

    assert heard == [1, 1]


def test_the_indexer_wakes_soon(listening: psycopg.Connection, somebody: Somebody, episode: int) -> None:
    somebody.like(episode)
    began = time.monotonic()

    (_,) = listening.notifies(timeout=5, stop_after=1)

    assert time.monotonic() - began < TICK_SECONDS


def test_the_end_of_an_account_wakes_it_too(listening: psycopg.Connection, somebody: Somebody, episode: int) -> None:
    somebody.like(episode)
    _count_notices(listening)

    somebody.remove()

    assert _count_notices(listening) == 1


@pytest.mark.parametrize("name", ["like_again", "unlike_nothing", "bookmark", "read", "unknown"])
def test_what_changes_no_document_wakes_nobody(
    listening: psycopg.Connection, somebody: Somebody, episode: int, name: str
) -> None:
    if name == "like_again":
        somebody.like(episode)
        _count_notices(listening)
    changes: dict[str, Callable[[], object]] = {
        "like_again": lambda: somebody.like(episode),
        "unlike_nothing": lambda: somebody.unlike(episode),
        "bookmark": lambda: (somebody.bookmark(episode), somebody.unbookmark(episode)),
        "read": lambda: somebody.get("/v1/me/likes"),
        "unknown": lambda: somebody.like(999_999_999),
    }

    changes[name]()

    assert _count_notices(listening) == 0


def test_a_storm_of_likes_is_told_ten_times_a_second_at_most(
    listening: psycopg.Connection, register: Register, catalogue: Catalogue
) -> None:
    users, episodes = [register() for _ in range(4)], catalogue.add_episodes(30)
    began = time.monotonic()

    do_at_once([lambda one=one: [one.like(episode) for episode in episodes] for one in users])  # type: ignore[misc]

    heard = _count_notices(listening)
    seconds = time.monotonic() - began
    assert 2 <= heard <= 10 * seconds + 1
    assert heard < len(users) * len(episodes) / 2
