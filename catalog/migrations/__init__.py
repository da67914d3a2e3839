"""Numbered migrations, applied in order under one lock, each in its own transaction. Never edit one that has landed."""

from __future__ import annotations

from pathlib import Path

from peewee import PostgresqlDatabase
from playhouse.migrations import Runner

from catalog.database import advisory_lock

DIRECTORY = Path(__file__).parent


def migrate(db: PostgresqlDatabase) -> list[str]:
    """Apply what is pending and return its names. Safe to run from many processes at once."""
    with db.connection_context(), advisory_lock(db, "migrate"):
        applied: list[str] = Runner(db, str(DIRECTORY)).up()
    return applied


def list_pending(db: PostgresqlDatabase) -> list[str]:
    """Name the migrations that this database lacks."""
    return [migration.name for migration in Runner(db, str(DIRECTORY)).status() if not migration.applied]
