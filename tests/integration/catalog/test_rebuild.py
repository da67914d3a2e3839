"""A rebuild makes the index anew from the tables, and nobody who searches or writes notices."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import advisory_lock, open_beside
from catalog.elastic import list_alias_indices
from catalog.leftovers import LOCK
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout, RebuildRunning, Rebuilt, rebuild
from catalog.registry import hold_registered, list_registered
from catalog.rows import count_rows
from catalog.tables import Outbox
from catalog.verify import verify
from tests.integration.catalog.projectors import open_projector
from tests.integration.catalog.television import add_episodes, add_show, add_user, add_whole_episode, like


def _list_indices(es: Elasticsearch, layout: Layout) -> set[str]:
    return set(es.indices.get(index=f"{layout.alias}-*").body)


def _write(db: PostgresqlDatabase) -> None:
    with closing(open_beside(db)) as own:
        for number in range(2000, 2060):
            with own.atomic():
                add_episodes(own, number, number)
                mark_changed(own, episodes=[number, number - 1900])


def _drain(db: PostgresqlDatabase, es: Elasticsearch, stop: Event) -> None:
    with open_projector(db, es) as another:
        while not stop.is_set():
            if another.tick(size=10).is_idle:
                stop.wait(0.01)


def _search(es: Elasticsearch, alias: str, stop: Event) -> list[int]:
    totals = []
    while not stop.is_set():
        answer = es.search(index=alias, size=0, track_total_hits=True, allow_partial_search_results=False)
        totals.append(answer["hits"]["total"]["value"])
    return totals


def test_a_rebuild_fills_a_new_index_and_removes_the_old(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 1, 2500)
    first = rebuild(db, es, layout)
    pages: list[int] = []

    second = rebuild(db, es, layout, grace=0, on_progress=pages.append)

    assert second.documents == es.count(index=layout.alias)["count"] == 2500
    assert pages == [1000, 1000, 500]
    assert first.name != second.name
    assert list_alias_indices(es, layout.alias) == _list_indices(es, layout) == {second.name}
    assert [index.name for index in list_registered(db)] == [second.name]
    settings = es.indices.get_settings(index=second.name)[second.name]["settings"]["index"]
    assert settings["refresh_interval"] == "30s"


def test_a_rebuild_loses_no_like_and_leaves_the_outbox_to_ticks(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    add_user(1)
    add_user(2)
    like(db, 1, 1)
    projector.tick()
    like(db, 2, 1)

    rebuild(db, es, layout, grace=0)

    assert es.get(index=layout.alias, id="1")["_source"]["likes"] == 2
    assert Outbox.select().count() == 1
    projector.tick()
    assert es.get(index=layout.alias, id="1")["_source"]["likes"] == 2


def test_what_ticks_write_during_a_rebuild_stays(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 10, 1500)
    changed = Event()

    def change_both_sides_of_the_page(_: int) -> None:
        if changed.is_set():
            return
        changed.set()
        with closing(open_beside(db)) as own:
            own.execute_sql("UPDATE episode SET name = 'Renamed' WHERE id IN (10, 1400)")
            add_episodes(own, 5, 5)
            mark_changed(own, episodes=[5, 10, 1400])
        with open_projector(db, es) as another:
            another.tick()

    rebuild(db, es, layout, grace=0, on_progress=change_both_sides_of_the_page)

    names = [es.get(index=layout.alias, id=str(number))["_source"]["name"] for number in (5, 10, 1400)]
    assert names == ["Episode 5", "Renamed", "Renamed"]
    assert verify(db, es, layout).is_clean
    assert projector.tick().is_idle


def test_searches_never_fail_nor_see_fewer_while_writes_and_rebuilds_go_on(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 1, 1200)
    rebuild(db, es, layout, grace=0)
    stop = Event()

    with ThreadPoolExecutor(3) as pool:
        try:
            writing = pool.submit(_write, db)
            draining = pool.submit(_drain, db, es, stop)
            searching = pool.submit(_search, es, layout.alias, stop)
            for _ in range(2):
                rebuild(db, es, layout, grace=0.2)
            writing.result()
        finally:
            stop.set()
        draining.result()
    while not projector.tick().is_idle:
        pass

    totals = searching.result()
    assert totals == sorted(totals)
    assert totals[0] >= 1200
    assert es.count(index=layout.alias)["count"] == count_rows(db) == 1260
    assert verify(db, es, layout).is_clean


def test_the_old_index_is_not_removed_under_a_tick(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout) -> None:
    add_show()
    first = rebuild(db, es, layout)

    with closing(open_beside(db)) as ticking, ThreadPoolExecutor(1) as pool:
        with ticking.atomic():
            hold_registered(ticking)
            building = pool.submit(_rebuild_beside, db, es, layout)
            while not building.done() and not _count_waiting(db):
                time.sleep(0.01)
            held = _list_indices(es, layout)
        second = building.result()

    assert held == {first.name, second.name}
    assert _list_indices(es, layout) == {second.name}


def _rebuild_beside(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout) -> Rebuilt:
    with closing(open_beside(db)) as own:
        return rebuild(own, es, layout, grace=0)


def _count_waiting(db: PostgresqlDatabase) -> int:
    ((waiting,),) = db.execute_sql(
        "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database"
        " WHERE locktype = 'advisory' AND NOT granted AND datname = current_database()"
    ).fetchall()
    return int(waiting)


def test_two_rebuilds_at_once_take_turns_and_leave_one_index(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 1, 50)

    with ThreadPoolExecutor(2) as pool:
        building = [pool.submit(_rebuild_beside, db, es, layout) for _ in range(2)]
    built = {rebuilding.result().name for rebuilding in building}

    assert len(built) == 2
    (left,) = _list_indices(es, layout)
    assert {left} == list_alias_indices(es, layout.alias) == {index.name for index in list_registered(db)}
    assert es.count(index=layout.alias)["count"] == 50


def test_who_does_not_wait_is_told_of_another_rebuild(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    with closing(open_beside(db)) as other, advisory_lock(other, LOCK), pytest.raises(RebuildRunning):
        rebuild(db, es, layout, wait=False)

    assert rebuild(db, es, layout, wait=False).documents == 0
