"""The days that there are and the order in which they are taken, over changes of the clock and a whole year."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dagster import PartitionKeyRange
from dagster._core.definitions.partitions.context import partition_loading_context

from pipeline.partitions import list_days, make_partitions, order_days, range_tags, split_days
from tests.unit.pipeline.calendars import make_calendar

TODAY = date(2020, 12, 10)
ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/St_Johns", "UTC"]


@pytest.mark.parametrize("zone", ZONES)
def test_a_year_has_each_of_its_days_once(zone: str) -> None:
    partitions = make_partitions(make_calendar(timezone=zone))

    keys = partitions.get_partition_keys_in_range(PartitionKeyRange("2024-01-01", "2024-12-31"))

    assert keys == [day.isoformat() for day in list_days(date(2024, 1, 1), date(2024, 12, 31))]


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("America/New_York", "2024-03-10", 23),
        ("America/New_York", "2024-11-03", 25),
        ("Europe/London", "2024-03-31", 23),
        ("Australia/Lord_Howe", "2024-04-07", 24.5),
        ("UTC", "2024-03-10", 24),
    ],
)
def test_a_day_lasts_from_midnight_to_midnight_of_the_country(zone: str, day: str, hours: float) -> None:
    window = make_partitions(make_calendar(timezone=zone)).time_window_for_partition_key(day)

    lasts = window.end.astimezone(UTC) - window.start.astimezone(UTC)
    assert lasts == timedelta(hours=hours)
    assert window.start.astimezone(ZoneInfo(zone)).isoformat().startswith(f"{day}T00:00")


@pytest.mark.parametrize("ahead", [0, 7, 30])
def test_days_reach_from_the_first_date_to_so_many_days_ahead(ahead: int) -> None:
    partitions = make_partitions(make_calendar(first_date=date(2020, 11, 1), days_ahead=ahead))
    evening = datetime(2020, 12, 10, 23, 59, tzinfo=ZoneInfo("America/New_York"))

    with partition_loading_context(effective_dt=evening):
        first, last = partitions.get_first_partition_key(), partitions.get_last_partition_key()

    assert (first, last) == ("2020-11-01", (TODAY + timedelta(ahead)).isoformat())


def test_a_new_day_begins_at_the_countrys_midnight() -> None:
    partitions = make_partitions(make_calendar(days_ahead=0))
    midnight = datetime(2024, 3, 10, tzinfo=ZoneInfo("America/New_York"))

    lasts = []
    for moment in (midnight - timedelta(seconds=1), midnight):
        with partition_loading_context(effective_dt=moment):
            lasts.append(partitions.get_last_partition_key())

    assert tuple(lasts) == ("2024-03-09", "2024-03-10")


def test_today_and_the_newest_past_day_come_first() -> None:
    days = list_days(TODAY - timedelta(2), TODAY + timedelta(2))

    ordered = order_days(days, TODAY)

    assert [(day - TODAY).days for day in ordered] == [0, -1, -2, 1, 2]


def test_days_are_split_into_today_then_weeks_back_then_weeks_ahead() -> None:
    days = list_days(TODAY - timedelta(9), TODAY + timedelta(7))

    ranges = [((first - TODAY).days, (last - TODAY).days) for first, last in split_days(days, TODAY)]

    assert ranges == [(0, 0), (-7, -1), (-9, -8), (1, 7)]


def test_a_range_never_spans_a_day_that_was_not_asked_for() -> None:
    days = {TODAY - timedelta(number) for number in (1, 2, 4, 5, 6)} | {TODAY + timedelta(3)}

    ranges = split_days(days, TODAY)

    assert {day for first, last in ranges for day in list_days(first, last)} == days
    assert [((first - TODAY).days, (last - TODAY).days) for first, last in ranges] == [(-2, -1), (-6, -4), (3, 3)]


def test_no_days_make_no_ranges() -> None:
    assert split_days([], TODAY) == []


def test_days_follow_one_another_over_a_change_of_the_clock() -> None:
    days = list_days(date(2024, 3, 8), date(2024, 3, 12))

    assert [later - earlier for earlier, later in pairwise(days)] == [timedelta(1)] * 4
    assert range_tags(days[0], days[-1]) == {
        "dagster/asset_partition_range_start": "2024-03-08",
        "dagster/asset_partition_range_end": "2024-03-12",
    }
