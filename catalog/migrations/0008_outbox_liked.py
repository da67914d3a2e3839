"""An index of the outbox's likes: a tick takes some of them before a backlog of loaded rows."""

from __future__ import annotations

from typing import Any

LOSES = None


def up(migrator: Any, db: Any) -> None:
    """Create the index."""
    db.execute_sql("CREATE INDEX outbox_liked ON outbox (id) WHERE like_delta <> 0")


def down(migrator: Any, db: Any) -> None:
    """Drop it."""
    db.execute_sql("DROP INDEX outbox_liked")
