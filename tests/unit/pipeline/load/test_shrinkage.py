"""Answers that say too little: the pure rules. What becomes of the tables is tested on a real database."""

from __future__ import annotations

import pytest

from pipeline.load.shrinkage import (
    Refusal,
    hash_listing,
    is_believed,
    is_blocked,
    is_shrunken,
    keep_refusal,
    list_missing,
    refuse,
)
from pipeline.transform import ListingRows
from tests.factories import make_item, make_listing, make_show, moment


def _listing(*episodes: int, malformed: tuple[int | None, ...] = ()) -> ListingRows:
    return make_listing(*map(make_item, episodes), malformed=malformed)


def test_the_hash_of_a_listing_is_about_what_it_says() -> None:
    said = hash_listing(make_listing(make_item(1), make_item(2)))

    assert hash_listing(make_listing(make_item(2), make_item(1), at=9, feed="other")) == said
    assert hash_listing(make_listing(make_item(1), make_item(2, show=make_show(updated=9, weight=9)))) == said
    assert hash_listing(make_listing(make_item(1), make_item(2, name="Renamed"))) != said
    assert hash_listing(make_listing(make_item(1))) != said
    assert hash_listing(make_listing(make_item(1), make_item(2), malformed=[3])) != said


@pytest.mark.parametrize(
    ("read", "malformed", "is_so"),
    [(0, 4, False), (0, 5, True), (20, 5, False), (19, 5, True), (100, 25, False), (99, 25, True), (10, 0, False)],
)
def test_a_listing_is_blocked_beyond_a_fifth_and_from_five_malformed_items(
    read: int, malformed: int, *, is_so: bool
) -> None:
    assert is_blocked(_listing(*range(1, read + 1), malformed=(None,) * malformed)) is is_so


def test_what_is_held_and_not_said_is_missing() -> None:
    assert list_missing({1: 0, 2: 0, 3: 0, 4: 0}, _listing(2, 9, malformed=(4, None))) == [1, 3]


@pytest.mark.parametrize(
    ("held", "said", "malformed", "is_so"),
    [
        (10, 4, (), True),
        (10, 5, (), False),
        (9, 1, (), False),
        (5, 0, (), True),
        (4, 0, (), False),
        (0, 0, (), False),
        (10, 4, (5,), False),
        (10, 4, (None,), False),
        (10, 3, (None,), True),
        (10, 4, (99,), True),
        (5, 0, (None,), False),
    ],
)
def test_a_listing_is_shrunken_when_more_than_half_or_all_of_it_is_missing(
    held: int, said: int, malformed: tuple[int | None, ...], *, is_so: bool
) -> None:
    assert is_shrunken(range(1, held + 1), _listing(*range(1, said + 1), malformed=malformed)) is is_so


@pytest.mark.parametrize(
    ("refusal", "is_so"),
    [
        (None, False),
        (Refusal("same", moment(0)), True),
        (Refusal("same", moment(1)), False),
        (Refusal("other", moment(0)), False),
    ],
)
def test_content_is_believed_when_it_was_refused_an_hour_and_a_minute_before(
    refusal: Refusal | None, *, is_so: bool
) -> None:
    assert is_believed(refusal, "same", moment(61 * 60)) is is_so


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (None, Refusal("new", moment(10))),
        (Refusal("new", moment(5)), Refusal("new", moment(5))),
        (Refusal("new", moment(15)), Refusal("new", moment(10))),
        (Refusal("old", moment(5)), Refusal("new", moment(10))),
        (Refusal("newer", moment(15)), Refusal("newer", moment(15))),
    ],
)
def test_the_first_time_of_the_newest_content_is_remembered(before: Refusal | None, after: Refusal) -> None:
    assert refuse(before, "new", moment(10)) == after


@pytest.mark.parametrize(("at", "is_kept"), [(9, True), (10, False), (11, False)])
def test_a_whole_answer_clears_refusals_up_to_its_own_time(at: float, *, is_kept: bool) -> None:
    refusal = Refusal("hash", moment(10))

    assert keep_refusal(refusal, moment(at)) == (refusal if is_kept else None)
    assert keep_refusal(None, moment(at)) is None
