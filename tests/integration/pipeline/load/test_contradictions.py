"""Listings that contradict each other, out of caches of different ages: who is heard, and that they come to rest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.transform import ListingRows
from tests.factories import DAY, make_item, make_listing, moment
from tests.tables import count_new_writes, count_writes, read_rows

TOMORROW = DAY + timedelta(1)


def _load(db: PostgresqlDatabase, *listings: ListingRows) -> None:
    for listing in listings:
        replace_listing(db, listing)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_of_two_answers_of_one_second_the_one_with_the_fresher_show_wins(
    db: PostgresqlDatabase, order: tuple[int, int]
) -> None:
    answers = [
        make_listing(make_item(11, name="stale", updated=100), feed="us", at=5),
        make_listing(make_item(11, name="fresh", updated=200), feed="us_web", at=5),
    ]

    _load(db, *(answers[position] for position in order))

    assert read_rows(db, "SELECT name FROM episode") == ["fresh"]


def test_listings_that_contradict_each_other_do_not_overwrite_each_other_at_each_load(db: PostgresqlDatabase) -> None:
    us = make_listing(make_item(11, image_medium=None), feed="us", at=1)
    web = make_listing(make_item(11, image_medium="https://example.org/1.jpg"), feed="us_web", at=2)
    _load(db, us, web)
    before = count_writes(db)

    _load(db, replace(us, as_of=moment(3600)), replace(web, as_of=moment(3601)))

    assert count_new_writes(db, before) == {"listing_load": 2}
    assert read_rows(db, "SELECT image_medium FROM episode") == ["https://example.org/1.jpg"]


def test_a_listing_that_repeats_the_truth_puts_right_what_a_stale_copy_overwrote(db: PostgresqlDatabase) -> None:
    web = make_listing(make_item(11, name="true", updated=200), feed="us_web", at=1)
    stale = make_listing(make_item(11, name="stale", updated=100), feed="us", at=60)
    _load(db, web, stale)
    overwritten = read_rows(db, "SELECT name FROM episode")

    replace_listing(db, replace(web, as_of=moment(61)))

    assert (overwritten, read_rows(db, "SELECT name FROM episode")) == (["stale"], ["true"])
    before = count_writes(db)
    _load(db, replace(stale, as_of=moment(120)), replace(web, as_of=moment(121)))
    assert count_new_writes(db, before) == {"listing_load": 2}


def test_a_listing_that_repeats_itself_is_news_if_its_show_was_updated(db: PostgresqlDatabase) -> None:
    _load(
        db,
        make_listing(make_item(11, name="kept"), at=1),
        make_listing(make_item(11, name="renamed", updated=200), day=TOMORROW, at=2),
    )

    replace_listing(db, make_listing(make_item(11, name="kept", updated=300), at=3))

    assert read_rows(db, "SELECT name FROM episode") == ["kept"]


def test_a_listing_that_says_something_new_is_heard_even_if_its_other_items_repeat_themselves(
    db: PostgresqlDatabase,
) -> None:
    repeated = make_item(11, name="here")
    _load(
        db,
        make_listing(repeated, make_item(12, name="a"), at=1),
        make_listing(make_item(11, name="there"), day=TOMORROW, at=2),
    )

    replace_listing(db, make_listing(repeated, make_item(12, name="b"), at=3))

    assert read_rows(db, "SELECT name FROM episode ORDER BY id") == ["there", "b"]
