"""What keeps a rebuild from taking searches back or away: whom it waits for, and what can no longer arrive."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from typing import Any

import pytest
from elasticsearch import ConnectionTimeout, Elasticsearch
from peewee import PostgresqlDatabase

from catalog import rebuild as module
from catalog.bulk import Failures, WriteAliasGone, pack, write
from catalog.database import open_beside
from catalog.documents import read_rows, to_document
from catalog.elastic import list_alias_indices
from catalog.filling import Filling, RebuildIncomplete
from catalog.indexer import prepare
from catalog.leftovers import sweep
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout, Rebuilt, rebuild
from catalog.registry import (
    OnWait,
    RegisteredIndex,
    change_write_alias,
    hold_registered,
    list_registered,
    register,
)
from catalog.serving import explain_rebuild
from catalog.verify import verify
from tests.integration.catalog.indexers import settle
from tests.integration.catalog.television import add_episodes, add_show, add_whole_episode


def _meanwhile(monkeypatch: pytest.MonkeyPatch, happen: Callable[[], object]) -> None:
    """Let something happen once, when an index is built and does not serve yet."""
    left = [happen]

    def change_and_happen(db: PostgresqlDatabase, name: str, write_alias: str, _: OnWait) -> None:
        change_write_alias(db, name, write_alias)
        if left:
            left.pop()()

    monkeypatch.setattr(module, "change_write_alias", change_and_happen)


def test_a_body_that_was_sent_to_an_index_under_construction_can_not_arrive_when_it_serves(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_whole_episode(1)
    (late,) = pack(map(to_document, read_rows(db, [1])), 10**6)
    aliases: list[str] = []

    def register_and_note(db: PostgresqlDatabase, index: RegisteredIndex, _: OnWait) -> None:
        register(db, index)
        aliases.append(index.write_alias)

    monkeypatch.setattr(module, "register", register_and_note)

    rebuild(db, es, layout, grace=0)

    with pytest.raises(WriteAliasGone):
        write(es, aliases[0], late, Failures())
    assert es.get(index=layout.alias, id="1")["_version"] < 10**6


def test_a_rebuild_that_lost_its_lock_with_its_connection_is_stopped_by_the_next(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_show()
    add_episodes(db, 1, 20)
    rebuild(db, es, layout)
    built: list[Rebuilt] = []

    def lose_the_lock_to_another() -> None:
        ((pid,),) = first.execute_sql("SELECT pg_backend_pid()").fetchall()
        db.execute_sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        built.append(rebuild(db, es, layout, wait=False, grace=0))

    _meanwhile(monkeypatch, lose_the_lock_to_another)
    with closing(open_beside(db)) as first, pytest.raises(RebuildIncomplete, match="another rebuild"):
        rebuild(first, es, layout, grace=0)

    assert list_alias_indices(es, layout.alias) == {built[0].name} == {index.name for index in list_registered(db)}
    assert set(es.indices.get(index=f"{layout.alias}-*").body) == {built[0].name}
    assert verify(db, es, layout).is_clean


def test_an_index_is_registered_when_no_tick_is_under_way_that_does_not_know_of_it(db: PostgresqlDatabase) -> None:
    index = RegisteredIndex("episodes-new", "episodes-new-write", "0-some")
    with closing(open_beside(db)) as ticking, ThreadPoolExecutor(1) as pool:
        with ticking.atomic():
            hold_registered(ticking)
            waited: list[int] = []
            registering = pool.submit(_register_beside, db, index, waited)
            settle(lambda: bool(waited))
            assert not registering.done()
            with closing(open_beside(db)) as other, other.atomic():
                other.execute_sql("SET LOCAL lock_timeout = '10s'")
                assert index not in hold_registered(other), "others pass that come meanwhile"
        registering.result(5)
    assert index in list_registered(db)


def _register_beside(db: PostgresqlDatabase, index: RegisteredIndex, waited: list[int]) -> None:
    with closing(open_beside(db)) as own:
        register(own, index, waited.append)


def test_what_a_dead_rebuild_left_is_removed_between_ticks_or_left_as_it_is(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    newer, serving = _leave_half_built(db, es, layout, monkeypatch)

    with closing(open_beside(db)) as ticking, ticking.atomic():
        hold_registered(ticking)
        sweep(db, es, layout.alias)

    assert list_registered(db) == [newer, serving]
    assert explain_rebuild(db, es, layout.alias) is None
    mark_changed(db, episodes=[1])
    assert (result := projector.tick()).claimed == 1
    assert result.failed == 0
    sweep(db, es, layout.alias)
    assert list_registered(db) == [serving]
    assert not es.indices.exists(index=newer.name)


def test_a_sweep_that_was_cut_off_costs_no_rebuild(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, serving = _leave_half_built(db, es, layout, monkeypatch)
    client = type(es.indices)
    monkeypatch.setattr(client, "delete_alias", _time_out_once(client.delete_alias))
    with pytest.raises(ConnectionTimeout):
        sweep(db, es, layout.alias)
    assert explain_rebuild(db, es, layout.alias) == "a registered index is gone"

    prepare(db, es, layout, Event())

    assert list_registered(db) == [serving]
    assert projector.tick().failed == 0


def _leave_half_built(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, monkeypatch: pytest.MonkeyPatch
) -> list[RegisteredIndex]:
    """Let a rebuild die when it has registered its index; give what is registered then, its index first."""
    add_whole_episode(1)
    monkeypatch.setattr(Filling, "run", _die)
    monkeypatch.setattr(module, "remove_index", lambda *_: None)
    with pytest.raises(SystemExit):
        rebuild(db, es, layout)
    return list_registered(db)


def _time_out_once(act: Callable[..., object]) -> Callable[..., object]:
    left = [ConnectionTimeout("answered too late")]

    def answer_late(*given: Any, **named: Any) -> object:
        answer = act(*given, **named)
        if left:
            raise left.pop()
        return answer

    return answer_late


def _die(_: Filling) -> None:
    raise SystemExit


def test_the_index_that_serves_is_written_last_and_without_what_the_newer_one_lacks(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 1, 3)
    rebuild(db, es, layout)
    (serving,) = list_registered(db)
    newer = RegisteredIndex(f"{layout.alias}-newer", f"{layout.alias}-newer-write", serving.definition_hash)
    es.indices.create(index=newer.name, aliases={newer.write_alias: {}}, settings={"index.blocks.write": True})
    register(db, newer)
    before = es.get(index=layout.alias, id="1")["_version"]
    db.execute_sql("INSERT INTO outbox (episode_id) VALUES (1)")

    assert projector.tick().failed == 1

    assert [index.name for index in list_registered(db)] == [newer.name, serving.name]
    assert es.get(index=layout.alias, id="1")["_version"] == before
