"""Who may ask TVMaze for what right now: advisory locks of a session, which end with it, crash or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from peewee import InterfaceError, OperationalError, PostgresqlDatabase

from catalog.database import advisory_lock, lock_key


@contextmanager
def claim_show(db: PostgresqlDatabase, show_id: int) -> Iterator[None]:
    """Wait until no other run fetches this show's casts, then hold it. Plan under it: another may have fetched."""
    with advisory_lock(db, f"show.{show_id}"):
        yield


@contextmanager
def try_claim(db: PostgresqlDatabase, name: str) -> Iterator[bool]:
    """Hold a claim by name if nobody does; tell whether it is held now."""
    key, parameters = lock_key(name)
    is_claimed: bool = db.execute_sql(f"SELECT pg_try_advisory_lock({key})", parameters).fetchone()[0]
    try:
        yield is_claimed
    finally:
        if is_claimed:
            with suppress(OperationalError, InterfaceError):  # a lost session has let go already
                db.execute_sql(f"SELECT pg_advisory_unlock({key})", parameters)
