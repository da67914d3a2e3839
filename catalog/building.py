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


FAILURES = (RebuildIncomplete, RebuildRunning, Stopping, WriteAliasGone, *DATABASE_FAILURES, *SEARCH_FAILURES)


def build(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, reason: str, *stops: Event) -> None:
    """Build an index and let it serve. Raises ``Stopping`` once one of ``stops`` is set, and what a rebuild raises."""

    def give_up(_: int) -> None:
        if any(stop.is_set() for stop in stops):
            raise Stopping

    logger.info("building the index: %s", reason)
    built = rebuild(db, es, layout, wait=False, on_progress=give_up)
    logger.info("built %s with %d documents in %.1f s", built.name, built.documents, built.seconds)


class Builder:
    """Builds beside the ticks, over a connection of its own. What fails is tried again, later each time."""

    def __init__(self, url: str, es: Elasticsearch, layout: Layout, stop: Event) -> None:
        self._url = url
        self._es = es
        self._layout = layout
        self._stops = stop, Event()
        self._thread = ThreadPoolExecutor(1)
        self._building: Future[None] | None = None
        self._pause = FIRST_PAUSE_SECONDS
        self._not_before = 0.0

    def close(self) -> None:
        """Give up what is being built, and wait until it is."""
        self._stops[1].set()
        self._thread.shutdown()

    def look(self, reason: str | None) -> None:
        """Say how it ended, if it has, and begin another time if there is a reason to."""
        if self._building is not None:
            if not self._building.done():
                return
            self._finish(self._building.exception())
            return
        if reason and time.monotonic() >= self._not_before:
            self._building = self._thread.submit(self._build, reason)

    def _build(self, reason: str) -> None:
        with closing(open_another(self._url)) as db:
            build(db, self._es, self._layout, reason, *self._stops)

    def _finish(self, error: BaseException | None) -> None:
        self._building = None
        if error is None:
            self._pause = FIRST_PAUSE_SECONDS
            return
        if not isinstance(error, FAILURES):
            raise error
        if not isinstance(error, Stopping):
            told = str(error).strip() or type(error).__name__
            logger.warning("no new index: %s; trying again in %d s", told.splitlines()[0], self._pause)
        self._not_before = time.monotonic() + self._pause
        self._pause = min(2 * self._pause, LONGEST_PAUSE_SECONDS)
