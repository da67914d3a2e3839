"""Listings of days out of answers with dates of the test's own, and out of the kept ones."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from peewee import PostgresqlDatabase

from pipeline.landing import read_answer
from pipeline.story.listings import Fetch, load_day, read_kept
from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.feeds import Feed, feeds_of
from tests.factories import DAY, moment
from tests.unit.pipeline.tvmaze.wire import episode

FEEDS = feeds_of("US")[:1]


def answering(*items: dict[str, Any], at: float) -> Fetch:
    """Give what answers every listing with these items, made ``at`` so many seconds after the tests' start."""
    return lambda feed, day: Answer(feed.request(day), moment(at), json.dumps(items).encode())


def load(db: PostgresqlDatabase, fetch: Fetch, feeds: Sequence[Feed] = FEEDS, day: date = DAY) -> str:
    """Load the day's only feed and tell its status."""
    (loaded,) = load_day(db, fetch, feeds, day).feeds
    return loaded.status


def test_a_replay_after_an_unchanged_load_makes_the_rows_anew(db: PostgresqlDatabase) -> None:
    load(db, answering(episode(id=7, name="Tide"), at=0))
    load(db, answering(episode(id=7, name="Tide"), at=7200))
    db.execute_sql("UPDATE episode SET name = 'as if read wrongly'")
    db.execute_sql("UPDATE schedule SET fingerprint = 0")

    status = load(db, read_kept(db))

    assert status == "replaced"
    assert db.execute_sql("SELECT name FROM episode").fetchall() == [("Tide",)]
    assert db.execute_sql("SELECT as_of FROM listing_load").fetchall() == [(moment(7200),)]


def test_an_older_copy_that_comes_late_is_not_what_a_replay_uses(db: PostgresqlDatabase) -> None:
    load(db, answering(episode(id=7, name="Tide"), at=0))
    load(db, answering(episode(id=7, name="Tide"), at=7200))

    assert load(db, answering(episode(id=7, name="an edge's copy"), at=3600)) == "older"
    load(db, read_kept(db))

    kept = read_answer(db, FEEDS[0].request(DAY))
    assert kept is not None
    assert b"Tide" in kept.body
    assert db.execute_sql("SELECT name FROM episode").fetchall() == [("Tide",)]


def test_a_first_answer_that_cannot_be_read_leaves_its_day_unloaded(db: PostgresqlDatabase) -> None:
    unreadable = [{"id": number} for number in range(1, 9)]

    first = load_day(db, answering(*unreadable, at=0), FEEDS, DAY)
    load(db, answering(episode(), at=60))
    later = load_day(db, answering(*unreadable, at=120), FEEDS, DAY)

    assert (first.feeds_that_are("blocked"), later.feeds_that_are("blocked")) == (("us",), ("us",))
    assert "never loaded, and 8 items are malformed" in first.errors[0]
    assert later.errors == ()
