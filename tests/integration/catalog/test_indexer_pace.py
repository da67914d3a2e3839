"""How often the indexer writes: a hot episode twice a second, a lone change at once, a backlog without pauses."""

from __future__ import annotations

import time

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from api.likes import set_like
from catalog import indexer
from catalog.claims import CLAIM_SIZE
from catalog.outbox import mark_changed, notify_outbox
from catalog.rebuild import Layout
from tests.integration.catalog.conftest import RunIndexer
from tests.integration.catalog.indexers import PATIENCE_SECONDS, is_named, is_serving, rename, settle
from tests.integration.catalog.projectors import list_outbox, read_document
from tests.integration.catalog.television import add_episodes, add_show, add_user, add_whole_episode


@pytest.fixture
def long_tick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a pause longer than a test's patience: whatever waits for one does not get there."""
    monkeypatch.setattr(indexer, "TICK_SECONDS", 2.0 * PATIENCE_SECONDS)


def test_an_episode_that_is_liked_all_the_time_is_written_twice_a_second_at_most(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_whole_episode(1)
    add_user(1)
    with running_indexer():
        settle(lambda: is_serving(es, layout))
        writes_before = read_document(es, layout, 1)["_seq_no"]
        likes, begun = 0, time.monotonic()

        while time.monotonic() < begun + 3:
            set_like(1, 1, liked=likes % 2 == 0)
            notify_outbox(db)
            likes += 1
            time.sleep(0.01)
        settle(lambda: list_outbox() == [])

        elapsed = time.monotonic() - begun
        # The index's one document: its writes are all that the shard counts.
        writes = read_document(es, layout, 1)["_seq_no"] - writes_before
    assert 1 < writes <= elapsed / indexer.TICK_SECONDS + 1
    assert writes < likes
    assert read_document(es, layout, 1)["_source"]["likes"] == likes % 2


@pytest.mark.usefixtures("long_tick")
def test_a_lone_change_after_quiet_waits_for_no_pause(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_whole_episode(1)
    with running_indexer():
        settle(lambda: is_serving(es, layout))
        time.sleep(0.5)

        rename(db, "Lone")

        settle(lambda: is_named(es, layout, "Lone"))


@pytest.mark.usefixtures("long_tick")
def test_a_backlog_is_worked_off_without_pauses_and_a_pause_does_not_hold_up_the_end(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_show()
    add_episodes(db, 1, CLAIM_SIZE + 1)
    mark_changed(db, shows=[1])

    with running_indexer():
        settle(lambda: list_outbox() == [])
        stopped_at = time.monotonic()

    assert time.monotonic() - stopped_at < PATIENCE_SECONDS
    by_version = es.search(index=layout.alias, size=0, aggs={"ticks": {"terms": {"field": "version"}}})
    assert [tick["doc_count"] for tick in by_version["aggregations"]["ticks"]["buckets"]] == [CLAIM_SIZE, 1]


@pytest.mark.usefixtures("long_tick")
def test_a_backlog_of_several_changes_an_episode_is_worked_off_without_pauses(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_show()
    add_episodes(db, 1, 1000)
    # Whose oldest rows name fewer episodes than a claim may have.
    db.execute_sql(
        "INSERT INTO outbox (episode_id) SELECT 1 + number * number %% 997 FROM generate_series(1, %s) AS number",
        (3 * CLAIM_SIZE,),
    )

    with running_indexer():
        settle(lambda: list_outbox() == [])

    by_version = es.search(index=layout.alias, size=0, aggs={"ticks": {"terms": {"field": "version"}}})
    assert len(by_version["aggregations"]["ticks"]["buckets"]) > 1
