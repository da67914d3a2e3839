"""The registry of indices that ticks must write, the version that documents carry, the notice of a new generation."""

from __future__ import annotations

from dataclasses import dataclass
from secrets import token_hex

from peewee import PostgresqlDatabase

from catalog.database import lock_transaction

LOCK = "registry"
GENERATION_NOTICE = "tvsi_index"
# Versions are 63 bits wide. A document above this, which no count of writes reaches, is no measure of ours.
HIGHEST_VERSION = 2**62


@dataclass(frozen=True, slots=True)
class RegisteredIndex:
    """An index with the alias made with it: writes go through that, so that none re-creates a removed index."""

    name: str
    write_alias: str
    definition_hash: str


def list_registered(db: PostgresqlDatabase) -> list[RegisteredIndex]:
    """List the indices that every tick writes, the oldest first."""
    records = db.execute_sql("SELECT name, write_alias, definition_hash FROM search_index ORDER BY created_at, name")
    return [RegisteredIndex(*record) for record in records]


def hold_registered(db: PostgresqlDatabase) -> list[RegisteredIndex]:
    """List them for a tick: none is deregistered, and none removed, before the tick's transaction ends."""
    lock_transaction(db, LOCK, shared=True)
    return list_registered(db)


def register(db: PostgresqlDatabase, index: RegisteredIndex) -> None:
    """From its commit on, every new tick writes this index."""
    db.execute_sql(
        "INSERT INTO search_index (name, write_alias, definition_hash) VALUES (%s, %s, %s)",
        (index.name, index.write_alias, index.definition_hash),
    )


def deregister(db: PostgresqlDatabase, name: str) -> None:
    """Wait for the ticks that hold the registry; from then on, none writes this index."""
    with db.atomic():
        lock_transaction(db, LOCK)
        db.execute_sql("DELETE FROM search_index WHERE name = %s", (name,))


def draw_version(db: PostgresqlDatabase) -> int:
    """Draw the next version and commit it. Never inside a transaction: a version must outlive what it was drawn for.

    A row and not a sequence: one drawn in an open transaction went backwards in ten of ten crashes of PostgreSQL 18.
    """
    _refuse_transaction(db)
    ((version,),) = db.execute_sql("UPDATE projection_version SET version = version + 1 RETURNING version").fetchall()
    return int(version)


def raise_version(db: PostgresqlDatabase, highest: int) -> None:
    """Make every later version greater than ``highest``, unless that is beyond all reason."""
    _refuse_transaction(db)
    if highest <= HIGHEST_VERSION:
        db.execute_sql("UPDATE projection_version SET version = %s WHERE version < %s", (highest, highest))


def announce_generation(db: PostgresqlDatabase, version: int) -> None:
    """Tell every API process that searches see something new: what they cached before is old. Heard at the commit.

    The name is none that another installation gives: two may share a Redis.
    """
    db.execute_sql("SELECT pg_notify(%s, %s)", (GENERATION_NOTICE, f"{version}.{token_hex(8)}"))


def _refuse_transaction(db: PostgresqlDatabase) -> None:
    if db.in_transaction():
        raise RuntimeError("a version is drawn outside of transactions, so that it is committed at once")
