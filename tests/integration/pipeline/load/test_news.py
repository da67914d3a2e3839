"""A day is outdated while a show that it holds changed after the day was loaded, and no longer."""

from __future__ import annotations

from datetime import date, timedelta

from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.load.news import find_outdated, store_news
from tests.factories import DAY, START, make_item, make_listing, make_show, moment

NEXT = DAY + timedelta(1)
FEEDS = ["us", "us_web", "global_web"]
LOADED = int(START.timestamp())


def _load(db: PostgresqlDatabase, day: date, *shows: int, at: float = 0, feed: str = "us") -> None:
    items = [make_item(100 * show + day.day, show=make_show(show)) for show in shows]
    replace_listing(db, make_listing(*items, day=day, at=at, feed=feed))


def _find(db: PostgresqlDatabase) -> list[date]:
    return list(find_outdated(db, FEEDS))


def test_only_days_that_hold_a_show_that_changed_later_are_outdated(db: PostgresqlDatabase) -> None:
    _load(db, DAY, 1, 2)
    _load(db, NEXT, 2)

    stored = store_news(db, {1: LOADED + 60, 2: LOADED - 60, 99: LOADED + 60}, moment(100))

    assert stored == 2, "of shows that are stored"
    assert _find(db) == [DAY]


def test_a_day_that_was_loaded_again_since_is_outdated_no_more(db: PostgresqlDatabase) -> None:
    _load(db, DAY, 1)
    _load(db, NEXT, 1)
    store_news(db, {1: LOADED + 60}, moment(100))

    _load(db, DAY, 1, at=200)

    assert _find(db) == [NEXT]


def test_an_answer_out_of_a_cache_that_is_older_than_the_change_does_not_count(db: PostgresqlDatabase) -> None:
    _load(db, DAY, 1)
    store_news(db, {1: LOADED + 60}, moment(100))

    _load(db, DAY, 1, at=30)

    assert _find(db) == [DAY]


def test_what_one_look_told_stays_until_it_is_loaded_whatever_later_looks_tell(db: PostgresqlDatabase) -> None:
    _load(db, DAY, 1)
    store_news(db, {1: LOADED + 60}, moment(100))

    assert store_news(db, {1: LOADED + 30}, moment(200)) == 0
    assert store_news(db, {}, moment(300)) == 0

    assert find_outdated(db, FEEDS) == {DAY: START}


def test_a_moment_that_lies_ahead_keeps_no_day_outdated_for_ever(db: PostgresqlDatabase) -> None:
    _load(db, DAY, 1)
    store_news(db, {1: LOADED + 10**9}, moment(100))
    assert _find(db) == [DAY]

    _load(db, DAY, 1, at=101)

    assert _find(db) == []


def test_a_day_is_as_old_as_its_oldest_listing_that_is_outdated(db: PostgresqlDatabase) -> None:
    _load(db, DAY, 1, at=50)
    _load(db, DAY, 1, at=10, feed="us_web")
    _load(db, DAY, 2, at=0, feed="global_web")

    store_news(db, {1: LOADED + 60}, moment(100))

    assert find_outdated(db, FEEDS) == {DAY: moment(10)}
    assert find_outdated(db, ["us"]) == {DAY: moment(50)}, "a feed of another country is nobody's to load"
