"""Listings that shrink suspiciously remove nothing until they are believed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.transform import ItemRows
from tests.factories import DAY, make_item, make_listing, moment
from tests.tables import count_new_writes, count_writes, read_rows

MINUTE = 60


def _items(count: int) -> list[ItemRows]:
    return [make_item(episode) for episode in range(1, count + 1)]


@pytest.mark.parametrize(
    ("held", "left", "status"),
    [
        (10, 4, "shrunken"),
        (10, 5, "replaced"),
        (11, 5, "shrunken"),
        (11, 6, "replaced"),
        (9, 1, "replaced"),
        (10, 0, "shrunken"),
        (5, 0, "shrunken"),
        (4, 0, "replaced"),
        (1, 0, "replaced"),
        (40, 39, "replaced"),
    ],
)
def test_a_listing_is_shrunken_when_more_than_half_of_it_or_all_of_it_is_missing(
    db: PostgresqlDatabase, held: int, left: int, status: str
) -> None:
    replace_listing(db, make_listing(*_items(held)))

    outcome = replace_listing(db, make_listing(*_items(left), at=60))

    kept = held if status == "shrunken" else left
    assert (outcome.status, outcome.rows) == (status, kept)
    assert read_rows(db, "SELECT count(*) FROM schedule") == [kept]


def test_new_rows_do_not_make_up_for_missing_ones(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))

    outcome = replace_listing(db, make_listing(*[make_item(episode) for episode in range(7, 30)], at=60))

    assert (outcome.status, outcome.missing, outcome.added, outcome.removed, outcome.rows) == ("shrunken", 6, 19, 0, 29)


def test_a_listing_of_a_few_rows_that_becomes_empty_is_believed_with_a_warning(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(4)))

    outcome = replace_listing(db, make_listing(at=60))

    assert (outcome.status, outcome.removed) == ("replaced", 4)
    assert outcome.warning == "all 4 rows are gone"


def test_what_a_shrunken_answer_does_say_is_stored(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))

    outcome = replace_listing(db, make_listing(make_item(1, name="Renamed"), make_item(99), at=60))

    assert (outcome.added, outcome.changed_episodes, outcome.missing) == (1, 1, 9)
    assert outcome.warning == "9 of 11 rows are missing: nothing was removed"
    assert read_rows(db, "SELECT name FROM episode WHERE id = 1") == ["Renamed"]
    assert read_rows(db, "SELECT count(*) FROM schedule WHERE episode_id = 99") == [1]
    assert read_rows(db, "SELECT count(*) FROM episode WHERE unlisted_at IS NOT NULL") == [0]
    assert read_rows(db, "SELECT as_of, rows, refused_at FROM listing_load") == [(moment(0), 10, moment(60))]


def test_what_is_new_in_a_shrunken_answer_is_as_fresh_as_the_answer(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(1, name="Renamed"), day=DAY + timedelta(1), at=0))
    replace_listing(db, make_listing(*_items(10), at=1))
    replace_listing(db, make_listing(make_item(1, name="Renamed"), at=60))

    replace_listing(db, make_listing(make_item(1, name="outdated"), day=DAY + timedelta(2), at=30))

    assert read_rows(db, "SELECT name FROM episode WHERE id = 1") == ["Renamed"]


def test_the_same_shrunken_answer_again_writes_nothing(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))
    replace_listing(db, make_listing(make_item(1, name="Renamed"), at=60))
    before = count_writes(db)

    outcome = replace_listing(db, make_listing(make_item(1, name="Renamed"), at=120))

    assert outcome.status == "shrunken"
    assert count_new_writes(db, before) == {}


@pytest.mark.parametrize(("minutes", "status"), [(60, "shrunken"), (60.98, "shrunken"), (61, "replaced")])
def test_the_same_content_is_believed_when_no_cache_explains_it(
    db: PostgresqlDatabase, minutes: float, status: str
) -> None:
    replace_listing(db, make_listing(*_items(10)))
    replace_listing(db, make_listing(*_items(2), at=MINUTE))

    outcome = replace_listing(db, make_listing(*reversed(_items(2)), at=MINUTE + minutes * MINUTE))

    assert outcome.status == status


def test_answers_between_do_not_put_off_belief(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))

    statuses = [replace_listing(db, make_listing(*_items(2), at=at * MINUTE)).status for at in (1, 31, 62)]

    assert statuses == ["shrunken", "shrunken", "replaced"]
    assert read_rows(db, "SELECT rows, refused_hash, refused_at FROM listing_load") == [(2, None, None)]


def test_other_shrunken_content_starts_the_wait_anew(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))

    statuses = [
        replace_listing(db, make_listing(*_items(count), at=at * MINUTE)).status
        for count, at in ((2, 1), (3, 30), (3, 70), (3, 91))
    ]

    assert statuses == ["shrunken", "shrunken", "shrunken", "replaced"]


def test_a_whole_answer_clears_the_refusal(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))

    statuses = [
        replace_listing(db, make_listing(*_items(count), at=at * MINUTE)).status
        for count, at in ((2, 1), (10, 30), (2, 70))
    ]

    assert statuses == ["shrunken", "unchanged", "shrunken"]


def test_a_whole_answer_from_before_the_refused_one_does_not_clear_it(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))

    statuses = [
        replace_listing(db, make_listing(*_items(count), at=at * MINUTE)).status
        for count, at in ((2, 10), (11, 5), (2, 71))
    ]

    assert statuses == ["shrunken", "replaced", "replaced"]


def test_rows_that_only_a_shrunken_answer_held_leave_with_the_next_whole_one(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))
    replace_listing(db, make_listing(make_item(99), at=MINUTE))

    outcome = replace_listing(db, make_listing(*_items(10), at=2 * MINUTE))

    assert (outcome.status, outcome.removed, outcome.rows) == ("replaced", 1, 10)
    assert read_rows(db, "SELECT id FROM episode WHERE unlisted_at IS NOT NULL") == [99]


def test_a_shrunken_listing_can_be_accepted_at_once(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10)))

    outcome = replace_listing(db, make_listing(*_items(2), at=60), accept_shrunk=True)

    assert (outcome.status, outcome.removed, outcome.rows) == ("replaced", 8, 2)
    assert read_rows(db, "SELECT count(*) FROM episode WHERE unlisted_at IS NOT NULL") == [8]


def test_an_older_shrunken_answer_is_merely_older(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(10), at=60))

    outcome = replace_listing(db, make_listing(*_items(2), at=59))

    assert outcome.status == "older"
    assert read_rows(db, "SELECT refused_hash FROM listing_load") == [None]
