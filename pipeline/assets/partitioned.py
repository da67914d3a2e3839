"""What all assets share: the days as partitions, a week of them a run, and which days a run was asked for."""

from __future__ import annotations

from datetime import date, timedelta

import dagster as dg

from pipeline.partitions import DAILY_DUE_HOUR, DAILY_HOUR, DAYS_PER_RUN, make_partitions, order_days, read_today
from pipeline.settings import CalendarSettings

# Read at import, because Dagster wants the partitions then; it needs no store and no network.
CALENDAR = CalendarSettings.read()
DAYS = make_partitions(CALENDAR)
WEEK_A_RUN = dg.BackfillPolicy.multi_run(max_partitions_per_run=DAYS_PER_RUN)
OWNERS = ["team:pipeline"]
# The daily load begins at six, its casts come after it.
FRESH = dg.FreshnessPolicy.cron(
    deadline_cron=f"0 {DAILY_DUE_HOUR} * * *",
    lower_bound_delta=timedelta(hours=DAILY_DUE_HOUR - DAILY_HOUR),
    timezone=CALENDAR.timezone,
)


def read_days(context: dg.AssetExecutionContext, calendar: CalendarSettings) -> list[date]:
    """Read the days that the run was asked for, today and the newest past one first."""
    return order_days(map(date.fromisoformat, context.partition_keys), read_today(calendar))
