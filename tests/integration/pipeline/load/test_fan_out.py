"""Which documents a load has written again: those that show what it changed, whatever the column, and no other.

``columns`` has every column with what changes it; the last tests hold these lists to the tables and to the statements.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import PostgresqlDatabase

from catalog.registry import GENERATION_NOTICE
from catalog.rows import READ_COLUMNS
from pipeline.load import UnlistedEpisode, list_unlisted, store_verdict
from tests.factories import DAY, moment
from tests.integration.catalog.test_columns import CHANGES
from tests.integration.pipeline.load.columns import APART, MARKS, READ, SHOWN_BY, UNREAD, Change
from tests.integration.pipeline.load.site import Said, Seen, Site, list_columns

SITE = Site({})
WITHOUT_11 = Site({"us": {"episodes": (12, 21, 31)}})


@pytest.fixture
def before(db: PostgresqlDatabase) -> Seen:
    """Load the whole site, and have the outbox emptied."""
    SITE.load(db, at=0)
    return _look_afresh(db)


@pytest.fixture
def unlisted(db: PostgresqlDatabase) -> UnlistedEpisode:
    """Load the whole site, then take episode 11 out of its only listing."""
    SITE.load(db, at=0)
    WITHOUT_11.load(db, at=60)
    (lost,) = list_unlisted(db)
    return lost


def _look_afresh(db: PostgresqlDatabase) -> Seen:
    db.execute_sql("DELETE FROM outbox")
    return Seen.look(db)


def _hear(db: PostgresqlDatabase) -> list[str]:
    return [notice.payload for notice in db.connection().notifies(timeout=0.2)]


def _list_changed(now: Seen, before: Seen, change: Change) -> set[str]:
    return now.changed_columns(before) - (MARKS - {change.column})


@pytest.mark.parametrize("change", READ, ids=str)
def test_a_column_that_documents_show_has_those_written_again_that_show_it(
    db: PostgresqlDatabase, before: Seen, change: Change
) -> None:
    Site(change.said).load(db, at=60)

    now = Seen.look(db)
    (part,) = change.said
    assert _list_changed(now, before, change) == {change.column, *change.along}
    assert now.marked == SHOWN_BY[part]
    assert now.changed_documents(before, change.field) == list(SHOWN_BY[part])
    assert now.changed_documents(before) == list(SHOWN_BY[part])


@pytest.mark.parametrize("change", UNREAD, ids=str)
def test_a_column_that_no_document_shows_is_written_and_has_none_written_again(
    db: PostgresqlDatabase, before: Seen, change: Change
) -> None:
    Site(change.said).load(db, at=60)

    now = Seen.look(db)
    assert _list_changed(now, before, change) == {change.column, *change.along}
    assert now.marked == ()
    assert now.changed_documents(before) == []


def test_another_day_of_the_same_feed_has_no_document_written_again(db: PostgresqlDatabase, before: Seen) -> None:
    SITE.load_listing(db, at=60, day=DAY + timedelta(1))
    joined = Seen.look(db)
    WITHOUT_11.load_listing(db, at=120)
    left = Seen.look(db)

    for now in (joined, left):
        assert "schedule.date" in now.changed_columns(before)
        assert now.marked == ()
        assert now.changed_documents(before) == []


def test_a_withdrawn_episode_is_written_again_and_so_it_is_when_it_comes_back(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    listed = _look_afresh(db)

    store_verdict(db, unlisted, None, country="US")
    withdrawn = Seen.look(db)
    db.execute_sql("DELETE FROM outbox")
    SITE.load_listing(db, at=120)
    back = Seen.look(db)

    assert (withdrawn.marked, back.marked) == ((11,), (11,))
    assert withdrawn.changed_documents(listed, "withdrawn") == withdrawn.changed_documents(listed) == [11]
    assert back.changed_documents(withdrawn, "withdrawn") == back.changed_documents(withdrawn) == [11]


def test_the_marks_of_a_verdict_that_changes_nothing_have_no_document_written_again(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    before = _look_afresh(db)

    verdict = store_verdict(db, unlisted, SITE.read_item(11), as_of=moment(120), country="US")

    now = Seen.look(db)
    assert verdict == "moved"
    assert now.changed_columns(before) == {"episode.as_of", "episode.unlisted_checked_at"}
    assert now.marked == ()
    assert now.changed_documents(before) == []


@pytest.mark.parametrize(
    "said",
    [
        {"person 1": {"image": None}},
        {"role 1": {"image": None}},
        {"cast of show 1": {"self": True}},
        {"cast of episode 11": {"voice": True}},
    ],
    ids=str,
)
@pytest.mark.usefixtures("before")
def test_what_answers_include_of_casts_makes_kept_ones_old_though_no_document_shows_it(
    db: PostgresqlDatabase, other_run: PostgresqlDatabase, said: Said
) -> None:
    other_run.execute_sql(f"LISTEN {GENERATION_NOTICE}")

    SITE.load(db, at=30)
    repeated = _hear(other_run)
    Site(said).load(db, at=60)
    news = _hear(other_run)

    assert (repeated, len(news)) == ([], 1)


def test_every_column_of_the_tables_is_tried_or_has_its_reason() -> None:
    read, unread = ({change.column for change in changes} for changes in (READ, UNREAD))

    assert sorted([*read, *unread, *APART]) == sorted(list_columns())


def test_the_columns_that_loads_compare_are_those_of_documents() -> None:
    compared = {f"{table}.{column}" for table, columns in READ_COLUMNS.items() for column in columns}
    changing_documents = {f"{change.table}.{change.column}" for change in CHANGES} - {"like_total.likes"}

    assert {change.column for change in READ} == compared - set(APART)
    assert changing_documents <= compared
