"""When TVMaze said that shows changed last, whether or not a listing has shown it since."""

from __future__ import annotations

from typing import Any

LOSES = "what TVMaze told of changed shows: it is asked for all of it again"

UP = """
CREATE TABLE show_news (
  show_id BIGINT NOT NULL PRIMARY KEY REFERENCES show (id) ON DELETE CASCADE,
  updated BIGINT NOT NULL
)
"""
DOWN = "DROP TABLE show_news"


def up(migrator: Any, db: Any) -> None:
    """Add it."""
    db.execute_sql(UP)


def down(migrator: Any, db: Any) -> None:
    """Take it away: TVMaze is asked for all changes the next time."""
    db.execute_sql(DOWN)
