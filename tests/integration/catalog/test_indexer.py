"""The indexer keeps the index equal to the tables, from the first row on and through failures of both stores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.elastic import list_alias_indices
from catalog.indexer import explain_rebuild, prepare, run_indexer
from catalog.outbox import mark_changed, notify_outbox
from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from catalog.registry import draw_version, list_registered
from catalog.settings import IndexSettings
from catalog.store import claim_store
from catalog.tables import Episode, SearchIndex, Store
from tests.integration.catalog.proxy import Proxy
from tests.integration.catalog.television import add_whole_episode

PATIENCE_SECONDS = 30


@contextmanager
def _running(settings: IndexSettings, layout: Layout) -> Iterator[None]:
    stop = Event()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run_indexer, settings, stop, layout)
        try:
            yield
        finally:
            stop.set()
        running.result(PATIENCE_SECONDS)


def _settle(is_so: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "the indexer did not get there"
        time.sleep(0.02)


def _rename(db: PostgresqlDatabase, name: str) -> None:
    with db.atomic():
        Episode.update(name=name).execute()
        mark_changed(db, episodes=[1])
    notify_outbox(db)


def _is_named(es: Elasticsearch, layout: Layout, name: str) -> bool:
    hits = es.search(index=layout.alias, query={"term": {"name.exact": name.lower()}}, ignore_unavailable=True)
    return bool(hits["hits"]["total"]["value"])


def test_the_first_index_is_there_soon_and_changes_follow_at_once(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, postgres_url: str, elasticsearch_url: str
) -> None:
    add_whole_episode(1)
    settings = IndexSettings(postgres_url=postgres_url, elasticsearch_url=elasticsearch_url)
    with _running(settings, layout):
        _settle(lambda: bool(list_alias_indices(es, layout.alias)))

        _rename(db, "Heard")

        _settle(lambda: _is_named(es, layout, "Heard"))


def test_it_waits_for_elasticsearch_and_outlives_its_restart(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, postgres_url: str, proxy: Proxy
) -> None:
    add_whole_episode(1)
    with _running(IndexSettings(postgres_url=postgres_url, elasticsearch_url=proxy.url), layout):
        _rename(db, "Before")
        proxy.restore()
        _settle(lambda: _is_named(es, layout, "Before"))
        proxy.cut()
        _rename(db, "Meanwhile")
        proxy.restore()
        _settle(lambda: _is_named(es, layout, "Meanwhile"))


def test_it_outlives_the_loss_of_its_connections_to_postgres(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, postgres_url: str, elasticsearch_url: str
) -> None:
    add_whole_episode(1)
    settings = IndexSettings(postgres_url=postgres_url, elasticsearch_url=elasticsearch_url)
    with _running(settings, layout):
        _rename(db, "Before")
        _settle(lambda: _is_named(es, layout, "Before"))

        db.execute_sql("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)

        _rename(db, "After")
        _settle(lambda: _is_named(es, layout, "After"))


def test_an_index_that_is_removed_comes_back(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, postgres_url: str, elasticsearch_url: str
) -> None:
    add_whole_episode(1)
    settings = IndexSettings(postgres_url=postgres_url, elasticsearch_url=elasticsearch_url)
    with _running(settings, layout):
        _settle(lambda: bool(list_alias_indices(es, layout.alias)))
        es.indices.delete(index=list_alias_indices(es, layout.alias).pop())

        _rename(db, "Again")

        _settle(lambda: _is_named(es, layout, "Again"))


def test_the_version_is_raised_above_all_that_the_index_holds(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    written = projector.tick().version or 0
    db.execute_sql("UPDATE projection_version SET version = 0")  # as in a restored older database

    prepare(db, es, layout, Event())

    assert draw_version(db) == written + 1


def test_an_index_that_serves_is_not_built_again(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    assert projector
    before = list_registered(db)

    prepare(db, es, layout, Event())

    assert list_registered(db) == before


def test_why_an_index_must_be_built_is_said(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout) -> None:
    claim_store(db, "simulated")
    assert explain_rebuild(db, es, layout.alias) == "there is none"
    rebuild(db, es, layout)
    assert explain_rebuild(db, es, layout.alias) is None

    Store.update(id="another").execute()
    assert explain_rebuild(db, es, layout.alias) == "it was built from another database"
    SearchIndex.update(definition_hash="older").execute()
    assert explain_rebuild(db, es, layout.alias) == "its definition has changed"
    SearchIndex.delete().execute()
    assert explain_rebuild(db, es, layout.alias) == "the one that serves is not in the registry"


def test_an_index_built_before_the_store_was_claimed_is_built_again_once(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    prepare(db, es, layout, Event())
    assert explain_rebuild(db, es, layout.alias) is None
    claim_store(db, "simulated")
    assert explain_rebuild(db, es, layout.alias) == "it was built before its database was claimed"

    prepare(db, es, layout, Event())

    assert explain_rebuild(db, es, layout.alias) is None


def test_sigterm_ends_it_cleanly(postgres_url: str, proxy: Proxy) -> None:
    environment = {**os.environ, "TVSI_POSTGRES_URL": postgres_url, "TVSI_ELASTICSEARCH_URL": proxy.url}
    command = [sys.executable, "-m", "cli", "indexer"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()

        process.send_signal(signal.SIGTERM)

        assert process.wait(PATIENCE_SECONDS) == 0
        assert "Elasticsearch" in line
        assert "trying once a second" in line
