"""Episodes that lost their last listing: noticed, asked for once, withdrawn or moved, and back when listed again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import UnlistedEpisode, list_unlisted, replace_listing, store_verdict
from pipeline.transform import ItemRows
from tests.factories import DAY, make_channel, make_item, make_listing, make_show, moment
from tests.tables import count_new_writes, count_writes, read_rows

STATE = "SELECT unlisted_at IS NOT NULL, unlisted_checked_at IS NOT NULL, withdrawn FROM episode WHERE id = 11"
LISTED, UNCHECKED, WITHDRAWN, MOVED = (
    (False, False, False),
    (True, False, False),
    (True, True, True),
    (True, True, False),
)
CANADIAN = make_channel(7, country_code="CA", country_name="Canada")
GLOBAL = make_channel(8, "web", country_code=None, country_name=None)


def _on(*channels: Any, **values: Any) -> ItemRows:
    ids = {channel.kind: channel.id for channel in channels}
    show = make_show(network_id=ids.get("network"), web_channel_id=ids.get("web"), updated=200)
    return make_item(11, show=show, channels=channels, **values)


def test_losing_the_last_listing_is_noticed_in_the_same_transaction(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    assert unlisted.id == 11
    assert read_rows(db, STATE) == [UNCHECKED]


def test_losing_one_of_several_listings_is_nothing_to_ask_about(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11)))
    replace_listing(db, make_listing(make_item(11), day=DAY + timedelta(1), at=1))
    replace_listing(db, make_listing(make_item(11), feed="us_web", at=2))

    replace_listing(db, make_listing(at=60))
    replace_listing(db, make_listing(feed="us_web", at=61))

    assert list_unlisted(db) == []
    assert read_rows(db, STATE) == [LISTED]


def test_an_episode_that_is_gone_is_withdrawn_and_indexed_as_such(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    verdict = store_verdict(db, unlisted, None, country="US")

    assert verdict == "withdrawn"
    assert read_rows(db, STATE) == [WITHDRAWN]
    assert read_rows(db, "SELECT episode_id FROM outbox") == [11]
    assert list_unlisted(db) == []


@pytest.mark.parametrize(
    ("item", "verdict"),
    [
        (_on(CANADIAN), "withdrawn"),
        (_on(CANADIAN, make_channel(9, "web", country_code="GB")), "withdrawn"),
        (_on(make_channel(1)), "moved"),
        (_on(make_channel(1, country_code="us")), "moved"),
        (_on(GLOBAL), "moved"),
        (_on(CANADIAN, GLOBAL), "moved"),
        (_on(CANADIAN, make_channel(9, "web")), "moved"),
        (_on(), "moved"),
    ],
)
def test_the_channels_tell_whether_an_episode_moved_or_left_the_country(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode, item: ItemRows, verdict: str
) -> None:
    assert store_verdict(db, unlisted, item, as_of=moment(90), country="US") == verdict

    assert read_rows(db, STATE) == [WITHDRAWN if verdict == "withdrawn" else MOVED]


def test_a_moved_episode_is_updated_with_its_show_and_keeps_no_listing(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    item = _on(make_channel(5, name="NBC"), name="Renamed")

    store_verdict(db, unlisted, item, as_of=moment(90), country="US")

    assert read_rows(db, "SELECT name, as_of FROM episode WHERE id = 11") == [("Renamed", moment(90))]
    assert read_rows(db, "SELECT network_id FROM show") == [5]
    assert read_rows(db, "SELECT name FROM channel WHERE id = 5") == ["NBC"]
    assert read_rows(db, "SELECT episode_id FROM schedule") == [12]
    assert read_rows(db, "SELECT episode_id FROM outbox") == [11, 12]


def test_a_moved_episode_that_did_not_change_is_not_indexed_again(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    verdict = store_verdict(db, unlisted, make_item(11), as_of=moment(90), country="US")

    assert verdict == "moved"
    assert read_rows(db, "SELECT count(*) FROM outbox") == [0]


def test_a_moved_episode_is_as_fresh_as_the_answer_about_it(db: PostgresqlDatabase, unlisted: UnlistedEpisode) -> None:
    store_verdict(db, unlisted, make_item(11), as_of=moment(90), country="US")

    replace_listing(db, make_listing(make_item(11, name="outdated"), day=DAY + timedelta(1), at=70))

    assert read_rows(db, "SELECT name FROM episode WHERE id = 11") == ["Episode 11"]


def test_a_withdrawn_episode_comes_back_when_it_is_listed_again(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    store_verdict(db, unlisted, None, country="US")
    db.execute_sql("DELETE FROM outbox")

    replace_listing(db, make_listing(make_item(11), make_item(12), at=120))

    assert read_rows(db, STATE) == [LISTED]
    assert read_rows(db, "SELECT episode_id FROM outbox") == [11]


def test_an_episode_that_leaves_again_is_asked_for_again(db: PostgresqlDatabase, unlisted: UnlistedEpisode) -> None:
    store_verdict(db, unlisted, make_item(11), as_of=moment(90), country="US")
    replace_listing(db, make_listing(make_item(11), at=120))

    replace_listing(db, make_listing(at=180))

    assert [episode.id for episode in list_unlisted(db)] == [11, 12]


def test_the_verdict_on_an_episode_that_was_listed_again_meanwhile_is_dropped(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    replace_listing(db, make_listing(make_item(11), make_item(12), at=70))
    before = count_writes(db)

    verdict = store_verdict(db, unlisted, None, country="US")

    assert verdict == "dropped"
    assert count_new_writes(db, before) == {}


def test_the_verdict_on_an_episode_that_came_and_left_again_meanwhile_is_dropped(
    db: PostgresqlDatabase, unlisted: UnlistedEpisode
) -> None:
    replace_listing(db, make_listing(make_item(11), make_item(12), at=70))
    replace_listing(db, make_listing(make_item(12), at=80))

    verdict = store_verdict(db, unlisted, None, country="US")

    assert verdict == "dropped"
    assert read_rows(db, STATE) == [UNCHECKED]


def test_an_answer_from_before_the_episode_was_last_listed_is_no_verdict(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11), at=50))
    replace_listing(db, make_listing(at=60))
    (unlisted,) = list_unlisted(db)

    verdict = store_verdict(db, unlisted, make_item(11), as_of=moment(49), country="US")

    assert verdict == "dropped"
    assert read_rows(db, STATE) == [UNCHECKED]
