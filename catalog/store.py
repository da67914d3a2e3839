"""What this database is: its identity, and whether it holds live or simulated data. The two never mix."""

from __future__ import annotations

from uuid import uuid4

from peewee import PostgresqlDatabase

from catalog.database import lock_transaction


class StoreMismatch(Exception):
    """The database holds data of the other source."""


def read_store(db: PostgresqlDatabase) -> tuple[str, str] | None:
    """Give the store's id and source, or nothing where none has been claimed yet."""
    found: tuple[str, str] | None = db.execute_sql("SELECT id, source FROM store").fetchone()
    return found


def claim_store(db: PostgresqlDatabase, source: str) -> str:
    """Claim the database for ``live`` or ``simulated`` data, once and for good, and return its id.

    Raises ``StoreMismatch`` where it was claimed for the other.
    """
    with db.atomic():
        lock_transaction(db, "store")
        found = read_store(db)
        if found is None:
            found = (uuid4().hex, source)
            db.execute_sql("INSERT INTO store (id, source) VALUES (%s, %s)", found)
    store_id, holds = found
    if holds != source:
        raise StoreMismatch(f"this database holds {holds} data and can't take {source} data: use another one")
    return store_id
