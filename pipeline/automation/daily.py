"""The schedule of every day's round: at 06:00 in the country, from three days ago to the last day ahead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import dagster as dg

from pipeline.automation.jobs import DAILY_JOB
from pipeline.partitions import list_days, range_tags, split_days
from pipeline.settings import CalendarSettings

PAST_DAYS, HOUR = 3, 6


def make_daily(settings: CalendarSettings) -> dg.ScheduleDefinition:
    """Make the schedule of a country. Late changes to the past days are why it looks back."""

    @dg.schedule(
        name="daily",
        cron_schedule=f"0 {HOUR} * * *",
        execution_timezone=settings.timezone,
        job=DAILY_JOB,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=__doc__,
    )
    def daily(context: dg.ScheduleEvaluationContext) -> Iterator[dg.RunRequest]:
        today = context.scheduled_execution_time.astimezone(settings.zone).date()
        first = max(today - timedelta(PAST_DAYS), settings.first_date)
        last = today + timedelta(settings.days_ahead)
        for begin, end in split_days(list_days(first, last), today):
            yield dg.RunRequest(run_key=f"{today}: {begin}", tags=range_tags(begin, end))

    return daily
