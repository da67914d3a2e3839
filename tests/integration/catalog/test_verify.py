"""Whatever is wrong in the index is found, named, and mended; what is on its way is not called wrong."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from threading import Event
from typing import Any

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.comparison import Kind
from catalog.database import open_beside
from catalog.outbox import mark_changed
from catalog.projection import Projector
from catalog.rebuild import Layout
from catalog.tables import Episode, EpisodeLike, LikeTotal
from catalog.verify import EXAMPLES, GHOST_PAGE, Difference, verify
from tests.integration.catalog.projectors import open_projector
from tests.integration.catalog.television import add_episode, add_user, add_whole_episode, like, unlike


@pytest.fixture
def alias(db: PostgresqlDatabase, projector: Projector, layout: Layout) -> str:
    """Index three episodes and give the alias."""
    add_whole_episode(1)
    for episode_id in (2, 3):
        add_episode(episode_id)
    mark_changed(db, episodes=[1, 2, 3])
    projector.tick()
    return layout.alias


def _count(found: Difference) -> tuple[int, int, int]:
    return found.missing, found.ghost, found.stale


def _read(es: Elasticsearch, alias: str, episode_id: object) -> dict[str, Any]:
    source: dict[str, Any] = es.get(index=alias, id=str(episode_id))["_source"]
    return source


def test_an_index_that_equals_the_tables_is_clean(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str
) -> None:
    compared: list[int] = []

    found = verify(db, es, layout, on_progress=compared.append)

    assert es.count(index=alias)["count"] == sum(compared) == 3
    assert found == Difference()
    assert found.is_clean


def test_one_altered_one_removed_and_one_added_are_found_and_mended(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str
) -> None:
    for _ in range(5):  # each raises the document's version beyond what was drawn so far
        es.update(index=alias, id="1", doc={"show": {"name": f"Altered {_}"}})
    es.delete(index=alias, id="2")
    es.index(index=alias, id="77", document={"id": 77, "name": "Planted", "withdrawn": False})

    found = verify(db, es, layout)

    assert _count(found) == (1, 1, 1)
    named = {(finding.kind, finding.id, finding.fields) for finding in found.examples}
    assert named == {(Kind.STALE, "1", ("show.name",)), (Kind.MISSING, "2", ()), (Kind.GHOST, "77", ())}
    assert not found.is_clean

    repaired = verify(db, es, layout, repair=True)

    assert _count(repaired) == (1, 1, 1)
    assert repaired.after_repair == Difference()
    assert repaired.is_clean
    assert verify(db, es, layout) == Difference()
    assert _read(es, alias, 1)["show"]["name"] == "Show 1"
    assert {name: value for name, value in _read(es, alias, 77).items() if name != "version"} == {
        "id": 77,
        "withdrawn": True,
    }


@pytest.mark.parametrize(
    ("episode_id", "document"),
    [
        ("78", {"withdrawn": True, "name": "hidden, but no tombstone"}),
        ("not-a-number", {"name": "Planted"}),
        ("007", {"name": "Planted"}),
        ("79", {}),
    ],
)
def test_a_ghost_of_any_kind_is_found_and_mended(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str, episode_id: str, document: dict[str, Any]
) -> None:
    es.index(index=alias, id=episode_id, document=document)

    found = verify(db, es, layout, repair=True)

    assert _count(found) == (0, 1, 0)
    assert found.examples[0].id == episode_id
    assert found.is_clean
    assert verify(db, es, layout) == Difference()


def test_ghosts_are_counted_over_many_pages_and_named_by_example(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str
) -> None:
    ghosts = GHOST_PAGE + 100
    operations = [line for number in range(ghosts) for line in ({"index": {"_id": str(10_000 + number)}}, {})]
    es.bulk(index=alias, operations=operations)

    found = verify(db, es, layout)

    assert _count(found) == (0, ghosts, 0)
    assert len(found.examples) == EXAMPLES


@pytest.mark.parametrize(
    "change",
    [{"name": "Other"}, {"likes": 9}, {"feeds": []}, {"image": None}, {"person": None}, {"show": {"country": "GB"}}],
    ids=str,
)
def test_every_field_is_compared(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str, change: dict[str, Any]
) -> None:
    es.update(index=alias, id="1", doc=change)

    assert _count(verify(db, es, layout)) == (0, 0, 1)


def test_a_row_that_changed_without_a_word_is_found(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str
) -> None:
    Episode.update(name="Silently").where(Episode.id == 3).execute()

    found = verify(db, es, layout, repair=True)

    assert [(finding.id, finding.fields) for finding in found.examples] == [("3", ("name",))]
    assert _read(es, alias, 3)["name"] == "Silently"


def test_a_change_on_its_way_is_waited_for(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str
) -> None:
    Episode.update(name="Soon").where(Episode.id == 3).execute()
    mark_changed(db, episodes=[3])

    def drain() -> None:
        with open_projector(db, es) as another:
            another.tick()

    with ThreadPoolExecutor(1) as pool:
        draining = pool.submit(drain)
        found = verify(db, es, layout)
        draining.result()

    assert found == Difference()
    assert _read(es, alias, 3)["name"] == "Soon"


def test_a_change_that_nobody_projects_is_reported_when_patience_ends(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str
) -> None:
    Episode.update(name="Never").where(Episode.id == 3).execute()
    mark_changed(db, episodes=[3])

    assert _count(verify(db, es, layout, patience=0.2)) == (0, 0, 1)
    assert verify(db, es, layout, repair=True) == Difference()
    assert _read(es, alias, 3)["name"] == "Never"


def test_a_storm_of_likes_is_no_fault(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, alias: str) -> None:
    assert alias
    add_user(1)
    stop = Event()

    def storm() -> None:
        with closing(open_beside(db)) as own:
            while not stop.is_set():
                like(own, 1, 1)
                unlike(own, 1, 1)

    def drain() -> None:
        with open_projector(db, es) as another:
            while not stop.is_set():
                another.tick()

    with ThreadPoolExecutor(2) as pool:
        try:
            running = [pool.submit(storm), pool.submit(drain)]
            found = [verify(db, es, layout) for _ in range(5)]
        finally:
            stop.set()
        for one in running:
            one.result()

    assert found == [Difference()] * 5


@pytest.mark.parametrize("total", [5, -2])
def test_a_like_total_that_is_wrong_is_found_and_corrected(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, alias: str, total: int
) -> None:
    add_user(1)
    like(db, 1, 1)
    projector.tick()
    LikeTotal.update(likes=total).execute()
    mark_changed(db, episodes=[1])
    projector.tick()

    found = verify(db, es, layout, repair=True)

    assert [(finding.id, finding.fields) for finding in found.examples] == [("1", ("likes",))]
    assert found.is_clean
    assert LikeTotal.get().likes == EpisodeLike.select().count() == _read(es, alias, 1)["likes"] == 1


def test_without_an_index_everything_is_missing_and_a_repair_builds_it(
    db: PostgresqlDatabase, es: Elasticsearch, layout: Layout
) -> None:
    add_whole_episode(1)

    assert _count(verify(db, es, layout)) == (1, 0, 0)
    assert verify(db, es, layout, repair=True).is_clean
    assert es.count(index=layout.alias)["count"] == 1


def test_a_document_under_a_version_beyond_reason_is_reported_and_spoils_no_later_one(
    db: PostgresqlDatabase, es: Elasticsearch, projector: Projector, layout: Layout, alias: str
) -> None:
    planted = {"id": 1, "name": "Planted"}
    es.index(index=alias, id="1", document=planted, version=2**63 - 2, version_type="external")

    found = verify(db, es, layout, repair=True)

    assert found.after_repair is not None
    assert _count(found.after_repair) == (0, 0, 1)
    mark_changed(db, episodes=[2])
    assert projector.tick().failed == 0
