"""What a tick can't write goes back whole: refused documents, an index or an Elasticsearch that is gone."""

from __future__ import annotations

import pytest
from elasticsearch import ConnectionError as Unreachable
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import WriteAliasGone
from catalog.elastic import connect_elasticsearch
from catalog.likes import read_likes
from catalog.outbox import mark_changed
from catalog.projection import NoIndex, Projector
from catalog.rebuild import Layout
from catalog.registry import list_registered
from catalog.tables import LikeTotal
from tests.integration.catalog.projectors import list_outbox, read_document
from tests.integration.catalog.television import add_episode, add_show, add_user, add_whole_episode, like


def _block(es: Elasticsearch, layout: Layout, *, on: bool) -> None:
    es.indices.put_settings(index=layout.alias, settings={"index.blocks.write": on})


def test_a_document_that_failed_goes_back_without_its_likes_and_waits_longer_each_time(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    add_user(1)
    like(db, 1, 1)
    _block(es, layout, on=True)

    first = projector.tick()

    assert first.failed == 1
    assert "cluster_block_exception" in str(first.reason)
    assert list_outbox() == [(1, 0, 1, True)]
    assert read_likes(db, [1]) == {1: 1}
    mark_changed(db, episodes=[1])
    assert projector.tick().is_idle, "what failed waits, with every later change to it"
    db.execute_sql("UPDATE outbox SET not_before = now() WHERE not_before IS NOT NULL")
    projector.tick()
    ((attempts, delay),) = db.execute_sql("SELECT attempts, not_before - clock_timestamp() FROM outbox").fetchall()
    assert attempts == 2
    assert 1 < delay.total_seconds() <= 2
    _block(es, layout, on=False)
    db.execute_sql("UPDATE outbox SET not_before = now()")
    projector.tick()
    assert read_document(es, layout, 1)["_source"]["likes"] == 1
    assert list_outbox() == []


def test_a_refused_document_does_not_hold_up_the_others(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_show()
    for episode_id in (1, 2, 3):
        add_episode(episode_id)
    LikeTotal.insert({"episode_id": 2, "likes": 2**40}).execute()  # more than the index's integers hold
    mark_changed(db, episodes=[1, 2, 3])

    result = projector.tick()

    assert (result.claimed, result.failed) == (3, 0)
    assert list_outbox() == []
    assert es.count(index=layout.alias)["count"] == 2


def test_nothing_is_lost_while_elasticsearch_is_away(
    db: PostgresqlDatabase, version_db: PostgresqlDatabase, projector: Projector, es: Elasticsearch, layout: Layout
) -> None:
    add_whole_episode(1)
    add_user(1)
    like(db, 1, 1)
    mark_changed(db, episodes=[1])
    with connect_elasticsearch("http://127.0.0.1:9") as nobody, pytest.raises(Unreachable):
        Projector(db, version_db, nobody).tick()

    assert list_outbox() == [(1, 1, 0, False), (1, 0, 0, False)]
    assert LikeTotal.select().count() == 0

    projector.tick()

    assert read_document(es, layout, 1)["_source"]["likes"] == 1


def test_without_an_index_the_claim_is_released(
    db: PostgresqlDatabase, version_db: PostgresqlDatabase, es: Elasticsearch
) -> None:
    add_show()
    add_episode(1)
    mark_changed(db, episodes=[1])

    with pytest.raises(NoIndex):
        Projector(db, version_db, es).tick()

    assert list_outbox() == [(1, 0, 0, False)]


def test_an_index_that_is_gone_is_not_made_again_by_a_write(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    (index,) = list_registered(db)
    es.indices.delete(index=index.name)

    with pytest.raises(WriteAliasGone):
        projector.tick()

    assert list_outbox() == [(1, 0, 0, False)]
    assert not es.indices.exists(index=[index.name, index.write_alias])
