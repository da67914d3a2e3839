"""Numbered migrations, applied in order under one lock, each in its own transaction. Never edit one that has landed.

Each says in ``LOSES`` what is lost by going back behind it, beyond what can be made again; None: nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from peewee import PostgresqlDatabase
from playhouse.migrations import Runner

from catalog.database import advisory_lock

DIRECTORY = Path(__file__).parent


class DatabaseNewer(Exception):
    """A later version of TVSI has migrated the database; the message says what to do."""


class MigrationUnknown(Exception):
    """There is no migration of that number."""


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration as it stands in a database: its number and name, whether it is applied, what going back loses."""

    number: int
    name: str
    is_applied: bool
    loses: str | None = None
    is_known: bool = True


def migrate(db: PostgresqlDatabase) -> list[str]:
    """Apply what is pending and return its names. Safe to run from many processes at once.

    Raises ``DatabaseNewer``.
    """
    with _hold(db) as runner:
        refuse_later(list_migrations(db))
        applied: list[str] = runner.up()
    return applied


def migrate_to(db: PostgresqlDatabase, number: int) -> list[str]:
    """Go on or back until the migration of this number is the last applied; return what was applied or taken back.

    0 is before the first. Raises ``MigrationUnknown`` and ``DatabaseNewer``.
    """
    with _hold(db) as runner:
        migrations = list_migrations(db)
        refuse_later(migrations)
        back = plan_back(migrations, number)
        changed: list[str] = runner.down(back[-1].name) if back else _go_on(runner, migrations, number)
    return changed


def plan_back(migrations: list[Migration], number: int) -> list[Migration]:
    """List what going back to a number takes back, the latest first; raises ``MigrationUnknown``."""
    if number and number not in {migration.number for migration in migrations if migration.is_known}:
        raise MigrationUnknown(f"there is no migration {number}; `tvsi migrate --status` lists them")
    return [migration for migration in reversed(migrations) if migration.is_applied and migration.number > number]


def list_migrations(db: PostgresqlDatabase) -> list[Migration]:
    """List all migrations in order, also those that a later version of TVSI has applied."""
    return [_describe(found) for found in Runner(db, str(DIRECTORY)).status()]


def list_pending(db: PostgresqlDatabase) -> list[str]:
    """Name the migrations that this database lacks."""
    return [migration.name for migration in Runner(db, str(DIRECTORY)).status() if not migration.applied]


def refuse_later(migrations: list[Migration]) -> None:
    """Raise ``DatabaseNewer`` where this version does not know what was applied."""
    unknown = [migration.name for migration in migrations if not migration.is_known]
    if unknown:
        raise DatabaseNewer(
            f"a later version of TVSI has migrated this database ({', '.join(unknown)}): run that version, or go back "
            "with its `tvsi migrate --to`"
        )


@contextmanager
def _hold(db: PostgresqlDatabase) -> Iterator[Any]:
    with db.connection_context(), advisory_lock(db, "migrate"):
        yield Runner(db, str(DIRECTORY))


def _go_on(runner: Any, migrations: list[Migration], number: int) -> list[str]:
    target = next((migration.name for migration in migrations if migration.number == number), None)
    applied: list[str] = runner.up(target) if target else []
    return applied


def _describe(found: Any) -> Migration:
    is_applied = bool(found.applied)
    if found.path is None:
        return Migration(found.idx, found.name, is_applied, is_known=False)
    return Migration(found.idx, found.name, is_applied, found.load().LOSES)
