"""What Elasticsearch refuses for good is set aside and told; where it refuses too much, an alarm is raised instead."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.elastic import list_alias_indices
from catalog.filling import RebuildIncomplete
from catalog.likes import read_likes
from catalog.outbox import mark_changed
from catalog.parking import INDEX_REFUSES, MOST_IN_AN_HOUR, Parked, list_parked
from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from catalog.tables import Event, LikeTotal
from catalog.verify import verify
from tests.integration.catalog.projectors import list_outbox, read_document
from tests.integration.catalog.television import add_episodes, add_show

TOO_MANY_LIKES = 2**31  # one more than the index's integers hold


def _spoil(episodes: Iterable[int]) -> None:
    LikeTotal.insert_many([{"episode_id": number, "likes": TOO_MANY_LIKES} for number in episodes]).execute()


def _mend() -> None:
    LikeTotal.delete().execute()


def _project(db: PostgresqlDatabase, projector: Projector, episodes: Iterable[int]) -> int:
    """Write these and give how many are to be tried again."""
    mark_changed(db, episodes=episodes)
    return projector.tick().failed


def _list_alarms() -> list[dict[str, object]]:
    return [event.payload for event in Event.select().where(Event.type == INDEX_REFUSES)]


@pytest.fixture
def parked(db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout) -> Parked:
    """Have three episodes of which the second is refused, and give what is told of that."""
    add_show()
    add_episodes(db, 1, 3)
    _spoil([2])
    assert _project(db, projector, [1, 2, 3]) == 0
    assert es.count(index=layout.alias)["count"] == 2
    (told,) = list_parked(db)
    return told


def test_a_refused_document_is_set_aside_with_its_reason_and_not_tried_again(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, parked: Parked
) -> None:
    assert parked.id == 2
    assert "likes" in parked.reason
    assert list_outbox() == []
    assert projector.tick().is_idle
    assert read_likes(db, [2]) == {2: TOO_MANY_LIKES}
    found = verify(db, es, layout)
    assert (found.missing, found.parked) == (1, (parked,))
    assert not found.is_clean
    assert _list_alarms() == []


def test_a_later_change_tries_it_again_and_success_ends_it(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, parked: Parked
) -> None:
    assert _project(db, projector, [2]) == 0
    assert [one.id for one in list_parked(db)] == [parked.id]

    _mend()
    _project(db, projector, [2])

    assert list_parked(db) == []
    assert read_document(es, layout, 2)["_source"]["likes"] == 0
    assert verify(db, es, layout).is_clean


@pytest.mark.parametrize("is_mended", [True, False])
def test_a_rebuild_tries_everything_again(
    db: PostgresqlDatabase,
    es: Elasticsearch,
    projector: Projector,
    layout: Layout,
    parked: Parked,
    is_mended: bool,  # noqa: FBT001 - a table of two
) -> None:
    if is_mended:
        _mend()

    rebuild(db, es, layout, grace=0)
    projector.tick()

    assert [one.id for one in list_parked(db)] == ([] if is_mended else [parked.id])
    assert list_outbox() == []
    assert verify(db, es, layout).is_clean is is_mended


def test_a_repair_tries_it_again(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, parked: Parked) -> None:
    found = verify(db, es, layout, repair=True)

    assert (found.missing, found.parked) == (1, (parked,))
    assert found.is_clean, "it counted the likes anew"
    assert list_parked(db) == []


def test_where_more_than_one_in_twenty_is_refused_nothing_is_set_aside_and_an_alarm_is_raised(
    db: PostgresqlDatabase, projector: Projector
) -> None:
    add_show()
    add_episodes(db, 1, 60)
    _spoil(range(1, 11))

    assert _project(db, projector, range(1, 41)) == 10

    assert list_parked(db) == []
    assert [row[:3] for row in list_outbox()] == [(number, 0, 1) for number in range(1, 11)]
    (alarm,) = _list_alarms()
    assert (alarm["refused"], alarm["documents"], alarm["episode_id"]) == (10, 40, 1)
    db.execute_sql("UPDATE outbox SET not_before = now()")
    assert projector.tick().failed == 10
    _spoil([50])
    assert _project(db, projector, [50]) == 1, "while the alarm is on, none is set aside alone"
    assert list_parked(db) == []
    assert len(_list_alarms()) == 1
    _mend()
    db.execute_sql("UPDATE outbox SET not_before = now()")
    assert projector.tick().failed == 0


def test_many_that_are_refused_one_by_one_raise_the_alarm_too(db: PostgresqlDatabase, projector: Projector) -> None:
    add_show()
    episodes = range(1, MOST_IN_AN_HOUR + 2)
    add_episodes(db, episodes[0], episodes[-1])
    _spoil(episodes)

    failed = [_project(db, projector, [number]) for number in episodes]

    assert failed == [0] * MOST_IN_AN_HOUR + [1]
    assert len(_list_alarms()) == 1
    assert list_parked(db) == []
    assert sorted({row[0] for row in list_outbox()}) == list(episodes), "all are tried again"


@pytest.mark.parametrize("number", [2, MOST_IN_AN_HOUR])
def test_what_is_parked_already_raises_no_alarm_when_it_is_refused_again(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, number: int
) -> None:
    add_show()
    add_episodes(db, 1, 500)
    rebuild(db, es, layout)
    _spoil(range(1, number + 1))
    for episode in range(1, number + 1):
        _project(db, projector, [episode])
    parked = list_parked(db)

    assert _project(db, projector, range(1, number + 1)) == 0
    rebuild(db, es, layout, grace=0)
    db.execute_sql("UPDATE outbox SET not_before = now() WHERE not_before IS NOT NULL")
    assert projector.tick().failed == 0

    assert [one.id for one in list_parked(db)] == [one.id for one in parked] == list(range(1, number + 1))
    assert list_outbox() == []
    assert _list_alarms() == []


def test_a_rebuild_that_is_refused_more_than_one_in_twenty_leaves_the_old_index_in_its_place(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 1, 40)
    before = rebuild(db, es, layout)
    _spoil(range(1, 4))

    with pytest.raises(RebuildIncomplete, match="3 of 40 documents are refused"):
        rebuild(db, es, layout, grace=0)

    assert list_alias_indices(es, layout.alias) == {before.name}
    assert es.count(index=layout.alias)["count"] == 40
    assert [alarm["refused"] for alarm in _list_alarms()] == [3]


def test_a_first_index_serves_without_what_is_refused_for_the_rest_is_better_than_nothing(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout
) -> None:
    add_show()
    add_episodes(db, 1, 40)
    _spoil(range(1, 4))
    for name in list_alias_indices(es, layout.alias):
        es.indices.delete(index=name)

    rebuild(db, es, layout, grace=0)
    projector.tick()

    assert es.count(index=layout.alias)["count"] == 37
    assert [one.id for one in list_parked(db)] == [1, 2, 3]
    assert [alarm["refused"] for alarm in _list_alarms()] == [3]
