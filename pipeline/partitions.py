"""The days that there are, as Dagster's partitions, and the order in which a run takes them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

import dagster as dg

from pipeline.settings import CalendarSettings

DAYS_PER_RUN = 7
# When the daily load begins, and when it should be there with its casts, by the country's clock.
DAILY_HOUR, DAILY_DUE_HOUR = 6, 9


def make_partitions(settings: CalendarSettings) -> dg.DailyPartitionsDefinition:
    """Make one partition per calendar day of the country, from the first date to so many days ahead of today."""
    return dg.DailyPartitionsDefinition(
        start_date=settings.first_date.isoformat(),
        timezone=settings.timezone,
        end_offset=settings.days_ahead + 1,  # Dagster's last partition without an offset is yesterday
    )


def read_today(settings: CalendarSettings) -> date:
    """Tell which day it is in the country."""
    return datetime.now(settings.zone).date()


def read_last_due(settings: CalendarSettings, now: datetime) -> date:
    """Tell which day's load is the last that should be there by now."""
    local = now.astimezone(settings.zone)
    return local.date() - timedelta(local.hour < DAILY_DUE_HOUR)


def order_days(days: Iterable[date], today: date) -> list[date]:
    """Put today and the newest past day first, then the days ahead: people look for what airs now."""
    return sorted(days, key=lambda day: (day > today, abs(day - today)))


def list_days(first: date, last: date) -> list[date]:
    """List the days from the first to the last, both included."""
    return [first + timedelta(days) for days in range((last - first).days + 1)]


def split_days(days: Iterable[date], today: date) -> list[tuple[date, date]]:
    """Split days into unbroken ranges of at most a run's size: today by itself, then back, then ahead."""
    wanted = set(days)
    back = sorted((day for day in wanted if day < today), reverse=True)
    ahead = sorted(day for day in wanted if day > today)
    runs = [[today] if today in wanted else [], *_split(back), *_split(ahead)]
    return [(min(run), max(run)) for run in runs if run]


def range_tags(first: date, last: date) -> dict[str, str]:
    """Give the tags by which Dagster knows a run of several partitions."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }


def _split(days: list[date]) -> Iterable[list[date]]:
    run: list[date] = []
    for day in days:
        if run and (abs(day - run[-1]) > timedelta(1) or len(run) == DAYS_PER_RUN):
            yield run
            run = []
        run.append(day)
    yield run
