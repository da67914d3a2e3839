"""Indexers that are killed at their work, each run in a process of its own."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from threading import Event
from typing import Any

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import Failures
from catalog.indexer import Indexer
from catalog.projection import Projector
from catalog.rebuild import Layout
from catalog.registry import RegisteredIndex
from catalog.settings import IndexSettings

# Processes that are real and start at once: they are forked from a server that has imported all.
PROCESSES = get_context("forkserver")
PROCESSES.set_forkserver_preload(["tests.faults.programs", "tests.faults.wrecks"])


class KilledProjector(Projector):
    """Sends each document in a request of its own, and is killed when Elasticsearch has answered the ``last``."""

    def __init__(self, db: PostgresqlDatabase, version_db: PostgresqlDatabase, es: Elasticsearch, last: int) -> None:
        super().__init__(db, version_db, es)
        self._requests_left = last

    def _write(
        self, indices: Sequence[RegisteredIndex], version: int, documents: Sequence[Mapping[str, Any]]
    ) -> Failures:
        failures = Failures()
        for document in documents:
            failures.failed.update(super()._write(indices, version, [document]).failed)
            self._requests_left -= 1
            if not self._requests_left:
                os.kill(os.getpid(), signal.SIGKILL)
        return failures


class HastyProjector(KilledProjector):
    """The broken variant: the claim's deletion is committed before Elasticsearch has acknowledged the documents."""

    def _write(
        self, indices: Sequence[RegisteredIndex], version: int, documents: Sequence[Mapping[str, Any]]
    ) -> Failures:
        self._db.commit()
        self._db.begin()
        return super()._write(indices, version, documents)


class KilledIndexer(Indexer):
    """The indexer as it is, but for its projector."""

    kind: type[KilledProjector] = KilledProjector
    last = 1

    def _drain(self, projector: Projector) -> None:  # noqa: ARG002 - another takes its place
        super()._drain(self.kind(self._db, self._other, self._es, self.last))


def run_killed_indexer(settings: IndexSettings, layout: Layout, kind: type[KilledProjector], last: int) -> None:
    """Drain the outbox until killed."""
    with KilledIndexer(settings, layout, Event()) as indexer:
        indexer.kind, indexer.last = kind, last
        while True:
            indexer.run_until_trouble()
