"""Why a version is drawn before the rows are read, and committed: an older document never replaces a newer one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.building import DATABASE_FAILURES
from catalog.bulk import Failures
from catalog.claims import claim
from catalog.database import open_another
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout
from catalog.registry import RegisteredIndex, draw_version, raise_version
from catalog.tables import Episode
from tests.integration.catalog.indexers import settle
from tests.integration.catalog.projectors import list_outbox, open_other
from tests.integration.catalog.television import add_episode, add_whole_episode


class _ReadsBeforeAnother(Projector):
    """Between its reading and its writing, something else happens."""

    @property
    def db(self) -> PostgresqlDatabase:
        """Give the database of its claims."""
        return self._db

    def meanwhile(self) -> None:
        """Be replaced by what happens."""

    def _build(self, ids: Sequence[int]) -> list[Mapping[str, Any]]:
        documents = super()._build(ids)
        self.meanwhile()
        return documents


class _DrawsAfterReading(_ReadsBeforeAnother):
    """What a projector must not be: its version is newer than what it read."""

    def _write(
        self,
        indices: Sequence[RegisteredIndex],
        version: int,  # noqa: ARG002 - replaced
        documents: Sequence[Mapping[str, Any]],
    ) -> Failures:
        return super()._write(indices, draw_version(self._version_db), documents)


@pytest.mark.parametrize(("kind", "ends_right"), [(_ReadsBeforeAnother, True), (_DrawsAfterReading, False)])
def test_what_a_projector_writes_after_it_lost_its_claim_replaces_nothing_newer_for_its_version_was_drawn_first(
    db: PostgresqlDatabase,
    es: Elasticsearch,
    projector: Projector,
    layout: Layout,
    kind: type[_ReadsBeforeAnother],
    ends_right: bool,  # noqa: FBT001 - a table of two
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])

    def lose_the_claim_to_another() -> None:
        ((pid,),) = slow.db.execute_sql("SELECT pg_backend_pid()").fetchall()
        db.execute_sql("SELECT pg_terminate_backend(%s, 5000)", (pid,))
        Episode.update(name="Renamed").execute()
        mark_changed(db, episodes=[1])
        assert projector.tick().claimed == 1

    with open_other(db, es, kind) as slow:
        slow.meanwhile = lose_the_claim_to_another  # type: ignore[method-assign]
        with pytest.raises(DATABASE_FAILURES):
            slow.tick()

    assert (es.get(index=layout.alias, id="1")["_source"]["name"] == "Renamed") is ends_right
    assert list_outbox() == []


def test_an_episode_that_a_projector_is_at_is_left_to_it_with_all_that_comes_meanwhile(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_whole_episode(1)
    add_episode(2)
    mark_changed(db, episodes=[1])

    def change_both() -> None:
        Episode.update(name="Renamed").execute()
        mark_changed(db, episodes=[1, 2])
        assert projector.tick().claimed == 1
        assert [row[0] for row in list_outbox()] == [1, 1], "its own row, not yet gone, and the one that came"

    with open_other(db, es, _ReadsBeforeAnother) as slow:
        slow.meanwhile = change_both  # type: ignore[method-assign]
        slow.tick()

    assert list_outbox() == [(1, 0, 0, False)]
    projector.tick()
    names = [es.get(index=layout.alias, id=str(number))["_source"]["name"] for number in (1, 2)]
    assert names == ["Renamed", "Renamed"]


def test_what_an_indexer_holds_that_hangs_is_given_to_others(
    db: PostgresqlDatabase, projector: Projector, postgres_url: str
) -> None:
    add_whole_episode(1)
    mark_changed(db, episodes=[1])
    with closing(open_another(postgres_url, longest_idle=2)) as hanging:
        hanging.begin()
        assert claim(hanging).ids == [1]
        assert projector.tick().is_idle

        settle(lambda: projector.tick().claimed == 1)

        with pytest.raises(DATABASE_FAILURES):
            hanging.commit()


def test_a_row_that_was_drawn_earlier_and_came_later_does_not_let_two_projectors_at_an_episode(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector
) -> None:
    add_whole_episode(1)
    ((early,),) = db.execute_sql("SELECT nextval(pg_get_serial_sequence('outbox', 'id'))").fetchall()
    mark_changed(db, episodes=[1])

    def commit_the_earlier_row() -> None:
        db.execute_sql("INSERT INTO outbox (id, episode_id) VALUES (%s, 1)", (early,))
        assert projector.tick().is_idle

    with open_other(db, es, _ReadsBeforeAnother) as slow:
        slow.meanwhile = commit_the_earlier_row  # type: ignore[method-assign]
        slow.tick()

    assert projector.tick().claimed == 1


@pytest.mark.parametrize("draw", [draw_version, lambda db: raise_version(db, 5)])
def test_a_version_is_never_drawn_inside_a_transaction(db: PostgresqlDatabase, draw: Callable[..., object]) -> None:
    with db.atomic(), pytest.raises(RuntimeError, match="outside of transactions"):
        draw(db)


def test_a_version_survives_the_failure_of_what_it_was_drawn_for(
    db: PostgresqlDatabase, version_db: PostgresqlDatabase
) -> None:
    with db.atomic() as transaction:
        drawn = draw_version(version_db)
        transaction.rollback()

    assert draw_version(version_db) == drawn + 1


def test_the_counter_is_raised_and_never_lowered(db: PostgresqlDatabase) -> None:
    for highest in (40, 10, 2**63 - 1):
        raise_version(db, highest)

    assert draw_version(db) == 41
