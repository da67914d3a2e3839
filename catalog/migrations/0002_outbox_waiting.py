"""An index of the few outbox rows that wait after a failure: every claim looks past them."""

from __future__ import annotations

from typing import Any

LOSES = None


def up(migrator: Any, db: Any) -> None:
    """Create the index."""
    db.execute_sql("CREATE INDEX outbox_waiting ON outbox (episode_id, not_before) WHERE not_before IS NOT NULL")


def down(migrator: Any, db: Any) -> None:
    """Drop it."""
    db.execute_sql("DROP INDEX outbox_waiting")
