"""Filling a new index with every row's document, some requests at once, in flat memory. What it is for is a rebuild."""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import WRITERS, Batch, Failures, pack, write
from catalog.documents import read_rows, to_document
from catalog.elastic import SEARCH_FAILURES
from catalog.outbox import mark_changed
from catalog.rows import page_ids

PAGE = 1000
RETRY_SECONDS = (1, 2, 4, 8)

logger = logging.getLogger(__name__)


class RebuildIncomplete(Exception):
    """The new index lacks documents, or may not serve; it was thrown away and the old one stays."""


@dataclass(frozen=True, slots=True)
class Filled:
    """How many documents were sent, and those that the index refused for good, with reasons: they are in the outbox."""

    sent: int
    refused: dict[int, str]


class Filling:
    """Writes all rows under one version, by way of one alias."""

    def __init__(
        self,
        db: PostgresqlDatabase,
        es: Elasticsearch,
        write_alias: str,
        version: int,
        on_progress: Callable[[int], None],
    ) -> None:
        self._db = db
        self._es = es
        self._write_alias = write_alias
        self._version = version
        self._on_progress = on_progress

    def run(self) -> Filled:
        """Write page after page. Raises ``RebuildIncomplete``, and ``WriteAliasGone`` where the index is."""
        sent = 0
        pages = page_ids(self._db, PAGE)
        refused: dict[int, str] = {}
        under_way: deque[tuple[int, Future[Failures]]] = deque()
        with ThreadPoolExecutor(WRITERS) as writers:
            while True:
                ids = next(pages, [])
                if ids:
                    under_way.append((len(ids), writers.submit(self._write, self._read(ids))))
                if not under_way:
                    return Filled(sent, refused)
                if len(under_way) > WRITERS or not ids:
                    number, writing = under_way.popleft()
                    refused |= self._finish(writing.result())
                    sent += number
                    self._on_progress(number)

    def _read(self, ids: list[int]) -> list[Batch]:
        return list(pack(map(to_document, read_rows(self._db, ids)), self._version))

    def _write(self, batches: Iterable[Batch]) -> Failures:
        failures = Failures()
        for batch in batches:
            try:
                write(self._es, self._write_alias, batch, failures)
            except SEARCH_FAILURES as error:
                failures.failed.update(dict.fromkeys(batch.ids, str(error)))
        return failures

    def _finish(self, failures: Failures) -> dict[int, str]:
        """Write again what failed, after a while, and return what is refused for good.

        From rows read anew: no old body is sent again, and whatever a late one wrote may stay.
        """
        refused = dict(failures.refused)
        for delay in RETRY_SECONDS:
            if not failures.failed:
                break
            self._on_progress(0)
            time.sleep(delay)
            failures = self._write(self._read(sorted(failures.failed)))
            refused.update(failures.refused)
        if failures.failed:
            example = min(failures.failed)
            raise RebuildIncomplete(f"{len(failures.failed)} documents failed, one with {failures.failed[example]}")
        if refused:
            logger.warning("%d documents are refused; the projection tries them again", len(refused))
            mark_changed(self._db, episodes=refused)
        return refused
