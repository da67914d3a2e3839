"""A document is a pure function of an episode's rows."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import orjson
import pytest

from catalog.documents import SEARCHED_CAST, to_document
from catalog.rows import CastRows, ChannelRow
from tests.unit.catalog.television import NETWORK, WEB_CHANNEL, make_episode, make_show


def test_a_document_shows_the_episode_as_the_api_gives_it() -> None:
    document = to_document(make_episode())

    assert document["airdate"] == "2005-09-13"
    assert document["airstamp"] == "2005-09-14T00:00:00+00:00"
    assert document["runtime"] == 60
    assert document["likes"] == 4
    assert document["weight"] == 98
    assert document["image"] == {
        "medium": "https://static.example/m.jpg",
        "original": "https://static.example/o.jpg",
    }


def test_an_instant_is_written_in_utc_whatever_its_offset() -> None:
    new_york = timezone(timedelta(hours=-4))

    document = to_document(make_episode(airstamp=datetime(2005, 9, 13, 20, tzinfo=new_york)))

    assert document["airstamp"] == "2005-09-14T00:00:00+00:00"


def test_a_document_is_null_where_there_is_nothing() -> None:
    nothing = dict.fromkeys(
        ("number", "type", "airdate", "airtime", "airstamp", "runtime_minutes", "rating", "summary", "url")
    )
    show = make_show(network=None, web_channel=None, image_medium=None, image_original=None, cast=CastRows())

    document = to_document(make_episode(show, **nothing, image_medium=None, image_original=None, guests=CastRows()))

    assert [document["number"], document["airdate"], document["airstamp"], document["image"]] == [None] * 4
    assert [document["show"][name] for name in ("channel", "country", "timezone", "image")] == [None] * 4
    assert [document["person"], document["guest"], document["people"], document["characters"]] == [[]] * 4


@pytest.mark.parametrize(
    ("network", "web_channel", "shown"),
    [
        (NETWORK, WEB_CHANNEL, ("Fox", "US", "America/New_York")),
        (NETWORK, None, ("Fox", "US", "America/New_York")),
        (None, WEB_CHANNEL, ("Hulu", "GB", "Europe/London")),
        (None, ChannelRow(1, "Netflix", None, None), ("Netflix", None, None)),
        (None, None, (None, None, None)),
    ],
)
def test_the_network_comes_before_the_web_channel(
    network: ChannelRow | None, web_channel: ChannelRow | None, shown: tuple[str | None, ...]
) -> None:
    show = to_document(make_episode(make_show(network=network, web_channel=web_channel)))["show"]

    assert (show["channel"], show["country"], show["timezone"]) == shown


def test_people_are_guests_first_then_the_cast_each_once() -> None:
    show = make_show(cast=CastRows((1, 2, 1), ("Emily", "David", "Emily"), ("Temperance", "Seeley", "Twin")))
    guests = CastRows((3, 2), ("Gast", "David"), ("Wirt", "Ghost"))

    document = to_document(make_episode(show, guests=guests))

    assert document["person"] == document["people"] == ["Gast", "David", "Emily"]
    assert document["person_id"] == [3, 2, 1]
    assert document["guest"] == ["Gast", "David"]
    assert document["guest_id"] == [3, 2]
    assert document["characters"] == ["Wirt", "Ghost", "Temperance", "Seeley", "Twin"]


def test_all_of_a_long_cast_can_be_filtered_by_and_its_first_names_searched() -> None:
    size = 1420
    names = tuple(f"Person {number}" for number in range(size))
    cast = CastRows(tuple(range(10, 10 + size)), names, tuple(f"Role {number}" for number in range(size)))

    document = to_document(make_episode(make_show(cast=cast)))

    assert len(document["person"]) == len(document["person_id"]) == size + 1
    assert document["people"] == ["Gast", *names[:SEARCHED_CAST]]
    assert len(document["characters"]) == SEARCHED_CAST + 1


def test_a_document_is_the_same_after_a_way_through_json() -> None:
    document = to_document(make_episode(rating=8.0, name="Señor \N{SMILING FACE WITH OPEN MOUTH} “Ñ”"))

    assert orjson.loads(orjson.dumps(document)) == document
