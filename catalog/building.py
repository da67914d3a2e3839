"""New indices that an indexer makes: at once where none may serve, else in a thread beside its ticks.

An index whose successor is being built serves meanwhile, and is kept up: no change waits for a rebuild to end.
"""

from __future__ import annotations

import logging
import time
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from threading import Event

import peewee
import psycopg
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import WriteAliasGone
from catalog.database import open_another
from catalog.elastic import SEARCH_FAILURES
from catalog.filling import RebuildIncomplete
from catalog.rebuild import Layout, RebuildRunning, rebuild

# A rebuild reads every row: what makes it fail is hardly gone at once.
FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 1.0, 600.0
DATABASE_FAILURES = (peewee.DatabaseError, peewee.InterfaceError, psycopg.Error)

logger = logging.getLogger(__name__)


class Stopping(Exception):
    """The indexer was told to stop in the middle of a rebuild."""


FAILURES = (RebuildIncomplete, WriteAliasGone, *DATABASE_FAILURES, *SEARCH_FAILURES)


def build(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, reason: str, stop: Event) -> None:
    """Build an index and let it serve. Raises ``Stopping`` once it is told to stop, and what a rebuild raises."""

    def give_up(_: int) -> None:
        if stop.is_set():
            raise Stopping

    built = rebuild(db, es, layout, wait=False, on_progress=give_up)
    logger.info("built %s with %d documents in %.1f s, because %s", built.name, built.documents, built.seconds, reason)


class Builder:
    """Builds beside the ticks, over a connection of its own. What fails is tried again, later each time.

    It is told to stop by whoever looks at it and by nobody else: a loop that hangs must not seem alive for its sake.
    """

    def __init__(self, url: str, es: Elasticsearch, layout: Layout) -> None:
        self._url = url
        self._es = es
        self._layout = layout
        self._stop = Event()
        self._thread = ThreadPoolExecutor(1)
        self._building: Future[None] | None = None
        self._pause = FIRST_PAUSE_SECONDS
        self._not_before = 0.0

    def close(self) -> None:
        """Give up what is being built, wait until it is, and say what else had ended it."""
        self._stop.set()
        self._thread.shutdown()
        error = self._building.exception() if self._building is not None else None
        if error is not None and not isinstance(error, (Stopping, RebuildRunning)):
            logger.warning("no new index", exc_info=error)

    def look(self, reason: str | None) -> None:
        """Say how it ended, if it has, and begin another time if there is a reason to."""
        if self._building is not None:
            if not self._building.done():
                return
            self._finish(self._building.exception())
        elif not reason:
            self._be_at_ease()
        elif time.monotonic() >= self._not_before:
            self._building = self._thread.submit(self._build, reason)

    def _build(self, reason: str) -> None:
        with closing(open_another(self._url)) as db:
            build(db, self._es, self._layout, reason, self._stop)

    def _finish(self, error: BaseException | None) -> None:
        self._building = None
        if error is None:
            self._be_at_ease()
            return
        if isinstance(error, RebuildRunning):
            return  # another is at it, or sweeps: to be looked at again, soon
        if not isinstance(error, FAILURES):
            raise error
        told = str(error).strip() or type(error).__name__
        logger.warning("no new index: %s; trying again in %d s", told.splitlines()[0], self._pause)
        self._not_before = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)

    def _be_at_ease(self) -> None:
        self._pause, self._not_before = FIRST_PAUSE_SECONDS, 0.0
