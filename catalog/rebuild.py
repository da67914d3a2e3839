"""A new index from the tables, put in the old one's place at once. Searches never fail or see a partial index.

From its registration on, every tick writes the new index too, under a version that is higher than the rebuild's own, so
whatever a tick wrote stays. It is built through an alias that ends before the index takes the old one's place: what was
sent through it and is late can't arrive any more, and whoever takes that alias away has stopped the rebuild. A crash at
any step leaves an index that the next rebuild, or an indexer, removes.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError
from peewee import PostgresqlDatabase

from catalog.database import advisory_lock, try_advisory_lock
from catalog.elastic import list_alias_indices
from catalog.filling import Filled, Filling, RebuildIncomplete
from catalog.index import ALIAS, definition, definition_hash
from catalog.leftovers import LOCK, READY, remove_index, remove_leftovers
from catalog.parking import is_beyond_chance, park_instead, raise_alarm
from catalog.registry import (
    RegisteredIndex,
    announce_generation,
    change_write_alias,
    draw_version,
    register,
)
from catalog.serving import disown_newer
from catalog.store import read_origin

# Searches that began on the old index may still be fetching their hits.
GRACE_SECONDS = 3.0
COPY_SECONDS = 600

logger = logging.getLogger(__name__)


class RebuildRunning(Exception):
    """Another process is rebuilding the index."""


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
    Raises ``RebuildIncomplete``, and where ``wait`` is false ``RebuildRunning`` instead of waiting for another rebuild.
    """
    with advisory_lock(db, LOCK) if wait else try_advisory_lock(db, LOCK) as free:
        if free is False:
            raise RebuildRunning("another process is rebuilding the index")
        made = layout or Layout()
        remove_leftovers(db, es, made.alias, on_progress)
        disown_newer(db, es, made.alias, on_progress)
        return _Rebuild(db, es, made, on_progress).run(grace)


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
        self._index = RegisteredIndex(f"{alias}-{stamp}", f"{alias}-build-{stamp}", definition_hash())
        self._write_alias = f"{alias}-write-{stamp}"

    def run(self, grace: float) -> Rebuilt:
        """Build, swap, and remove the old index. A swap that failed may yet happen: after it nothing is undone."""
        logger.info("building %s", self._index.name)
        begun = time.monotonic()
        with self._undo_on_failure():
            self._create()
            version = draw_version(self._db)
            register(self._db, self._index, self._on_progress)
            filled = Filling(self._db, self._es, self._index.write_alias, version, self._on_progress).run()
            self._open()
            self._check(filled)
            # What ticks under way have read may be older than what was written since.
            change_write_alias(self._db, self._index.name, self._write_alias, self._on_progress)
            self._close()
        old = self._swap()
        announce_generation(self._db, draw_version(self._db))
        park_instead(self._db, filled.refused)
        seconds = time.monotonic() - begun
        if old:
            time.sleep(grace)
        remove_leftovers(self._db, self._es, self._alias, self._on_progress)
        return Rebuilt(self._index.name, filled.sent, seconds)

    @contextmanager
    def _undo_on_failure(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with suppress(Exception):
                remove_index(self._db, self._es, self._index.name, self._on_progress)
            raise

    def _create(self) -> None:
        made = definition(shards=self._layout.shards, replicas=0)
        made["settings"]["index"]["refresh_interval"] = "-1"
        made["mappings"]["_meta"] = {**read_origin(self._db), "definition": self._index.definition_hash}
        self._es.indices.create(
            index=self._index.name, aliases={self._index.write_alias: {}, self._write_alias: {}}, **made
        )

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

    def _check(self, filled: Filled) -> None:
        """Refuse to take the place of an index that serves without what the new one does not take, but for very few."""
        if is_beyond_chance(len(filled.refused), filled.sent):
            raise_alarm(self._db, filled.refused, filled.sent)
            reason = filled.refused[min(filled.refused)]
            if list_alias_indices(self._es, self._alias):
                raise RebuildIncomplete(
                    f"{len(filled.refused)} of {filled.sent} documents are refused, one with {reason}"
                )
        found = self._es.count(index=self._index.name)["count"]
        expected = filled.sent - len(filled.refused)
        if found < expected:
            raise RebuildIncomplete(f"{expected} documents were written and {found} are there")

    def _close(self) -> None:
        """End the alias that the index was built through, and only then let searches see all that has arrived."""
        name, building = self._index.name, self._index.write_alias
        self._change_aliases(
            {"remove": {"index": name, "alias": building, "must_exist": True}},
            {"add": {"index": name, "alias": f"{building}-{READY}"}},
        )
        self._es.indices.refresh(index=name)

    def _swap(self) -> set[str]:
        """Point the alias at the new index alone, in one call, and return the old ones."""
        old = list_alias_indices(self._es, self._alias)
        name, ready = self._index.name, f"{self._index.write_alias}-{READY}"
        self._change_aliases(
            {"remove": {"index": name, "alias": ready, "must_exist": True}},
            *({"remove": {"index": other, "alias": self._alias, "must_exist": True}} for other in sorted(old)),
            {"add": {"index": name, "alias": self._alias}},
        )
        return old

    def _change_aliases(self, *actions: dict[str, Any]) -> None:
        """Do all of these or none."""
        try:
            self._es.indices.update_aliases(actions=actions)
        except NotFoundError as error:
            raise RebuildIncomplete("another rebuild has stopped this one, or an index was removed") from error
