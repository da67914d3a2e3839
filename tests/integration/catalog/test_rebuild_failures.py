"""Whatever goes wrong in a rebuild, the old index serves on, and the next rebuild cleans up."""

from __future__ import annotations

from contextlib import closing
from threading import Event, Timer

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog import filling
from catalog.database import advisory_lock, open_beside
from catalog.elastic import connect_elasticsearch, list_alias_indices
from catalog.index import definition_hash
from catalog.indexer import prepare
from catalog.leftovers import LOCK
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from catalog.registry import RegisteredIndex, list_registered, register
from catalog.tables import LikeTotal, Outbox
from tests.integration.catalog.proxy import Proxy
from tests.integration.catalog.television import add_episodes, add_show, add_whole_episode


def _list_indices(es: Elasticsearch, layout: Layout) -> set[str]:
    return set(es.indices.get(index=f"{layout.alias}-*").body)


def _give_up(_: int) -> None:
    raise KeyboardInterrupt


def test_a_rebuild_that_is_given_up_leaves_the_old_index_and_nothing_else(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    (before,) = list_registered(db)

    with pytest.raises(KeyboardInterrupt):
        rebuild(db, es, layout, on_progress=_give_up)

    assert list_registered(db) == [before]
    assert _list_indices(es, layout) == list_alias_indices(es, layout.alias) == {before.name}
    assert projector.tick().is_idle


@pytest.mark.parametrize("is_registered", [False, True])
def test_what_a_crashed_rebuild_left_is_removed_by_the_next(
    db: PostgresqlDatabase,
    es: Elasticsearch,
    layout: Layout,
    is_registered: bool,  # noqa: FBT001 - a table of two
) -> None:
    left = f"{layout.alias}-20260101000000-abcdef"
    es.indices.create(index=left, aliases={f"{left}-write": {}})
    if is_registered:
        register(db, RegisteredIndex(left, f"{left}-write", definition_hash()))
    neighbour = f"{layout.alias}-neighbour-20260101000000-abcdef"
    es.indices.create(index=neighbour)

    built = rebuild(db, es, layout)

    assert _list_indices(es, layout) == {built.name, neighbour}
    assert [index.name for index in list_registered(db)] == [built.name]


def test_what_a_crashed_rebuild_left_is_removed_by_the_indexer_too_unless_a_rebuild_runs(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    built = rebuild(db, es, layout)
    left = RegisteredIndex(f"{layout.alias}-20260101000000-abcdef", f"{layout.alias}-left", definition_hash())
    es.indices.create(index=left.name, aliases={left.write_alias: {}})
    register(db, left)

    with closing(open_beside(db)) as other, advisory_lock(other, LOCK):
        prepare(db, es, layout, Event())
    assert len(list_registered(db)) == 2
    prepare(db, es, layout, Event())

    assert _list_indices(es, layout) == {built.name}
    assert [index.name for index in list_registered(db)] == [built.name]


def test_a_registered_index_that_is_gone_does_not_stop_a_rebuild(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    es.indices.delete(index=list_registered(db)[0].name)

    rebuild(db, es, layout)

    assert projector.tick().failed == 0
    assert es.count(index=layout.alias)["count"] == 1


def test_a_document_that_is_refused_goes_to_the_outbox_and_the_rest_serves(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 1, 3)
    LikeTotal.insert({"episode_id": 2, "likes": 2**40}).execute()  # more than the index's integers hold

    rebuild(db, es, layout)

    assert es.count(index=layout.alias)["count"] == 2
    assert [row.episode_id for row in Outbox.select()] == [2]


def test_a_rebuild_goes_on_when_elasticsearch_comes_back(
    db: PostgresqlDatabase, layout: Layout, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filling, "PAGE", 200)  # some are on their way when it goes, and some are not yet read
    add_show()
    add_episodes(db, 1, 1100)
    proxy.restore()

    pages: list[int] = []

    def cut_after_the_first_page(size: int) -> None:
        pages.append(size)
        if len(pages) == 1:
            proxy.cut()
            Timer(1.5, proxy.restore).start()

    with connect_elasticsearch(proxy.url) as es:
        built = rebuild(db, es, layout, on_progress=cut_after_the_first_page)

        assert es.count(index=layout.alias)["count"] == built.documents == 1100
