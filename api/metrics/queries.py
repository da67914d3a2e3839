"""What other processes leave in Postgres to be counted: changes that wait, how long they did, calls to TVMaze."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.database import database
from catalog.lag import Lag, read_lag

# A row that is put back keeps the moment of its change.
_BACKLOG = """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8,
      count(*) FILTER (WHERE attempts > 0), (SELECT count(*) FROM projection_parked)
    FROM outbox
"""
_TVMAZE = """
    SELECT coalesce(sum(calls), 0)::bigint, coalesce(sum(throttled), 0)::bigint,
      (SELECT extract(epoch FROM max(as_of))::float8 FROM listing_load),
      (SELECT extract(epoch FROM max(date))::float8 FROM listing_load)
    FROM rate_slot
"""


@dataclass(frozen=True)
class Backlog:
    """Rows of the outbox, the oldest one's age in seconds, how many failed before, and documents given up."""

    rows: int
    age_seconds: float
    failed: int
    parked: int


@dataclass(frozen=True)
class Tvmaze:
    """Calls ever made, and those answered 429. In Unix time: when TVMaze made the newest listing, and the last day."""

    calls: int
    throttled: int
    newest_listing: float | None
    last_day: float | None


@dataclass(frozen=True)
class Left:
    """All that is left to be counted."""

    backlog: Backlog
    lag: Lag
    tvmaze: Tvmaze


def read_left() -> Left:
    """Read it."""
    return Left(
        Backlog(*database.execute_sql(_BACKLOG).fetchone()),
        read_lag(database.obj),
        Tvmaze(*database.execute_sql(_TVMAZE).fetchone()),
    )
