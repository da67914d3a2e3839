"""What waits to be indexed."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.database import database

# A row that is put back keeps the moment of its change.
_READ = """
    SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(created_at)), 0)::float8,
      count(*) FILTER (WHERE attempts > 0), (SELECT count(*) FROM projection_parked)
    FROM outbox
"""


@dataclass(frozen=True)
class Backlog:
    """Rows of the outbox, the oldest one's age in seconds, how many failed before, and documents given up."""

    rows: int
    age_seconds: float
    failed: int
    parked: int


def read_backlog() -> Backlog:
    """Read it."""
    return Backlog(*database.execute_sql(_READ).fetchone())
