"""An indexer beside a test, in a thread of its own, changes for it to find, and waiting until it has found them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.elastic import list_alias_indices
from catalog.indexer import run_indexer
from catalog.outbox import mark_changed, notify_outbox
from catalog.rebuild import Layout
from catalog.settings import IndexSettings
from catalog.tables import Episode

PATIENCE_SECONDS = 30


@contextmanager
def run_beside(settings: IndexSettings, layout: Layout) -> Iterator[None]:
    """Run an indexer until the block ends; fails if it ended with an error or does not end."""
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run_indexer, settings, stop, layout)
        try:
            yield
        finally:
            stop.set()
        running.result(PATIENCE_SECONDS)


def settle(is_so: Callable[[], bool]) -> None:
    """Wait for something that the indexer is to do."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "the indexer did not get there"
        time.sleep(0.02)


def rename(db: PostgresqlDatabase, name: str) -> None:
    """Change episode 1 as a load does."""
    with db.atomic():
        Episode.update(name=name).execute()
        mark_changed(db, episodes=[1])
    notify_outbox(db)


def is_named(es: Elasticsearch, layout: Layout, name: str) -> bool:
    """Tell whether a search finds an episode by its name."""
    hits = es.search(index=layout.alias, query={"term": {"name.exact": name.lower()}}, ignore_unavailable=True)
    return bool(hits["hits"]["total"]["value"])


def is_serving(es: Elasticsearch, layout: Layout) -> bool:
    """Tell whether there is an index for searches."""
    return bool(list_alias_indices(es, layout.alias))
