"""A Postgres in which statements are atomic and transactions are not: READ COMMITTED, row locks, advisory locks."""

from __future__ import annotations

from collections.abc import Callable, Generator, Hashable, Mapping
from itertools import count
from typing import Any

# Yields where another may come first: what must come true before there is anything to do, or nothing.
Pause = Callable[[], bool] | None
Steps = Generator[Any, None, Any]
Tables = dict[str, Mapping[Any, Any]]
TABLES = ("row", "cast", "like", "reaction", "like_total", "outbox", "version", "registry")


class Disconnected(Exception):
    """The server was restarted since this session began, or has ended it: its transaction and its locks are gone."""


class Postgres:
    """What is committed, by table and key, who holds which lock, and a mark that is in no dump."""

    def __init__(self) -> None:
        self.tables: Tables = {name: {} for name in TABLES}
        self.mark = 0
        self.locks: dict[Hashable, dict[Session, bool]] = {}
        self.writing: set[Session] = set()
        self.started = 0
        self.sequence = 0
        self._flushed_sequence = 0
        self._ids = count(1)

    def draw_id(self) -> int:
        """Draw an id, long before whatever has it is committed."""
        return next(self._ids)

    def draw_from_sequence(self) -> int:
        """Draw from a sequence, which a crash takes back to where the last commit found it."""
        self.sequence += 1
        return self.sequence

    def apply(self, changes: Mapping[str, Mapping[Any, Any]]) -> None:
        """Commit: readers of an older snapshot keep theirs."""
        for name, changed in changes.items():
            merged = {**self.tables[name], **changed}
            self.tables[name] = {key: value for key, value in merged.items() if value is not None}
        self._flushed_sequence = self.sequence

    def restart(self) -> None:
        """Crash and come back with all that was committed."""
        self.started += 1
        self.locks, self.writing = {}, set()
        self.sequence = self._flushed_sequence

    def put_copy_back(self, tables: Tables) -> None:
        """Come back from an older copy of all files."""
        self.restart()
        self.tables = dict(tables)

    def restore(self, tables: Tables, *, in_place: bool) -> None:
        """Come back with what a dump holds, in tables that are made anew; ``in_place`` who is idle stays connected."""
        if in_place:
            holders = [holder for name, held in self.locks.items() if name != "rebuild" for holder in held]
            for session in {*self.writing, *holders}:
                session.cut()
        else:
            self.restart()
        self.tables = dict(tables)
        self.mark += 1


class Session:
    """One connection. Whatever uses it after a restart raises ``Disconnected``."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._started = postgres.started
        self._changes: dict[str, dict[Any, Any]] = {}
        self._is_cut = False
        self._held: set[Hashable] = set()
        self._kept: set[Hashable] = set()

    def snapshot(self) -> Tables:
        """Take what a statement that begins now sees, but for the transaction's own changes."""
        self._check()
        return dict(self._postgres.tables)

    def read(self, table: str, seen: Tables | None = None) -> dict[Any, Any]:
        """Read a table as a statement that begins now sees it, or as one that saw a snapshot."""
        self._check()
        found = {**(seen or self._postgres.tables)[table], **self._changes.get(table, {})}
        return {key: value for key, value in found.items() if value is not None}

    def read_mark(self) -> int:
        """Read which copy of the database this is."""
        self._check()
        return self._postgres.mark

    def write(self, table: str, key: Hashable, value: Any) -> None:
        """Write a row in the transaction; nothing in place of a value deletes it."""
        self._check()
        self._postgres.writing.add(self)
        self._changes.setdefault(table, {})[key] = value

    def try_lock(self, name: Hashable, *, shared: bool = False, keep: bool = False) -> bool:
        """Take a lock if it is free, until the transaction ends or, to ``keep``, the session."""
        self._check()
        if not self.is_free(name, shared=shared):
            return False
        holders = self._postgres.locks.setdefault(name, {})
        holders[self] = shared and holders.get(self, True)
        (self._kept if keep else self._held).add(name)
        return True

    def is_free(self, name: Hashable, *, shared: bool = False) -> bool:
        """Tell whether a lock could be taken."""
        holders = self._postgres.locks.get(name)
        return holders is None or all(holder is self or (shared and is_shared) for holder, is_shared in holders.items())

    def lock(self, name: Hashable, *, shared: bool = False, keep: bool = False) -> Steps:
        """Wait for a lock and take it."""
        while not self.try_lock(name, shared=shared, keep=keep):
            yield lambda: self._is_lost or self.is_free(name, shared=shared)

    def unlock(self, name: Hashable) -> None:
        """Give a lock back that was to be kept."""
        if name in self._kept:
            self._kept.remove(name)
            self._release({name})

    def commit(self) -> None:
        """Make the changes visible to all, at once."""
        self._check()
        self._postgres.apply(self._changes)
        self.rollback()

    def rollback(self) -> None:
        """Forget the changes, and the locks that are not kept."""
        self._changes = {}
        self._postgres.writing.discard(self)
        self._release(self._held)

    def close(self) -> None:
        """End the session."""
        self.rollback()
        self._release(self._kept)

    def _release(self, names: set[Hashable]) -> None:
        for name in list(names):
            names.discard(name)
            holders = self._postgres.locks.get(name, {})
            holders.pop(self, None)
            if not holders:
                self._postgres.locks.pop(name, None)

    def cut(self) -> None:
        """Have the server end the session."""
        self.close()
        self._is_cut = True

    @property
    def _is_lost(self) -> bool:
        return self._is_cut or self._started != self._postgres.started

    def _check(self) -> None:
        if self._is_lost:
            raise Disconnected
