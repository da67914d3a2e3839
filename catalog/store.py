"""What this database is: its identity, which copy of it, and whether it holds live or simulated data, never both."""

from __future__ import annotations

from uuid import uuid4

from peewee import PostgresqlDatabase

from catalog.database import lock_transaction

# The timeline is of the file that is written now: a server that has just taken over has it nowhere else until its next
# checkpoint.
_COPY = """
    SELECT concat_ws('.', system_identifier, ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int,
      pg_database.oid, 'projection_version'::regclass::oid)
    FROM pg_control_system(), pg_database WHERE datname = current_database()
"""


class StoreMismatch(Exception):
    """The database holds data of the other source."""


def read_store(db: PostgresqlDatabase) -> tuple[str, str] | None:
    """Give the store's id and source, or nothing where none has been claimed yet."""
    found: tuple[str, str] | None = db.execute_sql("SELECT id, source FROM store").fetchone()
    return found


def read_origin(db: PostgresqlDatabase) -> dict[str, str | None]:
    """Tell of which ``store`` an index is that is built now, or nothing if it is not claimed, and of which ``copy``.

    That names the cluster, its timeline, the database and a table in it. No dump has any of these, so whatever is
    restored is another, and so is whatever takes over from a server that failed.
    """
    store = read_store(db)
    ((copy,),) = db.execute_sql(_COPY).fetchall()
    return {"store": store[0] if store else None, "copy": str(copy)}


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
