"""Listings with items that can't be read."""

from __future__ import annotations

from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.transform import ItemRows
from tests.factories import make_item, make_listing
from tests.tables import count_new_writes, count_writes, read_rows


def _items(count: int) -> list[ItemRows]:
    return [make_item(episode) for episode in range(1, count + 1)]


def test_a_malformed_item_that_tells_its_id_has_not_left(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(3)))

    outcome = replace_listing(db, make_listing(make_item(1), malformed=[2], at=60))

    assert (outcome.status, outcome.removed, outcome.rows, outcome.malformed) == ("replaced", 1, 2, 1)
    assert read_rows(db, "SELECT episode_id FROM schedule ORDER BY 1") == [1, 2]
    assert read_rows(db, "SELECT id FROM episode WHERE unlisted_at IS NOT NULL") == [3]


def test_a_malformed_item_of_an_unknown_episode_is_merely_left_out(db: PostgresqlDatabase) -> None:
    outcome = replace_listing(db, make_listing(make_item(1), malformed=[77]))

    assert (outcome.rows, outcome.added) == (1, 1)
    assert read_rows(db, "SELECT id FROM episode") == [1]


def test_a_malformed_item_without_an_id_may_be_any_of_the_missing_so_none_leaves(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(4)))

    outcome = replace_listing(db, make_listing(make_item(1), make_item(5), malformed=[None], at=60))

    assert (outcome.status, outcome.added, outcome.removed, outcome.rows) == ("replaced", 1, 0, 5)


def test_what_was_kept_for_a_malformed_item_leaves_when_the_answer_can_be_read_again(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(4)))
    replace_listing(db, make_listing(make_item(1), malformed=[None], at=60))

    outcome = replace_listing(db, make_listing(make_item(1), make_item(2), at=120))

    assert (outcome.removed, outcome.rows) == (2, 2)


def test_the_same_malformed_answer_again_writes_nothing(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(4), malformed=[7, None]))
    before = count_writes(db)

    outcome = replace_listing(db, make_listing(*_items(4), malformed=[7, None], at=60))

    assert outcome.status == "unchanged"
    assert count_new_writes(db, before) == {"listing_load": 1}


def test_a_listing_with_too_much_malformed_writes_nothing_at_all(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(30)))
    before = count_writes(db)

    outcome = replace_listing(db, make_listing(make_item(99), malformed=[1, 2, 3, 4, None], at=60), accept_shrunk=True)

    assert (outcome.status, outcome.rows, outcome.malformed) == ("blocked", 30, 5)
    assert outcome.warning == "5 items are malformed, more than a fifth: nothing was written"
    assert count_new_writes(db, before) == {}


def test_few_malformed_items_do_not_block_even_a_short_listing(db: PostgresqlDatabase) -> None:
    outcome = replace_listing(db, make_listing(make_item(1), malformed=[2, 3, 4, 5]))

    assert (outcome.status, outcome.rows) == ("replaced", 1)


def test_a_listing_is_not_empty_while_malformed_items_stand_in_it(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(*_items(6)))

    outcome = replace_listing(db, make_listing(malformed=[1, 2], at=60))

    assert (outcome.status, outcome.rows) == ("replaced", 2)
