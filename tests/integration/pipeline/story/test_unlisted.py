"""Episodes that lost their last listing, and what TVMaze may answer about them."""

from __future__ import annotations

from typing import Any

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.story.results import UnlistedCheck
from pipeline.story.unlisted import check_unlisted
from pipeline.tvmaze.client import TvmazeClient
from tests.factories import make_item, make_listing
from tests.fixtures.simulator import RunningSimulator
from tests.unit.pipeline.tvmaze.wire import episode


@pytest.fixture
def unlisted(db: PostgresqlDatabase) -> int:
    """Load episodes 11 and 12, then take 11 away."""
    replace_listing(db, make_listing(make_item(11), make_item(12), at=1))
    replace_listing(db, make_listing(make_item(12), at=60))
    return 11


def ask(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator, kind: str, value: Any
) -> UnlistedCheck:
    """Check the unlisted episodes while TVMaze answers so."""
    simulator.set_faults([{"path": "/episodes/*", "fault": kind, "value": value}])
    return check_unlisted(db, client, "US")


def read_withdrawn(db: PostgresqlDatabase) -> set[int]:
    return {row[0] for row in db.execute_sql("SELECT id FROM episode WHERE withdrawn").fetchall()}


def test_an_episode_that_is_answered_under_its_id_has_moved(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator, unlisted: int
) -> None:
    check = ask(db, client, simulator, "body", episode(id=unlisted))

    assert (check.moved, check.planned) == (1, 1)
    assert read_withdrawn(db) == set()


def test_an_episode_that_is_answered_with_another_one_is_withdrawn(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator, unlisted: int
) -> None:
    check = ask(db, client, simulator, "body", episode(id=13))

    assert (check.withdrawn, check.planned) == (1, 1)
    assert read_withdrawn(db) == {unlisted}


def test_a_404_that_is_older_than_what_is_known_is_dropped_and_asked_for_again(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator, unlisted: int
) -> None:
    cached = {"status": 404, "headers": {"Date": "Sun, 01 Mar 2026 12:00:00 GMT", "Age": "1800"}, "body": "null"}

    old = ask(db, client, simulator, "status", cached)
    new = ask(db, client, simulator, "status", 404)

    assert (old.dropped, new.withdrawn) == (1, 1)
    assert read_withdrawn(db) == {unlisted}
