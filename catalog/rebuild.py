"""A new index from the tables, put in the old one's place at once. Searches never fail or see a partial index.

From its registration on, every tick writes the new index too; the rebuild writes under one version drawn after that,
so whatever a tick wrote stays. A crash at any step leaves an index that the next rebuild removes.
"""

from __future__ import annotations

import logging
import re
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import Batch, Failures, pack, write
from catalog.database import advisory_lock, try_advisory_lock
from catalog.documents import read_rows, to_document
from catalog.elastic import SEARCH_FAILURES, list_alias_indices
from catalog.index import ALIAS, definition, definition_hash
from catalog.outbox import mark_changed
from catalog.registry import RegisteredIndex, announce_generation, deregister, draw_version, list_registered, register
from catalog.rows import read_next_ids
from catalog.store import read_store

PAGE, WRITERS = 1000, 3
LOCK = "rebuild"
# Searches that began on the old index may still be fetching their hits.
GRACE_SECONDS = 3.0
COPY_SECONDS = 600
RETRY_SECONDS = (1, 2, 4, 8)

logger = logging.getLogger(__name__)


class RebuildRunning(Exception):
    """Another process is rebuilding the index."""


class RebuildIncomplete(Exception):
    """The new index lacks documents; it was thrown away and the old one stays."""


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """A finished rebuild: the index's name, how many documents were written and in how many seconds."""

    name: str
    documents: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The alias that searches use, and how an index is laid out over nodes."""

    alias: str = ALIAS
    shards: int = 1
    replicas: int = 0


def rebuild(
    db: PostgresqlDatabase,
    es: Elasticsearch,
    layout: Layout | None = None,
    *,
    wait: bool = True,
    grace: float = GRACE_SECONDS,
    on_progress: Callable[[int], None] = lambda _: None,
) -> Rebuilt:
    """Build a new index, swap the alias to it, remove the old one.

    ``on_progress`` is told of every page's documents, of none while something is waited for, and may raise to give up.
    Raises ``RebuildRunning`` instead of
    waiting for another rebuild where ``wait`` is false, and ``RebuildIncomplete``.
    """
    with advisory_lock(db, LOCK) if wait else _lock_or_refuse(db):
        work = _Rebuild(db, es, layout or Layout(), on_progress)
        work.remove_leftovers()
        return work.run(grace)


@contextmanager
def _lock_or_refuse(db: PostgresqlDatabase) -> Iterator[None]:
    with try_advisory_lock(db, LOCK) as free:
        if not free:
            raise RebuildRunning("another process is rebuilding the index")
        yield


class _Rebuild:
    """One rebuild, under its lock."""

    def __init__(
        self, db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, on_progress: Callable[[int], None]
    ) -> None:
        self._db = db
        self._on_progress = on_progress
        self._es = es
        self._alias = alias = layout.alias
        self._layout = layout
        stamp = f"{datetime.now(UTC):%Y%m%d%H%M%S}-{token_hex(3)}"
        self._index = RegisteredIndex(f"{alias}-{stamp}", f"{alias}-write-{stamp}", definition_hash())

    def remove_leftovers(self) -> None:
        """Remove what rebuilds that died have left: our indices that the alias doesn't name."""
        serving = list_alias_indices(self._es, self._alias)
        registered = {index.name for index in list_registered(self._db)}
        named_by_us = re.compile(rf"{re.escape(self._alias)}-\d{{14}}-[0-9a-f]{{6}}")
        existing = self._es.indices.get(index=f"{self._alias}-*", features=["aliases"])
        ours = {name for name in existing.body if named_by_us.fullmatch(name)}
        for name in sorted((ours | registered) - serving):
            logger.info("removing %s, which no search uses", name)
            self._remove(name)

    def run(self, grace: float) -> Rebuilt:
        """Build, swap, and remove the old index. A swap that failed may yet happen: after it nothing is undone."""
        begun = time.monotonic()
        with self._undo_on_failure():
            self._create()
            register(self._db, self._index)
            written, refused = self._stream()
            self._open()
            self._check(written - refused)
        old = self._swap()
        announce_generation(self._db, draw_version(self._db))
        seconds = time.monotonic() - begun
        if old:
            time.sleep(grace)
        for name in sorted(old):
            self._remove(name)
        return Rebuilt(self._index.name, written, seconds)

    @contextmanager
    def _undo_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with suppress(Exception):
                self._remove(self._index.name)
            raise

    def _create(self) -> None:
        made = definition(shards=self._layout.shards, replicas=0)
        made["settings"]["index"]["refresh_interval"] = "-1"
        store = read_store(self._db)
        made["mappings"]["_meta"] = {"store": store[0] if store else None, "definition": self._index.definition_hash}
        self._es.indices.create(index=self._index.name, aliases={self._index.write_alias: {}}, **made)

    def _stream(self) -> tuple[int, int]:
        """Write all pages, some at once: Elasticsearch takes a request on one core, however many there are."""
        version = draw_version(self._db)
        written = refused = last = 0
        under_way: deque[tuple[int, Future[Failures]]] = deque()
        with ThreadPoolExecutor(WRITERS) as writers:
            while True:
                ids = read_next_ids(self._db, last, PAGE)
                if ids:
                    last = ids[-1]
                    under_way.append((len(ids), writers.submit(self._write, self._read(ids, version))))
                if not under_way:
                    return written, refused
                if len(under_way) > WRITERS or not ids:
                    number, writing = under_way.popleft()
                    refused += len(self._finish(writing.result(), version))
                    written += number
                    self._on_progress(number)

    def _read(self, ids: list[int], version: int) -> list[Batch]:
        return list(pack(map(to_document, read_rows(self._db, ids)), version))

    def _write(self, batches: Iterable[Batch]) -> Failures:
        failures = Failures()
        for batch in batches:
            try:
                write(self._es, self._index.write_alias, batch, failures)
            except SEARCH_FAILURES as error:
                failures.failed.update(dict.fromkeys(batch.ids, str(error)))
        return failures

    def _finish(self, failures: Failures, version: int) -> set[int]:
        """Write again what failed, after a while, and return what is refused for good.

        From rows read anew: no old body is sent again, and whatever a late one wrote may stay.
        """
        refused = set(failures.refused)
        for delay in RETRY_SECONDS:
            if not failures.failed:
                break
            self._on_progress(0)
            time.sleep(delay)
            failures = self._write(self._read(sorted(failures.failed), version))
            refused.update(failures.refused)
        if failures.failed:
            example = min(failures.failed)
            raise RebuildIncomplete(f"{len(failures.failed)} documents failed, one with {failures.failed[example]}")
        if refused:
            logger.warning("%d documents are refused; the projection goes on trying them", len(refused))
            mark_changed(self._db, episodes=refused)
        return refused

    def _open(self) -> None:
        """Refresh the index and wait for its replicas."""
        name = self._index.name
        index = definition(replicas=self._layout.replicas)["settings"]["index"]
        opened = {key: index[key] for key in ("number_of_replicas", "refresh_interval")}
        self._es.indices.put_settings(index=name, settings={"index": opened})
        self._es.indices.refresh(index=name)
        deadline = time.monotonic() + COPY_SECONDS
        while self._is_copying():
            self._on_progress(0)
            if time.monotonic() > deadline:
                logger.warning("%s has not got all its replicas after %d s; it serves without", name, COPY_SECONDS)
                break

    def _is_copying(self) -> bool:
        health = self._es.options(ignore_status=408).cluster.health(
            index=self._index.name, wait_for_status="green", timeout="5s"
        )
        return bool(health["timed_out"])

    def _check(self, expected: int) -> None:
        found = self._es.count(index=self._index.name)["count"]
        if found < expected:
            raise RebuildIncomplete(f"{expected} documents were written and {found} are there")

    def _swap(self) -> set[str]:
        """Point the alias at the new index alone, in one call, and return the old ones."""
        old = list_alias_indices(self._es, self._alias)
        added = {"add": {"index": self._index.name, "alias": self._alias}}
        removed = [{"remove": {"index": name, "alias": self._alias}} for name in sorted(old)]
        self._es.indices.update_aliases(actions=[*removed, added])
        return old

    def _remove(self, name: str) -> None:
        """Stop ticks from writing an index, wait for those that do, then remove it: else one would miss it."""
        deregister(self._db, name)
        self._es.options(ignore_status=404).indices.delete(index=name)
