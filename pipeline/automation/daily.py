"""The schedules of every day: its round at 06:00 in the country, from three days ago to the last day ahead; checks.

It asks for the listings; ``pipeline.automation.daily_round`` asks for the casts after them, and for what failed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import dagster as dg

from pipeline.automation.jobs import CHECKS_JOB, LISTINGS_JOB
from pipeline.partitions import DAILY_DUE_HOUR, DAILY_HOUR, list_days, range_tags, split_days
from pipeline.settings import CalendarSettings

DAILY_TAG = "tvsi/daily"  # the day of the round
PAST_DAYS = 3


def list_round(settings: CalendarSettings, today: date) -> list[date]:
    """List the days of a day's round. Late changes to the past days are why it looks back."""
    first = max(today - timedelta(PAST_DAYS), settings.first_date)
    return list_days(first, today + timedelta(settings.days_ahead))


def make_daily(settings: CalendarSettings) -> dg.ScheduleDefinition:
    """Make the schedule of a country."""

    @dg.schedule(
        name="daily",
        cron_schedule=f"0 {DAILY_HOUR} * * *",
        execution_timezone=settings.timezone,
        job=LISTINGS_JOB,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=__doc__,
    )
    def daily(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
        today = context.scheduled_execution_time.astimezone(settings.zone).date()
        for first, last in split_days(list_round(settings, today), today):
            tags = {**range_tags(first, last), DAILY_TAG: today.isoformat()}
            yield dg.RunRequest(run_key=f"{today}: {first}", tags=tags)

    return daily


def make_daily_checks(settings: CalendarSettings) -> dg.ScheduleDefinition:
    """Make the schedule of the checks, for when the day's load should be there. What fails is told by message."""
    return dg.ScheduleDefinition(
        name="daily_checks",
        cron_schedule=f"0 {DAILY_DUE_HOUR} * * *",
        execution_timezone=settings.timezone,
        job=CHECKS_JOB,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=make_daily_checks.__doc__,
    )
