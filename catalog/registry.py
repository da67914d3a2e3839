"""The registry of indices that ticks must write, the version that documents carry, the notice of a new generation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import chain, repeat
from secrets import token_hex

from peewee import PostgresqlDatabase

from catalog.database import LockHeld, lock_transaction, transaction_locked
from catalog.index import is_of_later_version

LOCK = "registry"
# Longer than ticks take but beside a slow store, and short enough for whoever is told to stop meanwhile.
PATIENCE_SECONDS = (1, 2, 4)
GENERATION_NOTICE = "tvsi_index"
# Versions are 63 bits wide. A document above this, which no count of writes reaches, is no measure of ours.
HIGHEST_VERSION = 2**62


OnWait = Callable[[int], None]


def _go_on(_: int) -> None:
    """Wait for as long as it takes."""


class DefinitionNewer(Exception):
    """An index is of a later version of TVSI; documents of this one's making don't belong there."""


@dataclass(frozen=True, slots=True)
class RegisteredIndex:
    """An index with an alias made with it: writes go through that, so that none re-creates a removed index."""

    name: str
    write_alias: str
    definition_hash: str


def list_registered(db: PostgresqlDatabase) -> list[RegisteredIndex]:
    """List the indices that every tick writes, the newest first."""
    records = db.execute_sql(
        "SELECT name, write_alias, definition_hash FROM search_index ORDER BY created_at DESC, name DESC"
    )
    return [RegisteredIndex(*record) for record in records]


def hold_registered(db: PostgresqlDatabase) -> list[RegisteredIndex]:
    """List them for a tick: none is deregistered, and none removed, before the tick's transaction ends.

    Raises ``DefinitionNewer``.
    """
    lock_transaction(db, LOCK, shared=True)
    indices = list_registered(db)
    refuse_later(indices)
    return indices


def refuse_later(indices: Iterable[RegisteredIndex]) -> None:
    """Raise ``DefinitionNewer`` where one is of a later version of TVSI."""
    for index in indices:
        if is_of_later_version(index.definition_hash):
            raise DefinitionNewer(
                f"the index {index.name} is of a later version of TVSI than this one, so this one must not write it: "
                "run that version's indexer. To go back to this version, stop all others and run `tvsi reindex`"
            )


def register(db: PostgresqlDatabase, index: RegisteredIndex, on_wait: OnWait = _go_on) -> None:
    """Wait for the ticks under way, which don't know of this index; from then on every tick writes it."""
    with _between_ticks(db, on_wait):
        db.execute_sql(
            "INSERT INTO search_index (name, write_alias, definition_hash) VALUES (%s, %s, %s)",
            (index.name, index.write_alias, index.definition_hash),
        )


def change_write_alias(db: PostgresqlDatabase, name: str, write_alias: str, on_wait: OnWait = _go_on) -> None:
    """Wait for the ticks under way; from then on every tick writes this index through another alias."""
    with _between_ticks(db, on_wait):
        db.execute_sql("UPDATE search_index SET write_alias = %s WHERE name = %s", (write_alias, name))


def deregister(
    db: PostgresqlDatabase, name: str, on_wait: OnWait = _go_on, *, agree: Callable[[], bool] = lambda: True
) -> bool:
    """Wait for the ticks that hold the registry; from then on, none writes this index.

    Unless ``agree`` says no. It is asked, and may do something about the index, while no tick is under way.
    """
    with _between_ticks(db, on_wait):
        agreed = agree()
        if agreed:
            db.execute_sql("DELETE FROM search_index WHERE name = %s", (name,))
    return agreed


@contextmanager
def _between_ticks(db: PostgresqlDatabase, on_wait: OnWait) -> Iterator[None]:
    """Open a transaction that holds the registry while no tick is under way.

    Ticks that come while others are waited for wait as well: so not for long, and again later. One that hangs keeps the
    registry as it is, and no other tick from being made. ``on_wait`` is told of each second in between, and may raise.
    """
    for patience in chain(PATIENCE_SECONDS, repeat(PATIENCE_SECONDS[-1])):
        with ExitStack() as held:
            try:
                held.enter_context(transaction_locked(db, LOCK, patience))
            except LockHeld:
                pass
            else:
                yield
                return
        for _ in range(patience):
            on_wait(0)
            time.sleep(1)


def draw_version(db: PostgresqlDatabase) -> int:
    """Draw the next version and commit it. Never inside a transaction: a version must outlive what it was drawn for.

    A row and not a sequence: one drawn in an open transaction went backwards in ten of ten crashes of PostgreSQL 18.
    """
    _refuse_transaction(db)
    ((version,),) = db.execute_sql("UPDATE projection_version SET version = version + 1 RETURNING version").fetchall()
    return int(version)


def read_version(db: PostgresqlDatabase) -> int:
    """Read the last version drawn."""
    ((version,),) = db.execute_sql("SELECT version FROM projection_version").fetchall()
    return int(version)


def raise_version(db: PostgresqlDatabase, highest: int) -> None:
    """Make every later version greater than ``highest``, unless that is beyond all reason."""
    _refuse_transaction(db)
    if highest <= HIGHEST_VERSION:
        db.execute_sql("UPDATE projection_version SET version = %s WHERE version < %s", (highest, highest))


def announce_generation(db: PostgresqlDatabase, version: int = 0) -> None:
    """Tell every API process that searches see something new: what they cached before is old. Heard at the commit.

    Version 0 is for what answers show out of the tables alone, with no document written. The name is none that another
    installation gives: two may share a Redis.
    """
    db.execute_sql("SELECT pg_notify(%s, %s)", (GENERATION_NOTICE, f"{version}.{token_hex(8)}"))


def _refuse_transaction(db: PostgresqlDatabase) -> None:
    if db.in_transaction():
        raise RuntimeError("a version is drawn outside of transactions, so that it is committed at once")
