"""Answers are taken apart item by item; only what is no answer at all is refused whole."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pipeline.tvmaze.errors import MalformedAnswer
from pipeline.tvmaze.parse import (
    parse_episode,
    parse_guest_cast,
    parse_listing,
    parse_season_episodes,
    parse_show,
    parse_updates,
)
from tests.unit.pipeline.tvmaze.wire import ABSENT, answer, cast, episode, show


def web(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key != "show"} | {"_embedded": {"show": item["show"]}}


def test_a_listing_may_mix_both_places_of_a_show() -> None:
    parsed = parse_listing(answer([episode(id=1), web(episode(id=2, show=show(id=51)))]))

    assert [(found.id, found.show.id) for found in parsed.episodes] == [(1, 50), (2, 51)]
    assert parsed.malformed == ()


def test_a_listing_may_be_empty() -> None:
    assert parse_listing(answer([])).episodes == ()


def test_malformed_items_are_set_aside_with_reason_and_json_and_the_rest_goes_on() -> None:
    bad = episode(id=2, number="7")

    parsed = parse_listing(answer([episode(id=1), bad, episode(id=3)]))

    assert [found.id for found in parsed.episodes] == [1, 3]
    assert [item.reason for item in parsed.malformed] == ["Expected `int | null`, got `str` - at `$[1].number`"]
    assert json.loads(parsed.malformed[0].item_json) == bad


@pytest.mark.parametrize("item", [episode(show=ABSENT), episode(show=None), episode(show=None, _embedded={})])
def test_an_episode_without_a_show_is_malformed(item: dict[str, Any]) -> None:
    parsed = parse_listing(answer([item]))

    assert parsed.episodes == ()
    assert "without its show" in parsed.malformed[0].reason


def test_an_episode_with_a_malformed_show_is_malformed() -> None:
    parsed = parse_listing(answer([episode(show=show(id=None)), web(episode(show=show(name=1)))]))

    assert [item.reason.split(" - ")[1] for item in parsed.malformed] == [
        "at `$[0].show.id`",
        "at `$[1]._embedded.show.name`",
    ]


def test_a_nul_is_named_and_its_item_can_be_kept_by_postgres() -> None:
    escaped, raw = parse_listing(answer([episode(name="a\u0000b")])), parse_listing(answer(b'[{"name": "a\x00b"}]'))

    assert escaped.malformed[0].reason == "A text holds a NUL character - at `$[0].name`"
    assert "\x00" not in escaped.malformed[0].item_json + raw.malformed[0].item_json


@pytest.mark.parametrize("broken", [b'"\\ud800"', b'"\\ud800x"', b"NaN", b'"\xff"', b"[" * 900 + b"]" * 900])
def test_one_item_that_cannot_be_read_at_all_does_not_take_the_others_with_it(broken: bytes) -> None:
    good = json.dumps(episode()).encode()

    parsed = parse_listing(answer(b"[" + good + b', {"id": 8, "name": ' + broken + b"}]"))

    assert [found.id for found in parsed.episodes] == [7]
    assert "$[1]" in parsed.malformed[0].reason
    assert parsed.malformed[0].item_json.encode()


def test_of_an_episode_that_is_listed_twice_the_last_is_kept_and_noted() -> None:
    parsed = parse_listing(answer([episode(id=1, name="first"), episode(id=2), episode(id=1, name="last")]))

    assert [(found.id, found.name) for found in parsed.episodes] == [(1, "last"), (2, "Tide")]
    assert parsed.duplicates == (1,)


@pytest.mark.parametrize(
    ("body", "fact"),
    [
        (b"", "truncated"),
        (b'[{"id": 1', "truncated"),
        (b"<html><body>Maintenance</body></html>", "the body begins '<html><body>Maintenance"),
        (b"null", "got `null`"),
        (b'{"name": "Not Found", "status": 404}', "got `object`"),
        (b'["a"] and more', "trailing characters"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)
def test_what_is_no_listing_is_refused_whole(body: bytes, fact: str) -> None:
    with pytest.raises(MalformedAnswer, match=r"^/made-up: ") as refused:
        parse_listing(answer(body))

    assert fact in refused.value.fact


def test_a_show_comes_with_cast_and_seasons() -> None:
    embeds = {
        "cast": [cast(1, 1), cast(1, 2), cast(2, 3)],
        "seasons": [{"id": 9, "number": 1}, {"id": 10, "number": 2024}],
    }

    parsed = parse_show(answer(show(_embedded=embeds)))

    assert parsed.show is not None
    assert [(row.person.id, row.character.id) for row in parsed.cast] == [(1, 1), (1, 2), (2, 3)]
    assert [(season.id, season.number) for season in parsed.seasons] == [(9, 1), (10, 2024)]


def test_an_embed_that_holds_nothing_is_absent() -> None:
    parsed = parse_show(answer(show()))

    assert (parsed.cast, parsed.seasons, parsed.malformed) == ((), (), ())


def test_of_a_show_only_the_malformed_parts_are_set_aside() -> None:
    embeds = {"cast": [cast(person=0), cast(5, 6)], "seasons": [{"id": 9, "number": "one"}, {"id": 10, "number": 2}]}

    parsed = parse_show(answer(show(name=None, _embedded=embeds)))

    assert parsed.show is None
    assert [row.person.id for row in parsed.cast] == [5]
    assert [season.id for season in parsed.seasons] == [10]
    assert {item.reason.split(" - ")[1] for item in parsed.malformed} == {
        "at `$.name`",
        "at `$._embedded.cast[0].person.id`",
        "at `$._embedded.seasons[0].number`",
    }


def test_a_pair_of_person_and_character_is_kept_once_where_it_came_first() -> None:
    parsed = parse_guest_cast(answer([cast(1, 1), cast(2, 2), cast(1, 1, voice=True)]))

    assert [(row.person.id, row.voice) for row in parsed.cast] == [(1, False), (2, False)]


def test_a_season_gives_the_guests_of_each_episode() -> None:
    guests = {"_embedded": {"guestcast": [cast(1, 1), cast(2, 0), cast(3, 3)]}}

    parsed = parse_season_episodes(answer([episode(id=1, show=ABSENT) | guests, episode(id=2), {"name": "no id"}]))

    assert {key: [row.person.id for row in rows] for key, rows in parsed.guest_casts.items()} == {1: [1, 3], 2: []}
    assert [item.reason.split(" - ")[1] for item in parsed.malformed] == [
        "at `$[0]._embedded.guestcast[1].character.id`",
        "at `$[2]`",
    ]


def test_an_episode_asked_for_by_itself_brings_its_show() -> None:
    parsed = parse_episode(answer(web(episode())))

    assert parsed.episode is not None
    assert parsed.episode.show.name == "Lantern"


def test_an_episode_asked_for_by_itself_may_be_malformed() -> None:
    parsed = parse_episode(answer(episode(season="first")))

    assert parsed.episode is None
    assert parsed.malformed[0].reason == "Expected `int`, got `str` - at `$.season`"


@pytest.mark.parametrize("parse", [parse_show, parse_episode])
def test_a_list_is_no_show_and_no_episode(parse: Any) -> None:
    with pytest.raises(MalformedAnswer, match="got `array`"):
        parse(answer([]))


def test_updates_are_moments_by_show() -> None:
    assert parse_updates(answer({"1": 1488136720, "82": 0})) == {1: 1488136720, 82: 0}


def test_what_is_no_id_or_no_moment_is_left_out_of_the_updates() -> None:
    odd = {"1": 5, "x": 5, "-1": 5, "²": 5, "2": "5", "3": None, "4": -5, "5": 5.5, "6": 1e300, "7": 10**30, "": 5}

    assert parse_updates(answer(odd)) == {1: 5}


@pytest.mark.parametrize("body", [b"[]", b"null", b'{"1": ', b"<html>"])
def test_updates_that_are_no_object_are_malformed(body: bytes) -> None:
    with pytest.raises(MalformedAnswer):
        parse_updates(answer(body))
