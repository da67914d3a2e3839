"""The newest days are late from nine on, by the country's clock, whatever the clocks do."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import dagster as dg
import pytest
from peewee import PostgresqlDatabase

from pipeline.checks import judge_newest_days
from pipeline.partitions import list_days, read_last_due
from tests.unit.pipeline.calendars import make_calendar

NEW_YORK = make_calendar(timezone="America/New_York", days_ahead=7)
TODAY = date(2024, 3, 10)  # the clocks go forward at two
NEWEST = TODAY + timedelta(7)
FEEDS = ("us", "us_web", "global_web")


def _at(hour: int, day: date = TODAY) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=NEW_YORK.zone)


def _load(db: PostgresqlDatabase, as_of: datetime, *days: date, feeds: tuple[str, ...] = FEEDS) -> None:
    for day in days:
        for feed in feeds:
            db.execute_sql(
                "INSERT INTO listing_load (feed, date, as_of, rows, hash, loaded_at) VALUES (%s, %s, %s, 1, '', now())",
                (feed, day, as_of),
            )


def _judge(db: PostgresqlDatabase, now: datetime) -> dg.AssetCheckResult:
    return judge_newest_days(db, NEW_YORK, now)


def test_an_empty_store_is_late(db: PostgresqlDatabase) -> None:
    judged = _judge(db, _at(9))

    assert not judged.passed
    assert judged.description == (
        "missing or older than 2024-03-10 05:00 EDT: us 2024-03-10, us_web 2024-03-10, global_web 2024-03-10, "
        "us 2024-03-17, us_web 2024-03-17, global_web 2024-03-17"
    )


def test_yesterdays_load_is_enough_until_nine(db: PostgresqlDatabase) -> None:
    yesterday = TODAY - timedelta(1)
    _load(db, _at(6, yesterday), yesterday, NEWEST - timedelta(1))

    assert _judge(db, _at(8)).passed
    assert not _judge(db, _at(9)).passed


def test_an_answer_out_of_tvmazes_cache_is_fresh_enough(db: PostgresqlDatabase) -> None:
    _load(db, _at(5) + timedelta(minutes=1), TODAY, NEWEST)

    judged = _judge(db, _at(9))

    assert judged.passed
    assert judged.metadata["hours_old"].value == 4.0


def test_one_feed_that_did_not_come_is_named(db: PostgresqlDatabase) -> None:
    _load(db, _at(6), TODAY)
    _load(db, _at(6), NEWEST, feeds=FEEDS[:2])

    assert _judge(db, _at(9)).description == "missing or older than 2024-03-10 05:00 EDT: global_web 2024-03-17"


@pytest.mark.parametrize("zone", ["America/New_York", "Australia/Lord_Howe", "Pacific/Kiritimati", "UTC"])
def test_over_a_year_each_days_load_is_due_at_nine_and_not_before(zone: str) -> None:
    settings = make_calendar(timezone=zone)
    for day in list_days(date(2024, 1, 1), date(2024, 12, 31)):
        nine = datetime(day.year, day.month, day.day, 9, tzinfo=settings.zone)

        assert read_last_due(settings, nine) == day
        assert read_last_due(settings, nine - timedelta(seconds=1)) == day - timedelta(1)
