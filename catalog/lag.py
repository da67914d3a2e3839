"""How long changes take from their transaction to the index: counted by ticks, told by ``/metrics``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from peewee import PostgresqlDatabase

# Seconds. A tick comes twice a second; what takes a minute waits for a store.
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0)

# In the order of spans, so that two indexers wait for each other instead of locking each other out.
_COUNT = """
    INSERT INTO projection_lag AS lag (most_seconds, episodes, seconds)
    SELECT (%(bounds)s::float8[] || 'Infinity'::float8)[1 + width_bucket(age, %(bounds)s::float8[])],
      count(*), sum(age)
    FROM (
      SELECT greatest(0, extract(epoch FROM clock_timestamp() - since))::float8 AS age
      FROM unnest(%(since)s::timestamptz[]) AS written (since)
    ) AS ages
    GROUP BY 1 ORDER BY 1
    ON CONFLICT (most_seconds) DO UPDATE
    SET episodes = lag.episodes + EXCLUDED.episodes, seconds = lag.seconds + EXCLUDED.seconds
"""


@dataclass(frozen=True)
class Lag:
    """Episodes written ever since, by the longest wait of their span in seconds, and all their seconds together."""

    episodes: dict[float, int]
    seconds: float


def count_lag(db: PostgresqlDatabase, since: Sequence[datetime]) -> None:
    """Count episodes that can be found from now on, each with the moment of its oldest change."""
    if since:
        db.execute_sql(_COUNT, {"bounds": list(BOUNDS), "since": list(since)})


def read_lag(db: PostgresqlDatabase) -> Lag:
    """Read what all indexers counted."""
    rows = db.execute_sql("SELECT most_seconds, episodes, seconds FROM projection_lag").fetchall()
    return Lag({most: episodes for most, episodes, _ in rows}, sum(seconds for *_, seconds in rows))
