"""The indexer keeps the index equal to the tables, from the first row on and through failures of both stores."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.elastic import list_alias_indices
from catalog.index import DEFINITION
from catalog.rebuild import Layout
from catalog.registry import RegisteredIndex, register
from tests.integration.catalog.conftest import RunIndexer
from tests.integration.catalog.indexers import PATIENCE_SECONDS, is_named, is_serving, rename, settle
from tests.integration.catalog.proxy import Proxy
from tests.integration.catalog.television import add_whole_episode


def test_the_first_index_is_there_soon_and_changes_follow_at_once(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_whole_episode(1)
    with running_indexer():
        settle(lambda: is_serving(es, layout))

        rename(db, "Heard")

        settle(lambda: is_named(es, layout, "Heard"))


def test_it_waits_for_elasticsearch_and_outlives_its_restart(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer, proxy: Proxy
) -> None:
    add_whole_episode(1)
    with running_indexer(proxy.url):
        rename(db, "Before")
        proxy.restore()
        settle(lambda: is_named(es, layout, "Before"))
        proxy.cut()
        rename(db, "Meanwhile")
        proxy.restore()
        settle(lambda: is_named(es, layout, "Meanwhile"))


def test_while_elasticsearch_is_away_it_is_tried_once_a_second(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer, proxy: Proxy
) -> None:
    add_whole_episode(1)
    proxy.restore()
    with running_indexer(proxy.url):
        settle(lambda: is_serving(es, layout))
        proxy.turn_away()

        rename(db, "Meanwhile")

        settle(lambda: len(proxy.turned_away_at) > 3)
    first, second, third, fourth = proxy.turned_away_at[:4]
    assert fourth - first > 0.9 * 3, [second - first, third - second, fourth - third]


def test_it_outlives_the_loss_of_its_connections_to_postgres(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_whole_episode(1)
    with running_indexer():
        rename(db, "Before")
        settle(lambda: is_named(es, layout, "Before"))

        db.execute_sql("""
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
        """)

        rename(db, "After")
        settle(lambda: is_named(es, layout, "After"))


def test_an_index_that_is_removed_comes_back(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_whole_episode(1)
    with running_indexer():
        settle(lambda: is_serving(es, layout))
        es.indices.delete(index=list_alias_indices(es, layout.alias).pop())

        rename(db, "Again")

        settle(lambda: is_named(es, layout, "Again"))


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


def test_before_an_index_of_a_later_version_it_ends_with_a_line_that_says_what_to_do(
    db: PostgresqlDatabase, postgres_url: str, elasticsearch_url: str
) -> None:
    later = RegisteredIndex("episodes-20990101000000-abcdef", "none", f"{DEFINITION + 1}-0123456789abcdef")
    register(db, later)
    environment = {**os.environ, "TVSI_POSTGRES_URL": postgres_url, "TVSI_ELASTICSEARCH_URL": elasticsearch_url}
    command = [sys.executable, "-m", "cli", "indexer"]

    ended = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE_SECONDS
    )

    assert ended.returncode == 1
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"Error: the index {later.name} is of a later version of TVSI than this one")
    assert line.endswith("To go back to this version, stop all others and run `tvsi reindex`")
