"""What Dagster is told of each day's listings beside its counts: the outcome of each feed, and airings by the hour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import dagster as dg
from peewee import PostgresqlDatabase

from pipeline.story.partition_rows import count_by_hour
from pipeline.story.results import DayLoad, UnlistedCheck

BAR = 40  # characters of the longest bar


def describe_listings(
    db: PostgresqlDatabase, loads: Sequence[DayLoad], unlisted: UnlistedCheck, timezone: str
) -> Mapping[tuple[str, date], Mapping[str, Any]]:
    """Say, by table and day, what the counts don't."""
    checked = {"run_withdrawn": unlisted.withdrawn, "run_moved": unlisted.moved, "run_unchecked": unlisted.failed}
    remarks: dict[tuple[str, date], Mapping[str, Any]] = {}
    for load in loads:
        remarks["schedule", load.date] = {"airing_by_hour": _plot_hours(count_by_hour(db, load.date, timezone))} | {
            key: value
            for feed in load.feeds
            for key, value in ((f"{feed.feed}_rows", feed.rows), (f"{feed.feed}_outcome", feed.status))
        }
        remarks["episode", load.date] = checked
    return remarks


def _plot_hours(counts: dict[int, int]) -> dg.MarkdownMetadataValue:
    most = max(counts.values(), default=1)
    bars = (f"{hour:02} {'█' * round(BAR * counts.get(hour, 0) / most)} {counts.get(hour, 0)}" for hour in range(24))
    return dg.MetadataValue.md("```\n" + "\n".join(bars) + "\n```")
