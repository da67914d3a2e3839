"""A tick turns what the outbox names into documents, whole, exactly once and never an older one over a newer."""

from __future__ import annotations

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout
from tests.integration.catalog.television import add_episode, add_show, add_whole_episode


def test_a_change_is_searchable_after_a_tick(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])

    result = projector.tick()

    assert (result.claimed, result.failed) == (1, 0)
    hits = es.search(index=layout.alias, query={"match": {"all": "person 12 fox episode"}})["hits"]["hits"]
    assert [hit["_id"] for hit in hits] == ["1"]
    assert hits[0]["_source"]["version"] == result.version
