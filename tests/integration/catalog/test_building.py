"""An outdated index serves on, and is kept up, until the indexer has another in its place, however long that takes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from threading import Event
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog import building
from catalog.building import Builder
from catalog.database import open_another
from catalog.elastic import list_alias_indices
from catalog.filling import RebuildIncomplete
from catalog.indexer import prepare
from catalog.rebuild import Layout, RebuildRunning, Rebuilt, rebuild
from catalog.registry import hold_registered
from catalog.serving import explain_rebuild
from catalog.tables import SearchIndex
from tests.integration.catalog.conftest import RunIndexer
from tests.integration.catalog.indexers import is_named, rename, settle
from tests.integration.catalog.television import add_whole_episode

# What watches over indexers kills them when they have not ended ten seconds after they were told to.
LONGEST_STOP_SECONDS = 9.0


@dataclass(frozen=True)
class Serving:
    """An index that serves an episode, and both stores."""

    db: PostgresqlDatabase
    es: Elasticsearch
    layout: Layout
    names: frozenset[str]

    def is_replaced(self) -> bool:
        """Tell whether another serves."""
        return self.names.isdisjoint(list_alias_indices(self.es, self.layout.alias))

    def is_named(self, name: str) -> bool:
        """Tell whether a search finds the episode by a name."""
        return is_named(self.es, self.layout, name)

    def explain(self) -> str | None:
        """Say why it should be replaced."""
        return explain_rebuild(self.db, self.es, self.layout.alias)

    def change_definition(self) -> None:
        """Let it have another definition than this version's."""
        SearchIndex.update(definition_hash="0-older").execute()

    def forget_copy(self) -> None:
        """Leave it as versions made it that did not note the copy."""
        self.es.indices.put_mapping(index=self.layout.alias, meta={"store": None})


@pytest.fixture
def serving(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout) -> Serving:
    """Give it to one test."""
    add_whole_episode(1)
    prepare(db, es, layout, Event())
    return Serving(db, es, layout, frozenset(list_alias_indices(es, layout.alias)))


@pytest.mark.parametrize(
    ("outdate", "reason"),
    [
        (Serving.change_definition, "its definition has changed"),
        (Serving.forget_copy, "it does not say which copy of its database it was built from"),
    ],
)
def test_an_outdated_index_is_replaced_once(
    serving: Serving, running_indexer: RunIndexer, outdate: Callable[[Serving], None], reason: str
) -> None:
    outdate(serving)
    assert serving.explain() == reason

    with running_indexer():
        settle(serving.is_replaced)

    assert serving.explain() is None


def test_changes_are_written_while_its_successor_is_being_built(
    serving: Serving, running_indexer: RunIndexer, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_begin = Event()

    def wait_and_rebuild(*args: Any, **keywords: Any) -> Rebuilt:
        assert may_begin.wait(30)
        return rebuild(*args, **keywords)

    monkeypatch.setattr(building, "rebuild", wait_and_rebuild)
    serving.change_definition()
    with running_indexer():
        rename(serving.db, "Meanwhile")
        settle(lambda: serving.is_named("Meanwhile"))
        assert not serving.is_replaced()
        may_begin.set()
        settle(serving.is_replaced)

    assert serving.is_named("Meanwhile")


def test_what_could_not_be_built_is_tried_again_while_changes_are_written(
    serving: Serving, running_indexer: RunIndexer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries = []

    def fail_once(*args: Any, **keywords: Any) -> Rebuilt:
        tries.append(args)
        if len(tries) == 1:
            raise RebuildIncomplete("9 of 9 documents are refused")
        return rebuild(*args, **keywords)

    monkeypatch.setattr(building, "rebuild", fail_once)
    monkeypatch.setattr("catalog.indexer.LOOK_SECONDS", 0.2)
    serving.change_definition()
    with running_indexer():
        settle(lambda: "9 of 9 documents are refused; trying again in 1 s" in caplog.text)
        rename(serving.db, "Meanwhile")
        settle(lambda: serving.is_named("Meanwhile"))
        settle(serving.is_replaced)

    assert len(tries) == 2


def test_a_tick_that_hangs_keeps_no_other_from_its_changes_while_an_index_is_built(
    serving: Serving, running_indexer: RunIndexer, caplog: pytest.LogCaptureFixture
) -> None:
    serving.change_definition()
    with closing(open_another(serving.db.database, longest_idle=45)) as hanging:
        with hanging.atomic():
            hold_registered(hanging)
            with running_indexer():
                settle(lambda: _count_waiting(serving.db) > 0)
                rename(serving.db, "Meanwhile")
                settle(lambda: serving.is_named("Meanwhile"))
                assert not serving.is_replaced()
                stopped = time.monotonic()
            assert "no new index" not in caplog.text
            assert time.monotonic() - stopped < LONGEST_STOP_SECONDS
        with running_indexer():
            settle(serving.is_replaced)

    assert serving.is_named("Meanwhile")


def _count_waiting(db: PostgresqlDatabase) -> int:
    """Count those who wait for an advisory lock in this database."""
    ((waiting,),) = db.execute_sql(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'advisory'"
    ).fetchall()
    return int(waiting)


def _look_until(builder: Builder, reason: str | None, is_so: Callable[[], bool]) -> None:
    """Look at what is built, again and again."""

    def look() -> bool:
        builder.look(reason)
        return is_so()

    settle(look)


@pytest.fixture
def builder(serving: Serving, postgres_url: str) -> Iterator[Builder]:
    """Give one that no indexer looks at."""
    made = Builder(postgres_url, serving.es, serving.layout)
    yield made
    made.close()


def test_that_another_is_rebuilding_delays_nothing(
    builder: Builder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []

    def meet_another(*_: Any, **__: Any) -> Rebuilt:
        tries.append(time.monotonic())
        raise RebuildRunning("another process is rebuilding the index")

    monkeypatch.setattr(building, "rebuild", meet_another)

    _look_until(builder, "it is old", lambda: len(tries) == 5)

    builder.close()
    assert tries[-1] - tries[0] < building.FIRST_PAUSE_SECONDS
    assert "no new index" not in caplog.text


def test_what_failed_once_delays_nothing_after_all_was_well(
    builder: Builder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[float] = []

    def fail(*_: Any, **__: Any) -> Rebuilt:
        tries.append(time.monotonic())
        raise RebuildIncomplete("9 of 9 documents are refused")

    monkeypatch.setattr(building, "rebuild", fail)
    _look_until(builder, "it is old", lambda: len(tries) == 3)

    _look_until(builder, "it is old", lambda: "trying again in 4 s" in caplog.text)
    builder.look(None)
    well = time.monotonic()
    _look_until(builder, "it is old again", lambda: len(tries) == 5)

    assert tries[2] - tries[0] > 3 * building.FIRST_PAUSE_SECONDS
    assert tries[3] - well < building.FIRST_PAUSE_SECONDS
    assert tries[4] - tries[3] < 2 * building.FIRST_PAUSE_SECONDS
