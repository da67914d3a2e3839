"""The day's round comes once a day at six, whatever the clocks do, and asks for the days around it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import dagster as dg
import pytest
from dagster._utils.schedules import schedule_execution_time_iterator

from pipeline.automation.daily import DAILY_TAG, make_daily
from pipeline.partitions import DAYS_PER_RUN, list_days
from pipeline.settings import CalendarSettings
from tests.unit.pipeline.calendars import make_calendar

ZONES = ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Pacific/Kiritimati", "America/St_Johns", "UTC"]
START, END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def _ticks(zone: str) -> list[datetime]:
    schedule = make_daily(make_calendar(timezone=zone))
    year = datetime(2024, 1, 1, tzinfo=ZoneInfo(zone))
    assert isinstance(schedule.cron_schedule, str)
    ticks = schedule_execution_time_iterator(year.timestamp(), schedule.cron_schedule, schedule.execution_timezone)
    return [next(ticks) for _ in range(366)]


def _ask(settings: CalendarSettings, moment: datetime) -> list[tuple[str, str]]:
    context = dg.build_schedule_context(scheduled_execution_time=moment)
    requests = make_daily(settings).evaluate_tick(context).run_requests or []
    return [(request.tags[START], request.tags[END]) for request in requests]


@pytest.mark.parametrize("zone", ZONES)
def test_it_comes_at_six_on_every_day_of_a_year(zone: str) -> None:
    local = [tick.astimezone(ZoneInfo(zone)) for tick in _ticks(zone)]

    assert [tick.date() for tick in local] == list_days(date(2024, 1, 1), date(2024, 12, 31))
    assert {(tick.hour, tick.minute) for tick in local} == {(6, 0)}


def test_every_run_says_of_which_round_it_is() -> None:
    context = dg.build_schedule_context(scheduled_execution_time=datetime(2024, 3, 10, 10, tzinfo=UTC))

    requests = make_daily(make_calendar()).evaluate_tick(context).run_requests or []

    assert {request.tags[DAILY_TAG] for request in requests} == {"2024-03-10"}
    assert len({request.run_key for request in requests}) == len(requests)


@pytest.mark.parametrize("zone", ZONES)
def test_over_a_year_every_day_is_loaded_eleven_times(zone: str) -> None:
    settings = make_calendar(timezone=zone)
    loads: dict[date, int] = {}
    for tick in _ticks(zone):
        for first, last in _ask(settings, tick):
            for day in list_days(date.fromisoformat(first), date.fromisoformat(last)):
                loads[day] = loads.get(day, 0) + 1

    assert {loads[day] for day in list_days(date(2024, 1, 8), date(2024, 12, 28))} == {11}


def test_it_asks_for_today_then_for_the_past_days_then_for_those_ahead() -> None:
    asked = _ask(make_calendar(), datetime(2024, 3, 10, 10, tzinfo=UTC))

    assert asked == [("2024-03-10", "2024-03-10"), ("2024-03-07", "2024-03-09"), ("2024-03-11", "2024-03-17")]


def test_however_many_days_lie_ahead_a_run_takes_a_week_at_most() -> None:
    asked = _ask(make_calendar(days_ahead=366), datetime(2024, 3, 10, 10, tzinfo=UTC))

    runs = [list_days(date.fromisoformat(first), date.fromisoformat(last)) for first, last in asked]
    assert max(map(len, runs)) == DAYS_PER_RUN
    assert sorted(day for run in runs for day in run) == list_days(date(2024, 3, 7), date(2025, 3, 11))


def test_it_asks_for_no_day_outside_the_partitions() -> None:
    settings = make_calendar(first_date=date(2024, 3, 9), days_ahead=0)

    assert _ask(settings, datetime(2024, 3, 10, 10, tzinfo=UTC)) == [
        ("2024-03-10", "2024-03-10"),
        ("2024-03-09", "2024-03-09"),
    ]


def test_the_day_is_the_countrys() -> None:
    six = datetime(2024, 3, 10, 6, tzinfo=ZoneInfo("Pacific/Kiritimati"))

    asked = _ask(make_calendar(timezone="Pacific/Kiritimati"), six.astimezone(UTC))

    assert asked[0] == ("2024-03-10", "2024-03-10")
    assert six.astimezone(UTC).date() == date(2024, 3, 10) - timedelta(1)
