"""What a payload accepts and what it refuses, by TVMaze's contract and its eras."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest

from pipeline.tvmaze.payloads import CastPayload, EpisodeFields, EpisodePayload, PersonPayload, ShowPayload
from tests.unit.pipeline.tvmaze.wire import ABSENT, cast, episode, network, show


def decode(kind: Any, item: dict[str, Any]) -> Any:
    return msgspec.json.decode(json.dumps(item), type=kind)


def test_an_episode_of_today_is_read_whole() -> None:
    found = decode(EpisodePayload, episode())

    assert (found.id, found.season, found.number, found.rating.average) == (7, 1, 2, 8.0)
    assert (found.show.id, found.show.average_runtime, found.show.network.country.code) == (50, 58, "US")
    assert found.show.schedule.days == ("Sunday",)


@pytest.mark.parametrize(
    "key", ["type", "rating", "number", "image", "summary", "runtime", "airstamp", "url", "airtime"]
)
def test_an_episode_of_an_era_without_a_key_is_read_as_unknown(key: str) -> None:
    found = decode(EpisodePayload, episode(**{key: ABSENT}))

    assert getattr(found, key) is None


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("officialSite", "official_site"),
        ("averageRuntime", "average_runtime"),
        ("ended", "ended"),
        ("dvdCountry", "dvd_country"),
        ("network", "network"),
        ("webChannel", "web_channel"),
        ("externals", "externals"),
        ("schedule", "schedule"),
    ],
)
def test_a_show_of_an_era_without_a_key_is_read_as_unknown(key: str, name: str) -> None:
    found = decode(ShowPayload, show(**{key: ABSENT}))

    assert getattr(found, name) is None


def test_unknown_keys_are_no_matter() -> None:
    found = decode(EpisodePayload, episode(trailer={"href": 1}, show=show(mood="dark", network=network(owner=None))))

    assert found.name == "Tide"


def test_a_channel_may_lack_its_site_and_its_country() -> None:
    found = decode(ShowPayload, show(network=None, webChannel=network(country=None, officialSite=ABSENT)))

    assert (found.network, found.web_channel.country, found.web_channel.official_site) == (None, None, None)


def test_a_show_may_have_both_channels_or_neither() -> None:
    both = decode(ShowPayload, show(webChannel=network(id=4)))
    neither = decode(ShowPayload, show(network=None))

    assert (both.network.id, both.web_channel.id) == (3, 4)
    assert (neither.network, neither.web_channel) == (None, None)


def test_an_unscheduled_episode_has_neither_date_nor_moment() -> None:
    found = decode(EpisodePayload, episode(airdate="", airtime="", airstamp=None))

    assert (found.airdate, found.airtime, found.airstamp) == (None, None, None)


@pytest.mark.parametrize("stamp", ["2016-10-05T00:00:00-04:00", "2020-01-27T02:00:00+00:00", "2020-01-27T02:00:00Z"])
def test_an_airstamp_may_have_any_offset(stamp: str) -> None:
    assert decode(EpisodePayload, episode(airstamp=stamp)).airstamp == stamp


@pytest.mark.parametrize(("written", "read"), [(8, 8.0), (7.25, 7.25), (0, 0.0), (None, None)])
def test_ratings_come_as_integers_and_with_decimals(written: float | None, read: float | None) -> None:
    assert decode(ShowPayload, show(rating={"average": written})).rating.average == read


@pytest.mark.parametrize(
    ("overrides", "reason"),
    [
        ({"id": ABSENT}, "missing required field `id`"),
        ({"id": "7"}, r"Expected `int`, got `str` - at `\$.id`"),
        ({"id": 0}, r"at `\$.id`"),
        ({"id": -7}, r"at `\$.id`"),
        ({"id": 2**63}, r"at `\$.id`"),
        ({"id": True}, r"got `bool` - at `\$.id`"),
        ({"id": 7.0}, r"got `float` - at `\$.id`"),
        ({"name": None}, r"at `\$.name`"),
        ({"season": None}, r"at `\$.season`"),
        ({"season": 2**31}, r"at `\$.season`"),
        ({"number": "7"}, r"got `str` - at `\$.number`"),
        ({"number": 10**30}, r"at `\$.number`"),
        ({"type": 1}, r"at `\$.type`"),
        ({"airdate": "2025-02-30"}, "`airdate` is no date: '2025-02-30'"),
        ({"airdate": "20250228"}, "`airdate` is no date"),
        ({"airdate": "soon"}, "`airdate` is no date"),
        ({"airtime": "24:00"}, r"at `\$.airtime`"),
        ({"airtime": "9:00"}, r"at `\$.airtime`"),
        ({"airstamp": ""}, "`airstamp` is no moment"),
        ({"airstamp": "2020-01-27T02:00:00"}, "`airstamp` is no moment with an offset"),
        ({"airstamp": "0001-01-01T00:00:00+14:00"}, "`airstamp` is no moment"),
        ({"runtime": "60"}, r"at `\$.runtime`"),
        ({"rating": 7.4}, r"at `\$.rating`"),
        ({"rating": {"average": "7.4"}}, r"at `\$.rating.average`"),
        ({"image": "https://static.tvmaze.com/m.jpg"}, r"at `\$.image`"),
        ({"summary": "a\u0000b"}, r"at `\$.summary`"),
        ({"show": []}, r"at `\$.show`"),
        ({"show": show(genres="Drama")}, r"at `\$.show.genres`"),
        ({"show": show(genres=["Dra\u0000ma"])}, r"at `\$.show.genres\[0\]`"),
        ({"show": show(premiered="2019")}, r"`premiered` is no date: '2019' - at `\$.show`"),
        ({"show": show(network=network(id=None))}, r"at `\$.show.network.id`"),
        ({"show": show(updated="yesterday")}, r"at `\$.show.updated`"),
        ({"show": show(externals={"thetvdb": 2**63})}, r"at `\$.show.externals.thetvdb`"),
    ],
)
def test_what_breaks_the_contract_is_refused_with_its_place(overrides: dict[str, Any], reason: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=reason):
        decode(EpisodePayload, episode(**overrides))


@pytest.mark.parametrize("number", ["1e400", "NaN", "Infinity"])
def test_a_rating_that_is_no_number_is_refused(number: str) -> None:
    with pytest.raises(msgspec.DecodeError):
        msgspec.json.decode(
            f'{{"id": 7, "name": "x", "season": 1, "rating": {{"average": {number}}}}}', type=EpisodeFields
        )


def test_a_cast_row_keeps_its_marks() -> None:
    found = decode(CastPayload, cast(self=True, voice=True))

    assert (found.self_, found.voice, found.person.id, found.character.name) == (True, True, 1, "The Keeper")


def test_a_person_s_dates_are_dates() -> None:
    with pytest.raises(msgspec.ValidationError, match="`birthday` is no date"):
        decode(PersonPayload, cast()["person"] | {"birthday": "1979"})
