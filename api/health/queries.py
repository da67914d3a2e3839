"""What readiness is judged by."""

from __future__ import annotations

from catalog.database import database
from catalog.migrations import list_pending


def has_all_migrations() -> bool:
    """Ask the database whether its tables are those of this version."""
    return not list_pending(database.obj)
