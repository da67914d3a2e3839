"""One writer of TVMaze's tables at a time: loads never wait for each other in circles or read half of one another."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import TypeVar

from peewee import OperationalError, PostgresqlDatabase
from psycopg.errors import DeadlockDetected, SerializationFailure

from catalog.database import lock_transaction

FIRST_PAUSE_SECONDS, LAST_PAUSE_SECONDS = 0.1, 0.8

Result = TypeVar("Result")


def write_tables(db: PostgresqlDatabase, write: Callable[[], Result], *, lock: str | None = None) -> Result:
    """Run ``write`` in one transaction, alone among all loads, under a lock of its own where one is named.

    Deadlocks and serialization failures, which only others than loads can cause, are tried again. No HTTP inside.
    """
    pause = FIRST_PAUSE_SECONDS
    while True:
        try:
            with db.atomic():
                for name in (lock, "tables"):
                    if name:
                        lock_transaction(db, name)
                return write()
        except OperationalError as error:
            if not is_conflict(error) or pause > LAST_PAUSE_SECONDS or db.in_transaction():
                raise
        time.sleep(pause * random.random())  # noqa: S311 - spreads the writers out
        pause *= 2


def is_conflict(error: BaseException) -> bool:
    """Tell whether Postgres ended the transaction because of another one, so that trying again is right."""
    return isinstance(error.__cause__ or error.__context__, (DeadlockDetected, SerializationFailure))
