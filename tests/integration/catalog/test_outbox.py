"""Marking what changed names exactly the episodes that show it, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
import pytest
from peewee import PostgresqlDatabase

from catalog.outbox import OUTBOX_NOTICE, mark_changed, notify_outbox
from catalog.tables import Outbox
from tests.integration.catalog.television import (
    add_channel,
    add_episode,
    add_person,
    add_show,
    cast_as_guest,
    cast_in_show,
)


@pytest.fixture(autouse=True)
def _television(db: PostgresqlDatabase) -> None:
    """Two shows of two episodes: 11 and 12 on network 1, 21 and 22 on web channel 1."""
    assert db
    add_channel(1, "network")
    add_channel(1, "web")
    add_show(1, network_id=1)
    add_show(2, web_channel_id=1)
    for episode_id in (11, 12, 21, 22):
        add_episode(episode_id, episode_id // 10)
    for person_id in (1, 2):
        add_person(person_id)
    cast_in_show(1, show_id=1)
    cast_as_guest(2, episode_id=12)
    cast_as_guest(1, episode_id=21)


@pytest.mark.parametrize(
    ("changed", "episodes"),
    [
        ({}, []),
        ({"episodes": [12, 12]}, [12]),
        ({"shows": [2]}, [21, 22]),
        ({"channels": [("network", 1)]}, [11, 12]),
        ({"channels": [("web", 1)]}, [21, 22]),
        ({"people": [1]}, [11, 12, 21]),
        ({"roles": [2]}, [12]),
        ({"episodes": iter([12, 22]), "shows": [1], "people": [2]}, [11, 12, 22]),
        ({"shows": [3], "people": [9], "channels": [("web", 2)]}, []),
    ],
)
def test_each_episode_that_shows_a_changed_row_is_named_once(
    db: PostgresqlDatabase, changed: Mapping[str, Any], episodes: list[int]
) -> None:
    appended = mark_changed(db, **changed)

    rows = [(row.episode_id, row.like_delta, row.attempts) for row in Outbox.select().order_by(Outbox.id)]
    assert rows == [(episode_id, 0, 0) for episode_id in episodes]
    assert appended == len(episodes)


def test_what_is_rolled_back_was_never_marked(db: PostgresqlDatabase) -> None:
    with db.atomic() as transaction:
        mark_changed(db, shows=[1])
        transaction.rollback()

    assert Outbox.select().count() == 0


def test_a_notice_wakes_whoever_listens(db: PostgresqlDatabase, postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {OUTBOX_NOTICE}")

        notify_outbox(db)

        assert [notice.channel for notice in listener.notifies(timeout=5, stop_after=1)] == [OUTBOX_NOTICE]
