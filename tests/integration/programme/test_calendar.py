"""``GET /v1/calendar.ics``: a search as iCalendar, read by a library other than the one that wrote it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject  # type: ignore[import-untyped]

from tests.fixtures.api import RunningApi, StartApi
from tests.integration.programme.conftest import ALIAS

MARCH = "airdate_from=2021-03-01&airdate_to=2021-03-31"
NEW_YORK, LOS_ANGELES = ZoneInfo("America/New_York"), ZoneInfo("America/Los_Angeles")


def _read(api: RunningApi, query: str) -> Any:
    response = api.get(f"/v1/calendar.ics?{query}")
    assert response.status_code == 200, response.text
    return vobject.readOne(response.text)


def _read_events(api: RunningApi, query: str) -> dict[int, Any]:
    events = _read(api, query).contents.get("vevent", [])
    return {int(event.uid.value.removeprefix("episode-").partition("@")[0]): event for event in events}


@pytest.mark.parametrize(
    "query",
    [
        MARCH,
        f"{MARCH}&q=zones",
        f"{MARCH}&q=zone+wintr",
        f"{MARCH}&genre=Science-Fiction",
        "airs_from=2020-12-02T00:00:00Z",
    ],
)
def test_a_calendar_holds_what_the_same_search_finds_in_airing_order(api: RunningApi, query: str) -> None:
    found = api.get(f"/v1/episodes?{query}&sort=airstamp&per_page=100").json()["items"]

    events = _read_events(api, query)

    assert found
    assert list(events) == [item["id"] for item in found]


def test_withdrawn_episodes_are_in_no_calendar(api: RunningApi) -> None:
    assert 27 not in _read_events(api, MARCH)


@pytest.mark.parametrize(("first", "zone"), [(20, NEW_YORK), (22, LOS_ANGELES)])
def test_an_evening_stays_at_its_hour_when_the_clocks_change(api: RunningApi, first: int, zone: ZoneInfo) -> None:
    events = _read_events(api, MARCH)

    starts = [events[episode_id].dtstart.value for episode_id in (first, first + 1)]
    assert [start.astimezone(zone).strftime("%d %H:%M %z") for start in starts] == _evenings(zone)
    assert starts[1] - starts[0] == timedelta(hours=23)


def _evenings(zone: ZoneInfo) -> list[str]:
    return ["13 20:00 -0500", "14 20:00 -0400"] if zone is NEW_YORK else ["13 20:00 -0800", "14 20:00 -0700"]


def test_an_airing_after_midnight_is_at_its_true_instant_and_not_on_its_evening_s_day(api: RunningApi) -> None:
    event = _read_events(api, MARCH)[24]

    assert event.dtstart.value.astimezone(NEW_YORK) == datetime(2021, 3, 13, 0, 30, tzinfo=NEW_YORK)


def test_an_episode_of_no_known_hour_is_the_whole_day(api: RunningApi) -> None:
    event = _read_events(api, MARCH)[25]

    assert type(event.dtstart.value) is date
    assert event.dtstart.value == date(2021, 3, 15)
    assert {"duration", "dtend"}.isdisjoint(event.contents)


def test_any_text_comes_through(api: RunningApi) -> None:
    events = _read_events(api, MARCH)

    summary = events[26].summary.value
    assert summary.startswith("Zones, East · Comma, semicolon; back\\slash\nnew line 🎉  very long")
    assert summary.endswith("end")
    assert events[22].location.value == "West, Coast; TV"
    assert events[20].categories.value == ["Science-Fiction", "Food, Drink; Home"]


def test_no_line_is_longer_than_the_standard_allows(api: RunningApi) -> None:
    lines = api.get(f"/v1/calendar.ics?{MARCH}").content.split(b"\r\n")

    assert max(map(len, lines)) <= 75
    assert all(b"\n" not in line and b"\x01" not in line for line in lines)


def test_words_that_would_break_a_line_name_a_calendar_and_no_more(api: RunningApi) -> None:
    calendar = _read(api, f"{MARCH}&q=a%01%0D%0AMETHOD:CANCEL,;%5C").contents

    assert calendar["x-wr-calname"][0].value == "TVSI · a \nMETHOD:CANCEL,;\\"
    assert "method" not in calendar


def test_without_ranges_it_begins_a_week_ago(api: RunningApi) -> None:
    assert list(_read_events(api, "show_id=9")) == [32, 33, 34]


@pytest.mark.parametrize("bound", ["airdate_from=2000-01-01", "airs_from=2000-01-01T00:00:00Z"])
def test_with_ranges_it_begins_where_they_do(api: RunningApi, bound: str) -> None:
    assert list(_read_events(api, f"show_id=9&{bound}")) == [30, 31, 32, 33, 34]


def test_nothing_found_is_an_empty_calendar(api: RunningApi) -> None:
    calendar = _read(api, "show_id=999").contents

    assert "vevent" not in calendar
    assert "Cut" not in calendar["x-wr-caldesc"][0].value


def test_a_calendar_that_is_cut_says_so_and_holds_the_first(api: RunningApi) -> None:
    query = "show_id=10&airdate_from=2015-01-01"

    events = _read_events(api, query)

    assert list(events) == list(range(2_000, 3_000))
    assert _read(api, query).contents["x-wr-caldesc"][0].value.startswith("The first 1,000 of 1,003 airings.")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("page=2", "page"),
        ("per_page=5", "per_page"),
        ("facets=", "facets"),
        ("include=cast", "include"),
        ("sort=name", "sort"),
        ("colour=red", "colour"),
        ("airdate_from=soon", "airdate_from"),
        ("season=x", "season"),
    ],
)
def test_what_cannot_be_asked_of_a_calendar_is_refused_by_name(api: RunningApi, query: str, name: str) -> None:
    response = api.get(f"/v1/calendar.ics?{query}")

    assert (response.status_code, response.headers["Content-Type"]) == (400, "application/problem+json")
    assert [error["parameter"] for error in response.json()["errors"]] == [name]


def test_without_a_search_engine_it_is_a_problem_to_try_again(start_api: StartApi, catalogue_url: str) -> None:
    without_search = start_api(ALIAS, postgres_url=catalogue_url)

    response = without_search.get("/v1/calendar.ics")

    assert (response.status_code, response.headers["Content-Type"]) == (503, "application/problem+json")
    assert response.json()["type"] == "urn:tvsi:problem:search-unavailable"
    assert "Retry-After" in response.headers
