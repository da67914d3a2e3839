"""A listing replaced: what is added, changed, removed, left alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from tests.factories import DAY, START, make_channel, make_item, make_listing, make_show, moment
from tests.tables import count_new_writes, count_writes, read_rows, read_tables


def test_a_first_answer_fills_channels_shows_episodes_and_the_listing(db: PostgresqlDatabase) -> None:
    netflix = make_channel(9, "web", name="Netflix", country_code=None, country_name=None, timezone=None)
    film = make_show(2, name="Film", network_id=None, web_channel_id=9, genres=(), airs_days=())

    outcome = replace_listing(
        db, make_listing(make_item(11, name="Pilot"), make_item(12, show=film, channels=[netflix]), at=5)
    )

    assert (outcome.status, outcome.rows, outcome.added, outcome.warning) == ("replaced", 2, 2, None)
    assert read_rows(db, "SELECT kind, id, name, country_code FROM channel ORDER BY 1") == [
        ("network", 1, "Channel 1", "US"),
        ("web", 9, "Netflix", None),
    ]
    assert read_rows(db, "SELECT id, name, genres, network_id, web_channel_id FROM show ORDER BY 1") == [
        (1, "Show 1", ["Drama", "Crime"], 1, None),
        (2, "Film", [], None, 9),
    ]
    assert read_rows(db, "SELECT id, show_id, name, as_of FROM episode ORDER BY 1") == [
        (11, 1, "Pilot", moment(5)),
        (12, 2, "Episode 12", moment(5)),
    ]
    assert read_rows(db, "SELECT feed, date, episode_id FROM schedule ORDER BY 3") == [("us", DAY, 11), ("us", DAY, 12)]
    assert read_rows(db, "SELECT feed, date, as_of, rows FROM listing_load") == [("us", DAY, moment(5), 2)]


def test_every_column_of_an_item_reaches_its_table(db: PostgresqlDatabase) -> None:
    item = make_item(
        11,
        channels=[make_channel(1, official_site="https://example.org")],
        show=make_show(1, summary="Ünïcode % 'quotes' \"and\" \\ backslash", imdb="tt1", tvrage=2**40, rating=8.15),
        rating=9.9,
        summary="two\nlines",
    )

    replace_listing(db, make_listing(item))

    for table, row in (("episode", item.episode), ("show", item.show), ("channel", item.channels[0])):
        columns = tuple(row.__dataclass_fields__)
        (held,) = read_rows(db, f"SELECT {', '.join(columns)} FROM {table}")
        assert held == tuple(list(value) if isinstance(value, tuple) else value for value in row.__dict__.values())


def test_an_empty_day_is_a_loaded_day(db: PostgresqlDatabase) -> None:
    outcome = replace_listing(db, make_listing(at=5))

    assert (outcome.status, outcome.rows) == ("replaced", 0)
    assert read_rows(db, "SELECT as_of, rows FROM listing_load") == [(moment(5), 0)]


def test_an_unchanged_day_writes_nothing_but_when_it_was_loaded(db: PostgresqlDatabase) -> None:
    listing = make_listing(make_item(11), make_item(12, show=make_show(2, web_channel_id=5)))
    replace_listing(db, listing)
    before = count_writes(db)

    outcome = replace_listing(db, replace(listing, as_of=moment(60), items=listing.items[::-1]))

    assert (outcome.status, outcome.indexed) == ("unchanged", 0)
    assert count_new_writes(db, before) == {"listing_load": 1}
    assert read_rows(db, "SELECT as_of FROM listing_load") == [moment(60)]


def test_updated_and_weight_alone_are_no_change_of_a_show(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11)))
    before = count_writes(db)

    outcome = replace_listing(db, make_listing(make_item(11, show=make_show(weight=99, updated=500)), at=60))

    assert (outcome.status, outcome.indexed) == ("unchanged", 0)
    assert count_new_writes(db, before) == {"listing_load": 1, "show_update": 1}
    assert read_rows(db, "SELECT updated FROM show_update") == [500]


def test_only_rows_that_differ_are_written(db: PostgresqlDatabase) -> None:
    items = [make_item(episode, show=make_show(episode, network_id=episode)) for episode in range(1, 9)]
    replace_listing(db, make_listing(*items))
    before = count_writes(db)

    items[3] = make_item(4, show=make_show(4, network_id=4), name="Renamed")
    outcome = replace_listing(db, make_listing(*items, at=60))

    assert (outcome.status, outcome.changed_episodes, outcome.indexed) == ("replaced", 1, 1)
    assert count_new_writes(db, before) == {"episode": 1, "schedule": 1, "listing_load": 1, "outbox": 1}
    assert read_rows(db, "SELECT episode_id FROM outbox ORDER BY id DESC LIMIT 1") == [4]


def test_a_second_day_of_a_known_show_writes_neither_show_nor_channel(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11)))
    before = count_writes(db)

    replace_listing(db, make_listing(make_item(12), at=60, day=DAY + timedelta(1)))

    assert count_new_writes(db, before) == {"episode": 1, "schedule": 1, "listing_load": 1, "outbox": 1}


def test_a_changed_show_or_channel_has_all_its_episodes_indexed_again(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11), day=DAY))
    replace_listing(db, make_listing(make_item(12), day=DAY + timedelta(1), at=1))
    db.execute_sql("DELETE FROM outbox")

    show = replace_listing(db, make_listing(make_item(11, show=make_show(status="Ended", updated=101)), at=2))
    channel = replace_listing(db, make_listing(make_item(11, channels=[make_channel(name="New")], updated=102), at=3))

    assert (show.changed_shows, show.changed_channels, show.indexed) == (1, 0, 2)
    assert (channel.changed_shows, channel.changed_channels, channel.indexed) == (1, 1, 2)
    assert read_rows(db, "SELECT episode_id FROM outbox ORDER BY id") == [11, 12, 11, 12]


def test_what_joins_or_leaves_a_listing_is_indexed_again_for_its_feeds(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11), feed="us"))
    db.execute_sql("DELETE FROM outbox")

    joined = replace_listing(db, make_listing(make_item(11), feed="us_web", at=1))
    left = replace_listing(db, make_listing(feed="us_web", at=2))

    assert (joined.added, joined.indexed, left.removed, left.indexed) == (1, 1, 1, 1)
    assert read_rows(db, "SELECT episode_id FROM outbox") == [11, 11]


def test_an_older_answer_is_dropped(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11, name="New"), at=60))
    before, tables = count_writes(db), read_tables(db)

    outcome = replace_listing(db, make_listing(make_item(11, name="Old"), make_item(12, updated=900), at=59))

    assert (outcome.status, outcome.rows) == ("older", 1)
    assert count_new_writes(db, before) == {}
    assert read_tables(db) == tables


def test_an_answer_of_the_same_second_replaces(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11, name="First"), make_item(12), at=60))

    outcome = replace_listing(db, make_listing(make_item(11, name="Second"), at=60))

    assert (outcome.status, outcome.removed, outcome.rows) == ("replaced", 1, 1)
    assert read_rows(db, "SELECT name FROM episode WHERE id = 11") == ["Second"]


def test_listings_of_other_feeds_and_days_are_left_alone(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11), feed="us"))
    replace_listing(db, make_listing(make_item(12), feed="us_web", at=1))
    replace_listing(db, make_listing(make_item(13), day=DAY + timedelta(1), at=2))

    replace_listing(db, make_listing(make_item(14), feed="us", at=3))

    assert read_rows(db, "SELECT feed, episode_id FROM schedule ORDER BY 2") == [("us_web", 12), ("us", 13), ("us", 14)]


def test_an_episode_may_move_to_another_show(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11), make_item(12)))

    replace_listing(db, make_listing(make_item(11, show=make_show(2)), make_item(12), at=60))

    assert read_rows(db, "SELECT id, show_id FROM episode ORDER BY 1") == [(11, 2), (12, 1)]


def test_an_episode_may_be_renumbered(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11, season=1, number=399), make_item(12, season=1, number=400)))

    replace_listing(db, make_listing(make_item(11, season=2024, number=1), make_item(12, season=1, number=399), at=1))

    assert read_rows(db, "SELECT id, season, number FROM episode ORDER BY 1") == [(11, 2024, 1), (12, 1, 399)]


def test_within_one_answer_the_freshest_version_of_a_show_and_channel_wins(db: PostgresqlDatabase) -> None:
    versions = [
        make_item(
            episode,
            show=make_show(name=f"At {updated}", updated=updated),
            channels=[make_channel(name=f"At {updated}")],
        )
        for episode, updated in ((11, 200), (12, 300), (13, 100))
    ]

    replace_listing(db, make_listing(*versions))

    assert read_rows(db, "SELECT name, updated FROM show") == [("At 300", 300)]
    assert read_rows(db, "SELECT name, show_updated FROM channel") == [("At 300", 300)]
    assert read_rows(db, "SELECT updated FROM show_update") == [300]


def test_a_listing_that_stands_by_an_answer_of_the_future_is_warned_of(db: PostgresqlDatabase) -> None:
    ahead = (datetime.now(UTC) + timedelta(hours=2) - START).total_seconds()

    first = replace_listing(db, make_listing(make_item(11), at=ahead))
    later = replace_listing(db, make_listing(make_item(12), at=60))

    assert (first.status, later.status) == ("replaced", "older")
    assert first.warning == later.warning
    assert first.warning is not None
    assert f"dated {moment(ahead):%Y-%m-%d %H:%M} UTC" in first.warning


def test_a_clock_that_is_a_little_ahead_is_no_matter(db: PostgresqlDatabase) -> None:
    ahead = (datetime.now(UTC) + timedelta(minutes=50) - START).total_seconds()

    assert replace_listing(db, make_listing(make_item(11), at=ahead)).warning is None
