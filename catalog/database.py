"""One set of Peewee models for synchronous and asynchronous processes. A process uses one kind, chosen at its start."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from typing import Any

import psycopg
from peewee import DatabaseError, DatabaseProxy, InterfaceError, OperationalError, PostgresqlDatabase
from playhouse.pwasyncio import AsyncModel
from psycopg.errors import LockNotAvailable

from catalog.async_database import AsyncDatabase

LONGEST_HOLD_SECONDS = 30

database = DatabaseProxy()


class Table(AsyncModel):  # type: ignore[misc]
    """Base of all tables. Names are the class's, in snake case."""

    class Meta:
        """Bind to whatever database the process connects."""

        database = database
        legacy_table_names = False


def connect(url: str) -> PostgresqlDatabase:
    """Make this process's synchronous database (psycopg 3, sessions in UTC) and bind the tables to it."""
    made = open_another(url)
    database.initialize(made)
    return made


def open_another(url: str, *, longest_idle: float = 0) -> PostgresqlDatabase:
    """Make a synchronous database with a connection of its own, which no table is bound to.

    The server ends it if it holds a transaction open for so many seconds without a statement, 0 as it is set up there.
    """
    options = "-c timezone=UTC"
    if longest_idle:
        options += f" -c idle_in_transaction_session_timeout={int(1000 * longest_idle)}"
    return PostgresqlDatabase(url, prefer_psycopg3=True, autoconnect=True, options=options)


def open_beside(db: PostgresqlDatabase) -> PostgresqlDatabase:
    """Make another connection to the database that ``connect`` or ``open_another`` made."""
    return open_another(db.database)


def connect_async(url: str, *, pool_size: int = 10) -> AsyncDatabase:
    """Make this process's asynchronous database and bind the tables to it. Hold a connection with ``async with``."""
    made = AsyncDatabase(
        url,
        pool_size=pool_size,
        pool_min_size=2,
        acquire_timeout=3,
        command_timeout=10,
        server_settings={"timezone": "UTC"},
    )
    database.initialize(made)
    return made


def lock_key(name: str) -> tuple[str, tuple[Any, ...]]:
    """Give the SQL expression of an advisory lock's key and its parameters."""
    return "hashtextextended(%s, 0)", (f"tvsi.{name}",)


@contextmanager
def advisory_lock(db: PostgresqlDatabase, name: str) -> Iterator[None]:
    """Hold a session's advisory lock. Synchronous databases only; the lock dies with the connection."""
    key, parameters = lock_key(name)
    db.execute_sql(f"SELECT pg_advisory_lock({key})", parameters)
    with _unlocking(db, name):
        yield


@contextmanager
def try_advisory_lock(db: PostgresqlDatabase, name: str) -> Iterator[bool]:
    """Hold a session's advisory lock if it is free, and say whether it was."""
    key, parameters = lock_key(name)
    ((free,),) = db.execute_sql(f"SELECT pg_try_advisory_lock({key})", parameters).fetchall()
    with _unlocking(db, name) if free else nullcontext():
        yield free


@contextmanager
def _unlocking(db: PostgresqlDatabase, name: str) -> Iterator[None]:
    """Unlock in the end. Where the connection was lost, and the lock with it, what that led to is what is raised."""
    key, parameters = lock_key(name)
    unlock = f"SELECT pg_advisory_unlock({key})"
    try:
        yield
    except BaseException:
        with suppress(DatabaseError, InterfaceError, psycopg.Error):
            db.execute_sql(unlock, parameters)
        raise
    db.execute_sql(unlock, parameters)


class LockHeld(Exception):
    """Others hold the lock, and the time to wait for it is over."""


def lock_transaction(db: PostgresqlDatabase, name: str, *, shared: bool = False) -> None:
    """Take an advisory lock, alone or with all who share it, that the current transaction keeps to its end."""
    key, parameters = lock_key(name)
    kind = "_shared" if shared else ""
    db.execute_sql(f"SELECT pg_advisory_xact_lock{kind}({key})", parameters)


@contextmanager
def transaction_locked(db: PostgresqlDatabase, name: str, seconds: int) -> Iterator[None]:
    """Open a transaction that holds an advisory lock alone. Raises ``LockHeld`` once it has waited so long for it.

    Not within another one, whose own settings would be gone. The server ends the connection if it holds the lock for
    too long without a statement.
    """
    with db.atomic():
        db.execute_sql(f"SET LOCAL idle_in_transaction_session_timeout = '{LONGEST_HOLD_SECONDS}s'")
        db.execute_sql(f"SET LOCAL lock_timeout = '{seconds}s'")
        try:
            lock_transaction(db, name)
        except OperationalError as error:
            if isinstance(getattr(error, "orig", None), LockNotAvailable):
                raise LockHeld(name) from error
            raise
        db.execute_sql("SET LOCAL lock_timeout = DEFAULT")
        yield
