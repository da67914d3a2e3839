"""Which index may serve: whatever makes it unfit is noticed, said, and mended by a new one."""

from __future__ import annotations

from threading import Event

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.elastic import list_alias_indices
from catalog.filling import RebuildIncomplete
from catalog.index import DEFINITION
from catalog.indexer import prepare
from catalog.outbox import mark_changed
from catalog.projection import NoIndex, Projector
from catalog.rebuild import Layout, rebuild
from catalog.registry import DefinitionNewer, list_registered
from catalog.serving import explain_rebuild
from catalog.store import claim_store
from catalog.tables import Episode, Outbox, SearchIndex, Store
from catalog.verify import verify
from tests.integration.catalog.conftest import RunIndexer
from tests.integration.catalog.indexers import is_named, is_serving, settle
from tests.integration.catalog.projectors import read_document
from tests.integration.catalog.television import add_episode, add_whole_episode

LATER = f"{DEFINITION + 1}-0123456789abcdef"


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

    db.execute_sql("UPDATE projection_version SET version = 0")
    assert explain_rebuild(db, es, layout.alias) is None  # nothing is in it that could be newer
    db.execute_sql("ALTER TABLE projection_version RENAME TO older")
    db.execute_sql("CREATE TABLE projection_version AS SELECT * FROM older")
    assert explain_rebuild(db, es, layout.alias) == "its database was restored, or another server has taken over"
    SearchIndex.update(definition_hash="older").execute()
    assert explain_rebuild(db, es, layout.alias) == "its definition has changed"
    Store.update(id="another").execute()
    assert explain_rebuild(db, es, layout.alias) == "it was built from another database"
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


def test_a_database_that_has_gone_back_gets_an_index_of_its_own_making(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    projector.tick()
    db.execute_sql("UPDATE projection_version SET version = 0")
    Episode.update(name="As it was").execute()
    assert explain_rebuild(db, es, layout.alias) == "its database has gone back, as a restored one has"

    prepare(db, es, layout, Event())

    assert explain_rebuild(db, es, layout.alias) is None
    assert read_document(es, layout, 1)["_source"]["name"] == "As it was"
    mark_changed(db, episodes=[1])
    assert projector.tick().failed == 0
    assert verify(db, es, layout).is_clean


def test_that_an_index_is_newer_than_its_database_is_not_hidden_by_a_rebuild_that_fails(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    projector.tick()
    db.execute_sql("UPDATE projection_version SET version = version - 1")

    def fail(_: int) -> None:
        raise RebuildIncomplete("given up")

    with pytest.raises(RebuildIncomplete):
        rebuild(db, es, layout, on_progress=fail)

    assert explain_rebuild(db, es, layout.alias) == "the one that serves is not in the registry"
    mark_changed(db, episodes=[1])
    with pytest.raises(NoIndex):
        projector.tick()


@pytest.mark.usefixtures("db")
def test_an_index_that_is_lost_comes_back_though_nothing_changes(
    es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    add_whole_episode(1)
    with running_indexer():
        settle(lambda: is_serving(es, layout))

        es.indices.delete(index=list_alias_indices(es, layout.alias).pop())

        settle(lambda: is_named(es, layout, "Episode 1"))


def test_a_database_that_is_replaced_under_the_indexer_gets_an_index_of_its_own(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, running_indexer: RunIndexer
) -> None:
    claim_store(db, "simulated")
    add_whole_episode(1)
    with running_indexer():
        settle(lambda: is_serving(es, layout))

        Episode.update(name="Another").execute()
        Store.update(id="another").execute()

        settle(lambda: is_named(es, layout, "Another"))


def test_a_tick_writes_no_index_of_a_later_version(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    SearchIndex.update(definition_hash=LATER).execute()

    with pytest.raises(DefinitionNewer, match="of a later version of TVSI than this one"):
        projector.tick()

    assert Outbox.select().count() == 1
    assert es.count(index=layout.alias)["count"] == 0


def test_an_index_of_a_later_version_is_not_replaced_unless_that_is_asked_for(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    rebuild(db, es, layout)
    SearchIndex.update(definition_hash=LATER).execute()
    serving = list_alias_indices(es, layout.alias)

    with pytest.raises(DefinitionNewer):
        prepare(db, es, layout, Event())
    with pytest.raises(DefinitionNewer):
        verify(db, es, layout, repair=True)
    assert list_alias_indices(es, layout.alias) == serving

    rebuild(db, es, layout, grace=0)
    assert explain_rebuild(db, es, layout.alias) is None


def test_a_repair_builds_an_index_anew_that_may_not_serve(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    add_episode(2)
    mark_changed(db, episodes=[1, 2])
    projector.tick()
    # As a database does that was restored from before a rebuild: it knows another index, and fewer episodes.
    SearchIndex.update(name=f"{layout.alias}-gone", write_alias=f"{layout.alias}-write-gone").execute()
    Episode.delete().where(Episode.id == 2).execute()

    found = verify(db, es, layout, repair=True)

    assert (found.missing, found.ghost, found.stale) == (0, 1, 0)
    assert found.is_clean
    assert es.count(index=layout.alias)["count"] == 1
