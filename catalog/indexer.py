"""The indexer's loop: ticks on notice, twice a second at most but for a backlog, and outlives its stores.

It builds the index where there is none, and has an outdated one replaced meanwhile.
"""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from threading import Event
from types import TracebackType
from typing import Self

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.building import DATABASE_FAILURES, Builder, Stopping, build
from catalog.bulk import WriteAliasGone
from catalog.database import open_another, open_beside
from catalog.elastic import SEARCH_FAILURES, connect_elasticsearch
from catalog.filling import RebuildIncomplete
from catalog.leftovers import sweep
from catalog.outbox import OUTBOX_NOTICE
from catalog.projection import NoIndex, Projector
from catalog.rebuild import Layout, RebuildRunning
from catalog.registry import list_registered, refuse_later
from catalog.serving import IndexUnfit, explain_outdated, explain_unfit
from catalog.settings import IndexSettings

TICK_SECONDS = 0.5
# How often an index that is lost, or replaced by another, is noticed where nothing is written.
LOOK_SECONDS = 5.0
# What an indexer holds that hangs is given to others after this. Elasticsearch answers, or is given up, much sooner.
LONGEST_TICK_SECONDS = 180.0
PROBE_SECONDS = 1.0
PROBE_TIMEOUT_SECONDS = 5.0

logger = logging.getLogger(__name__)


def run_indexer(settings: IndexSettings, stop: Event, layout: Layout | None = None) -> None:
    """Drain the outbox until ``stop`` is set, whatever happens to the stores meanwhile.

    Raises ``DefinitionNewer`` as soon as a later version of TVSI has made an index.
    """
    made = layout or Layout(shards=settings.index_shards, replicas=settings.index_replicas)
    with Indexer(settings, made, stop) as indexer:
        while not stop.is_set():
            indexer.run_until_trouble()


class Indexer:
    """One indexer with its connections."""

    def __init__(self, settings: IndexSettings, layout: Layout, stop: Event) -> None:
        self._url = settings.postgres_url
        self._connect()
        self._es = connect_elasticsearch(settings.elasticsearch_url)
        self._layout = layout
        self._stop = stop
        self._builder = Builder(settings.postgres_url, self._es, layout)
        self._trouble: str | None = None
        self._written = 0

    def __enter__(self) -> Self:
        """Give itself."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Close all connections, in the thread that opened them."""
        self._builder.close()
        self._disconnect()
        self._es.close()

    def _connect(self) -> None:
        self._db = open_another(self._url, longest_idle=LONGEST_TICK_SECONDS)
        # Versions are drawn, and notices heard, outside of the tick's transaction.
        self._other = open_beside(self._db)

    def run_until_trouble(self) -> None:
        """Work until told to stop, or until a store fails; then say so once and wait a second."""
        try:
            prepare(self._db, self._es, self._layout, self._stop)
            self._other.execute_sql(f"LISTEN {OUTBOX_NOTICE}")
            self._recover()
            self._drain(Projector(self._db, self._other, self._es))
        except DATABASE_FAILURES as error:
            self._disconnect()
            self._connect()
            self._report("Postgres", error)
        except SEARCH_FAILURES as error:
            self._report("Elasticsearch", error)
        except (NoIndex, IndexUnfit, WriteAliasGone, RebuildRunning, RebuildIncomplete) as error:
            self._report("the index", error)
        except Stopping:
            logger.info("the rebuild was given up")

    def _drain(self, projector: Projector) -> None:
        looked_at = -LOOK_SECONDS
        while not self._stop.is_set():
            if time.monotonic() - looked_at > LOOK_SECONDS:
                self._look()
                looked_at = time.monotonic()
            result = projector.tick()
            if result.is_idle:
                self._say_what_was_written()
                self._wait_for_notice()
                continue
            self._written += result.claimed - result.failed
            if result.failed:
                logger.warning("%d documents were not written, one with %s", result.failed, result.reason)
            if not result.is_full:
                # No backlog: an episode that is liked all the time is written once in this time, not once a like.
                self._stop.wait(max(0.0, result.claimed_at + TICK_SECONDS - time.monotonic()))

    def _look(self) -> None:
        """Raise ``IndexUnfit`` where nothing may be written before the index is built anew; have it built if outdated.

        And remove what dead rebuilds left.
        """
        es = self._es.options(request_timeout=PROBE_TIMEOUT_SECONDS)
        if reason := explain_unfit(self._db, es, self._layout.alias):
            raise IndexUnfit(reason)
        sweep(self._db, es, self._layout.alias)
        self._builder.look(explain_outdated(self._db, es, self._layout.alias))

    def _wait_for_notice(self) -> None:
        notices = self._other.connection().notifies(timeout=TICK_SECONDS, stop_after=1)
        for _ in notices:
            pass

    def _say_what_was_written(self) -> None:
        if self._written:
            logger.info("wrote %d documents", self._written)
            self._written = 0

    def _report(self, store: str, error: Exception) -> None:
        reason = f"{store}: {str(error).strip() or type(error).__name__}".splitlines()[0]
        if reason != self._trouble:
            logger.warning("%s; trying once a second", reason)
        self._trouble = reason
        self._stop.wait(PROBE_SECONDS)

    def _recover(self) -> None:
        logger.info("working again" if self._trouble else "ready")
        self._trouble = None

    def _disconnect(self) -> None:
        for db in (self._db, self._other):
            with suppress(*DATABASE_FAILURES):
                db.close()


def prepare(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, stop: Event) -> None:
    """Make an index that ticks may write: build it where there is none that may serve."""
    es.options(request_timeout=PROBE_TIMEOUT_SECONDS).info()
    refuse_later(list_registered(db))
    # First: one that was cut off may have left an index that is registered and can't be written.
    sweep(db, es, layout.alias)
    if reason := explain_unfit(db, es, layout.alias):
        build(db, es, layout, reason, stop)
