"""Walks through a search that hold a point in time in Elasticsearch."""

from __future__ import annotations

from typing import Any

LOSES = "walks that are under way (cursor=*): whoever is on one begins anew"

UP = """
CREATE TABLE search_walk (
  id BIGSERIAL NOT NULL PRIMARY KEY,
  client TEXT NOT NULL,
  point_in_time TEXT NOT NULL,
  begun_at TIMESTAMPTZ NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX search_walk_client_id ON search_walk (client, id);
CREATE INDEX search_walk_begun_at ON search_walk (begun_at);
"""
DOWN = "DROP TABLE search_walk"


def up(migrator: Any, db: Any) -> None:
    """Add them."""
    _run(db, UP)


def down(migrator: Any, db: Any) -> None:
    """Take them away, with the walks that are under way."""
    _run(db, DOWN)


def _run(db: Any, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            db.execute_sql(statement)
