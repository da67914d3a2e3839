"""Which of several answers a row believes, where listings overlap."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import permutations

from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.transform import ItemRows, ListingRows
from tests.factories import DAY, make_channel, make_item, make_listing, make_show, moment
from tests.tables import empty_tables, read_rows, read_tables

TOMORROW = DAY + timedelta(1)
AFTER = DAY + timedelta(2)


NAMES = """
    SELECT episode.name, show.name, channel.name
    FROM episode JOIN show ON show.id = show_id JOIN channel ON channel.id = network_id
"""


def _item_named(episode_id: int, name: str) -> ItemRows:
    return make_item(episode_id, name=name, show=make_show(name=name), channels=[make_channel(name=name)])


def _load(db: PostgresqlDatabase, *listings: ListingRows) -> None:
    for listing in listings:
        replace_listing(db, listing)


def _assert_any_order_ends_alike(db: PostgresqlDatabase, answers: list[ListingRows]) -> None:
    ends = []
    for order in permutations(answers):
        empty_tables(db)
        _load(db, *order)
        ends.append(read_tables(db))
    assert all(end == ends[0] for end in ends)


def test_adjacent_days_may_share_an_episode(db: PostgresqlDatabase) -> None:
    _load(db, make_listing(make_item(11)), make_listing(make_item(11), make_item(12), day=TOMORROW, at=1))

    replace_listing(db, make_listing(make_item(12), day=TOMORROW, at=2))

    assert read_rows(db, "SELECT date, episode_id FROM schedule ORDER BY 2") == [(DAY, 11), (TOMORROW, 12)]
    assert read_rows(db, "SELECT count(*) FROM episode WHERE unlisted_at IS NOT NULL") == [0]


def test_three_adjacent_days_may_arrive_in_any_order(db: PostgresqlDatabase) -> None:
    days = [
        make_listing(make_item(11, name="a"), make_item(12, name="a"), day=DAY, at=2),
        make_listing(make_item(12, name="b"), make_item(13, name="b"), day=TOMORROW, at=3),
        make_listing(make_item(13, name="c"), make_item(14, name="c"), day=AFTER, at=1),
    ]

    _assert_any_order_ends_alike(db, days)

    assert read_rows(db, "SELECT name FROM episode ORDER BY id") == ["a", "b", "b", "c"]


def test_three_feeds_of_a_day_may_arrive_in_any_order(db: PostgresqlDatabase) -> None:
    feeds = [
        make_listing(make_item(11, name="a", show=make_show(name="a", updated=100)), feed="us", at=3),
        make_listing(make_item(11, name="b", show=make_show(name="b", updated=300)), feed="us_web", at=2),
        make_listing(make_item(11, name="c", show=make_show(name="c", updated=200)), feed="global_web", at=1),
    ]

    _assert_any_order_ends_alike(db, feeds)

    assert read_rows(db, "SELECT name FROM episode") == ["a"]
    assert read_rows(db, "SELECT name FROM show") == ["b"]


def test_newer_and_older_answers_may_arrive_in_any_order(db: PostgresqlDatabase) -> None:
    answers = [
        make_listing(make_item(11, name="first", updated=100), at=1),
        make_listing(make_item(11, name="third", updated=300), at=3),
        make_listing(make_item(11, name="second", updated=200), day=TOMORROW, at=2),
        make_listing(make_item(11, name="fourth", updated=400), day=TOMORROW, at=4),
    ]

    _assert_any_order_ends_alike(db, answers)

    assert read_rows(db, "SELECT name FROM episode") == ["fourth"]


def test_a_show_whose_updated_moves_without_its_content_may_arrive_in_any_order(db: PostgresqlDatabase) -> None:
    answers = [
        make_listing(make_item(11, show=make_show(name="new", updated=200)), at=1),
        make_listing(make_item(12, show=make_show(name="new", updated=400)), day=TOMORROW, at=2),
        make_listing(make_item(13, show=make_show(name="old", updated=300)), day=AFTER, at=3),
    ]

    _assert_any_order_ends_alike(db, answers)

    assert read_rows(db, "SELECT name FROM show") == ["new"]
    assert read_rows(db, "SELECT updated FROM show_update") == [400]


def test_a_channel_with_two_names_may_arrive_in_any_order(db: PostgresqlDatabase) -> None:
    answers = [
        make_listing(make_item(11, show=make_show(1, updated=900), channels=[make_channel(name="KION")]), at=1),
        make_listing(
            make_item(12, show=make_show(2), channels=[make_channel(name="КИОН")]),
            make_item(13, show=make_show(3, updated=50), channels=[make_channel(name="KION")]),
            day=TOMORROW,
            at=3,
        ),
        make_listing(make_item(14, show=make_show(4), channels=[make_channel(name="KION+")]), day=AFTER, at=2),
    ]

    _assert_any_order_ends_alike(db, answers)

    assert read_rows(db, "SELECT name FROM channel") == ["КИОН"]


def test_a_row_is_as_fresh_as_the_last_listing_that_repeated_it(db: PostgresqlDatabase) -> None:
    said = make_listing(_item_named(11, "true"), at=1)
    _load(db, said, replace(said, as_of=moment(60)))

    replace_listing(db, make_listing(_item_named(11, "outdated"), day=TOMORROW, at=30))

    assert read_rows(db, NAMES) == [("true", "true", "true")]


def test_a_row_stays_as_fresh_when_the_listing_that_proved_it_lets_it_go(db: PostgresqlDatabase) -> None:
    said = make_listing(_item_named(11, "true"), at=1)
    _load(db, said, replace(said, as_of=moment(60)), make_listing(at=70))

    replace_listing(db, make_listing(_item_named(11, "outdated"), day=TOMORROW, at=30))

    assert read_rows(db, NAMES) == [("true", "true", "true")]


def test_a_show_is_as_fresh_as_the_last_answer_that_named_it_even_for_an_episode_of_another_show(
    db: PostgresqlDatabase,
) -> None:
    elsewhere = make_listing(make_item(11, show=make_show(2)), at=60)
    _load(db, make_listing(make_item(12, show=make_show(name="true")), day=TOMORROW, at=1), elsewhere)
    replace_listing(db, make_listing(make_item(11, show=make_show(name="true")), feed="us_web", at=30))

    replace_listing(db, make_listing(make_item(13, show=make_show(name="outdated")), day=AFTER, at=20))

    assert read_rows(db, "SELECT name FROM show WHERE id = 1") == ["true"]


def test_a_channel_is_as_fresh_as_the_last_answer_that_named_it_even_for_a_show_of_another_channel(
    db: PostgresqlDatabase,
) -> None:
    true, outdated = [make_channel(name="true")], [make_channel(name="outdated")]
    elsewhere = make_listing(make_item(11, show=make_show(2, network_id=5)), at=60)
    _load(db, make_listing(make_item(12, show=make_show(1), channels=true), day=TOMORROW, at=1), elsewhere)
    replace_listing(db, make_listing(make_item(11, show=make_show(2), channels=true), feed="us_web", at=30))

    replace_listing(db, make_listing(make_item(13, show=make_show(3), channels=outdated), day=AFTER, at=20))

    assert read_rows(db, "SELECT name FROM channel WHERE id = 1") == ["true"]


def test_a_show_stays_as_fresh_when_its_episode_moves_to_another_show(db: PostgresqlDatabase) -> None:
    said = make_listing(make_item(11, show=make_show(name="true")), at=1)
    _load(db, said, replace(said, as_of=moment(60)), make_listing(make_item(11, show=make_show(2)), at=70))

    replace_listing(db, make_listing(make_item(12, show=make_show(name="outdated")), day=TOMORROW, at=30))

    assert read_rows(db, "SELECT name FROM show WHERE id = 1") == ["true"]


def test_a_channel_stays_as_fresh_when_its_show_moves_to_another_channel(db: PostgresqlDatabase) -> None:
    said = make_listing(make_item(11, channels=[make_channel(name="true")]), at=1)
    moved = make_item(11, show=make_show(network_id=2, updated=200))
    _load(db, said, replace(said, as_of=moment(60)), make_listing(moved, at=70))

    outdated = make_item(12, show=make_show(2), channels=[make_channel(name="outdated")])
    replace_listing(db, make_listing(outdated, day=TOMORROW, at=30))

    assert read_rows(db, "SELECT name FROM channel WHERE id = 1") == ["true"]


def test_a_payload_with_a_lesser_updated_never_overwrites_its_show(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11, show=make_show(name="true", updated=200)), at=1))

    stale = make_item(11, name="Changed", show=make_show(name="stale", updated=199))
    outcome = replace_listing(db, make_listing(stale, at=60))

    assert (outcome.changed_shows, outcome.changed_episodes) == (0, 1)
    assert read_rows(db, "SELECT episode.name, show.name FROM episode JOIN show ON show.id = show_id") == [
        ("Changed", "true")
    ]


def test_a_payload_with_an_equal_updated_overwrites_its_show_if_its_answer_is_newer(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11, show=make_show(rating=7.0)), at=10))

    replace_listing(db, make_listing(make_item(12, show=make_show(rating=7.5)), day=TOMORROW, at=20))
    replace_listing(db, make_listing(make_item(13, show=make_show(rating=6.0)), day=AFTER, at=5))

    assert read_rows(db, "SELECT rating FROM show") == [7.5]
