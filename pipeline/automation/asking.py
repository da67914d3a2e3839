"""What the sensors that ask for loads share: how a request looks, which asset marks a day, and when to ask again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta

import dagster as dg
import msgspec

from pipeline.automation.jobs import CASTS, LISTINGS
from pipeline.partitions import range_tags, split_days

FIRST_RETRY, LAST_RETRY = timedelta(seconds=30), timedelta(minutes=30)
# The asset by which a group's day is known to be there: a group's assets are materialized together.
MARKS = {LISTINGS: dg.AssetKey("schedule"), CASTS: dg.AssetKey("guest_cast")}


class Attempts(msgspec.Struct, frozen=True):
    """How often a group was asked for, and when it may be asked for again."""

    made: int = 0
    not_before: datetime = datetime.min.replace(tzinfo=UTC)

    def another(self, now: datetime) -> Attempts:
        """Count one more, and put off the next: 30 s, a minute, two, up to half an hour."""
        return Attempts(self.made + 1, now + min(FIRST_RETRY * 2**self.made, LAST_RETRY))


def request_days(group: str, days: Iterable[date], today: date, tags: dict[str, str]) -> Iterator[dg.RunRequest]:
    """Request runs of a group for some days, a week a run at most."""
    for first, last in split_days(days, today):
        yield dg.RunRequest(job_name=group, tags={**range_tags(first, last), **tags})


def is_under_way(runs: Iterable[dg.DagsterRun]) -> bool:
    """Tell whether any run has not ended, or will be started again by Dagster itself."""
    return any(not run.is_finished or run.is_complete_and_waiting_to_retry for run in runs)


def read_loaded(instance: dg.DagsterInstance, group: str) -> set[date]:
    """Read the days that a group ever loaded."""
    return {date.fromisoformat(key) for key in instance.get_materialized_partitions(MARKS[group])}
