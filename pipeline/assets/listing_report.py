"""What Dagster is told of each day's listings beside its counts: the outcome of each feed, and airings by the hour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import dagster as dg
from peewee import PostgresqlDatabase

from pipeline.assets.reports import Report
from pipeline.story.partition_rows import count_by_hour
from pipeline.story.results import Calls, DayLoad, UnlistedCheck
from pipeline.tvmaze.feeds import Feed

BAR = 40  # characters of the longest bar


def make_report(
    db: PostgresqlDatabase,
    loads: Sequence[DayLoad],
    unlisted: UnlistedCheck,
    calls: Calls,
    feeds: Sequence[Feed],
    timezone: str,
) -> Report:
    """Put together what a run of listings did."""
    done = tuple(load.date for load in loads if not load.errors)
    checked = {"unlisted_withdrawn": unlisted.withdrawn, "unlisted_moved": unlisted.moved}
    remarks: dict[tuple[str, Any], dict[str, Any]] = {}
    for load in loads:
        remarks["raw_schedule", load.date] = {"calls": load.calls.calls, "planned_calls": load.planned}
        remarks["episode", load.date] = {
            "airing_by_hour": _plot_hours(count_by_hour(db, load.date, timezone)),
            **checked,
        }
        remarks["schedule", load.date] = {
            key: value
            for feed in load.feeds
            for key, value in ((f"{feed.feed}_rows", feed.rows), (f"{feed.feed}_outcome", feed.status))
        }
    return Report(
        done=done,
        failed={load.date: load.errors for load in loads if load.errors},
        calls=calls,
        planned=len(feeds) * len(loads) + unlisted.planned,
        requests={load.date: tuple(feed.request(load.date) for feed in feeds) for load in loads},
        remarks=remarks,
    )


def _plot_hours(counts: dict[int, int]) -> dg.MarkdownMetadataValue:
    most = max(counts.values(), default=1)
    bars = (f"{hour:02} {'█' * round(BAR * counts.get(hour, 0) / most)} {counts.get(hour, 0)}" for hour in range(24))
    return dg.MetadataValue.md("```\n" + "\n".join(bars) + "\n```")
