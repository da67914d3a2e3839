"""What processes that answer no requests count: calls to TVMaze, and how long changes took to be indexed."""

from __future__ import annotations

from typing import Any

LOSES = "counts of calls to TVMaze and of how long changes took to be indexed: they begin at nothing"

UP = """
ALTER TABLE rate_slot
  ADD COLUMN calls BIGINT NOT NULL DEFAULT 0,
  ADD COLUMN throttled BIGINT NOT NULL DEFAULT 0;
CREATE TABLE projection_lag (
  most_seconds DOUBLE PRECISION NOT NULL PRIMARY KEY,
  episodes BIGINT NOT NULL,
  seconds DOUBLE PRECISION NOT NULL
);
"""
DOWN = """
DROP TABLE projection_lag;
ALTER TABLE rate_slot DROP COLUMN throttled, DROP COLUMN calls;
"""


def up(migrator: Any, db: Any) -> None:
    """Add them."""
    _run(db, UP)


def down(migrator: Any, db: Any) -> None:
    """Take them away: counts begin at nothing the next time."""
    _run(db, DOWN)


def _run(db: Any, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            db.execute_sql(statement)
