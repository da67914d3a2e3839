"""A tick turns what the outbox names into documents, whole, and never an older one over a newer."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg
import pytest
from elasticsearch import ConnectionError as Unreachable
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.bulk import WriteAliasGone
from catalog.database import open_beside
from catalog.elastic import connect_elasticsearch
from catalog.likes import find_wrong_likes, read_likes
from catalog.outbox import mark_changed
from catalog.projection import NoIndex, Projector
from catalog.rebuild import Layout, rebuild
from catalog.registry import GENERATION_NOTICE, draw_version, list_registered
from catalog.tables import Episode, LikeTotal, Outbox
from tests.integration.catalog.projectors import open_projector
from tests.integration.catalog.television import add_episode, add_show, add_user, add_whole_episode, like, unlike


def _read(es: Elasticsearch, layout: Layout, episode_id: int) -> dict[str, Any]:
    found: dict[str, Any] = es.get(index=layout.alias, id=str(episode_id)).body
    return found


def _list_outbox() -> list[tuple[int, int, int, bool]]:
    rows = Outbox.select(Outbox.episode_id, Outbox.like_delta, Outbox.attempts, Outbox.not_before).order_by(Outbox.id)
    return [(row.episode_id, row.like_delta, row.attempts, row.not_before is not None) for row in rows]


def _block(es: Elasticsearch, layout: Layout, *, on: bool) -> None:
    es.indices.put_settings(index=layout.alias, settings={"index.blocks.write": on})


def _react(db: PostgresqlDatabase, users: Iterable[int]) -> None:
    with closing(open_beside(db)) as own:
        for user_id in users:
            like(own, user_id, 1)
            like(own, user_id, 2)
            unlike(own, user_id, 2)


def _drain_beside(db: PostgresqlDatabase, es: Elasticsearch) -> None:
    with open_projector(db, es) as another:
        for _ in range(20):
            another.tick(size=1)


def _drain(projector: Projector) -> None:
    while not projector.tick().is_idle:
        pass


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
    assert _list_outbox() == []


def test_several_changes_of_an_episode_are_one_document(
    db: PostgresqlDatabase, projector: Projector, es: Elasticsearch, layout: Layout
) -> None:
    add_whole_episode(1)
    for _ in range(20):
        mark_changed(db, episodes=[1])
    before = es.indices.stats(index=layout.alias)["_all"]["total"]["indexing"]["index_total"]

    result = projector.tick()

    after = es.indices.stats(index=layout.alias)["_all"]["total"]["indexing"]["index_total"]
    assert result.claimed == after - before == 1
    assert projector.tick().is_idle


def test_nothing_to_do_draws_no_version_and_writes_no_document(db: PostgresqlDatabase, projector: Projector) -> None:
    before = draw_version(db)

    assert projector.tick().is_idle

    assert draw_version(db) == before + 1


def test_a_tick_takes_the_longest_waiting_first_and_no_more_than_its_size(
    db: PostgresqlDatabase, projector: Projector
) -> None:
    add_show()
    for episode_id in (1, 2, 3):
        add_episode(episode_id)
    for episode_id in (3, 1, 3, 2, 3):
        mark_changed(db, episodes=[episode_id])

    assert projector.tick(size=2).claimed == 2

    assert [row[0] for row in _list_outbox()] == [2]


def test_likes_add_up_exactly_while_projectors_race(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_show()
    for episode_id in (1, 2):
        add_episode(episode_id)
    for user_id in range(30):
        add_user(user_id)

    with ThreadPoolExecutor(3) as pool:
        reacting = [pool.submit(_react, db, users) for users in (range(0, 30, 2), range(1, 30, 2))]
        draining = pool.submit(_drain_beside, db, es)
        wrong = set()
        while not all(one.done() for one in reacting):
            wrong |= find_wrong_likes(db, [1, 2])
            projector.tick(size=1)
        draining.result()
    _drain(projector)

    assert wrong == set()
    assert [_read(es, layout, episode_id)["_source"]["likes"] for episode_id in (1, 2)] == [30, 0]
    assert read_likes(db, [1, 2]) == {1: 30, 2: 0}


def test_a_version_conflict_means_that_something_newer_is_there(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    newer = {"id": 1, "version": 10**6, "withdrawn": False, "name": "newer"}
    es.index(index=layout.alias, id="1", document=newer, version=10**6, version_type="external")
    mark_changed(db, episodes=[1])

    result = projector.tick()

    assert result.failed == 0
    assert _read(es, layout, 1)["_source"] == newer
    assert _list_outbox() == []


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
    assert _list_outbox() == [(1, 0, 1, True)]
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
    assert _read(es, layout, 1)["_source"]["likes"] == 1
    assert _list_outbox() == []


def test_a_refused_document_does_not_hold_up_the_others(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_show()
    for episode_id in (1, 2, 3):
        add_episode(episode_id)
    LikeTotal.insert({"episode_id": 2, "likes": 2**40}).execute()  # more than the index's integers hold
    mark_changed(db, episodes=[1, 2, 3])

    result = projector.tick()

    assert (result.claimed, result.failed) == (3, 1)
    assert [row[:3] for row in _list_outbox()] == [(2, 0, 1)]
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

    assert _list_outbox() == [(1, 1, 0, False), (1, 0, 0, False)]
    assert LikeTotal.select().count() == 0

    projector.tick()

    assert _read(es, layout, 1)["_source"]["likes"] == 1


def test_without_an_index_the_claim_is_released(
    db: PostgresqlDatabase, version_db: PostgresqlDatabase, es: Elasticsearch
) -> None:
    add_show()
    add_episode(1)
    mark_changed(db, episodes=[1])

    with pytest.raises(NoIndex):
        Projector(db, version_db, es).tick()

    assert _list_outbox() == [(1, 0, 0, False)]


def test_an_index_that_is_gone_is_not_made_again_by_a_write(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    (index,) = list_registered(db)
    es.indices.delete(index=index.name)

    with pytest.raises(WriteAliasGone):
        projector.tick()

    assert _list_outbox() == [(1, 0, 0, False)]
    assert not es.indices.exists(index=[index.name, index.write_alias])


def test_a_withdrawn_episode_stays_in_the_index_marked(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    projector.tick()

    Episode.update(withdrawn=True).execute()
    mark_changed(db, episodes=[1])
    projector.tick()

    assert _read(es, layout, 1)["_source"]["withdrawn"] is True


def test_every_tick_that_writes_and_every_rebuild_announces_a_new_generation(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, postgres_url: str
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    with psycopg.connect(postgres_url, autocommit=True) as listener:
        listener.execute(f"LISTEN {GENERATION_NOTICE}")

        first = projector.tick()
        projector.tick()
        rebuild(db, es, layout, grace=0)

        heard = [int(notice.payload) for notice in listener.notifies(timeout=5, stop_after=2)]
    assert heard[0] == first.version
    assert heard == sorted(set(heard))
