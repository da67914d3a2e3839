"""Which loaded days may be outdated, since TVMaze says that a show in them changed after they were loaded.

What is news stays so until every day that holds the show was loaded again, however many looks that takes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from peewee import PostgresqlDatabase

from pipeline.load.transactions import write_tables

_STORE = """
    INSERT INTO show_news AS known (show_id, updated)
    SELECT show.id, told.updated
    FROM unnest(%(shows)s::bigint[], %(updated)s::bigint[]) AS told (show_id, updated)
    JOIN show ON show.id = told.show_id
    ON CONFLICT (show_id) DO UPDATE SET updated = EXCLUDED.updated WHERE known.updated < EXCLUDED.updated
"""
_OUTDATED = """
    SELECT date, min(as_of) FROM listing_load WHERE feed = ANY(%(feeds)s) AND EXISTS (
      SELECT FROM schedule JOIN episode ON episode.id = schedule.episode_id JOIN show_news USING (show_id)
      WHERE schedule.feed = listing_load.feed AND schedule.date = listing_load.date
        AND to_timestamp(show_news.updated) > listing_load.as_of
    ) GROUP BY date ORDER BY date
"""


def store_news(db: PostgresqlDatabase, updates: Mapping[int, int], as_of: datetime) -> int:
    """Note when shows changed, by Unix time, as TVMaze said at ``as_of``; return for how many stored ones it is news.

    Nothing changes after it was told: a moment that lies ahead would keep its days outdated for ever.
    """
    latest = int(as_of.timestamp())
    told = {show_id: min(updated, latest) for show_id, updated in sorted(updates.items())}
    parameters = {"shows": list(told), "updated": list(told.values())}
    stored: int = write_tables(db, lambda: db.execute_sql(_STORE, parameters).rowcount)
    return stored


def find_outdated(db: PostgresqlDatabase, feeds: Sequence[str]) -> dict[date, datetime]:
    """Find the loaded days that hold a show that changed since, each with the age of its oldest listing that does."""
    return dict(db.execute_sql(_OUTDATED, {"feeds": list(feeds)}).fetchall())
