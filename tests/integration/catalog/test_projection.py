"""A tick turns what the outbox names into documents, whole, and never an older one over a newer."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import open_beside
from catalog.likes import find_wrong_likes, read_likes
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from catalog.registry import GENERATION_NOTICE, draw_version
from catalog.tables import Episode
from tests.integration.catalog.projectors import list_outbox, open_projector, read_document
from tests.integration.catalog.television import add_episode, add_show, add_user, add_whole_episode, like, unlike


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
    assert list_outbox() == []


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

    assert [row[0] for row in list_outbox()] == [2]


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
    assert [read_document(es, layout, episode_id)["_source"]["likes"] for episode_id in (1, 2)] == [30, 0]
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
    assert read_document(es, layout, 1)["_source"] == newer
    assert list_outbox() == []


def test_a_withdrawn_episode_stays_in_the_index_marked(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    projector.tick()

    Episode.update(withdrawn=True).execute()
    mark_changed(db, episodes=[1])
    projector.tick()

    assert read_document(es, layout, 1)["_source"]["withdrawn"] is True


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

        heard = [int(notice.payload.split(".")[0]) for notice in listener.notifies(timeout=5, stop_after=2)]
    assert heard[0] == first.version
    assert heard == sorted(set(heard))
