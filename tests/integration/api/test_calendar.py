"""``GET /v1/calendar.ics``: any search, as a calendar."""

from __future__ import annotations

from typing import Any

import pytest
import vobject  # type: ignore[import-untyped]

from api.calendar.routes import _describe
from api.calendar.schemas import MOST_EVENTS
from api.search.queries import Found
from tests.fixtures.api import RunningApi

ALL = "airdate_from=2000-01-01"


def _read(api: RunningApi, query: str) -> Any:
    answer = api.get(f"/v1/calendar.ics?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    return vobject.readOne(answer.text)


def _ids(calendar: Any) -> list[int]:
    events = calendar.contents.get("vevent", [])
    return [int(event.uid.value.partition("@")[0].removeprefix("episode-")) for event in events]


@pytest.mark.parametrize(
    "query",
    [ALL, f"{ALL}&q=home", f"{ALL}&genre=Drama&genre=Food", f"{ALL}&network=NBC", "airs_to=2020-12-03T00:00:00Z"],
)
def test_it_holds_what_the_search_finds_in_the_order_of_airing(api: RunningApi, query: str) -> None:
    found = api.get(f"/v1/episodes?{query}&sort=airstamp").json()["items"]

    assert _ids(_read(api, query)) == [item["id"] for item in found]


def test_an_unknown_time_is_a_day_and_a_known_one_an_instant(api: RunningApi) -> None:
    events = {event.uid.value: event for event in _read(api, ALL).contents["vevent"]}

    assert str(events["episode-6@tvsi"].dtstart.value) == "2020-12-03"
    assert str(events["episode-1@tvsi"].dtstart.value) == "2020-12-02 01:01:00+00:00"


def test_it_begins_a_week_ago_unless_it_is_told_when(api: RunningApi) -> None:
    assert _ids(_read(api, "")) == []
    assert _ids(_read(api, "airdate_to=2020-12-01")) == [1, 2]


def test_it_is_named_after_what_is_selected_and_thanks_tvmaze(api: RunningApi) -> None:
    calendar = _read(api, f"{ALL}&q=home&genre=Food&genre=Action")

    assert calendar.contents["x-wr-calname"][0].value == "TVSI · home · Action · Food"
    assert "https://www.tvmaze.com" in calendar.contents["x-wr-caldesc"][0].value


def test_what_is_known_is_not_sent_again(api: RunningApi) -> None:
    first = api.get(f"/v1/calendar.ics?{ALL}")

    again = api.get(f"/v1/calendar.ics?{ALL}", headers={"If-None-Match": first.headers["etag"]})

    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "named"), [("page=1", "page"), ("sort=name", "sort"), ("facets=genre", "facets"), ("season=x", "season")]
)
def test_what_is_wrong_is_named(api: RunningApi, query: str, named: str) -> None:
    refused = api.get(f"/v1/calendar.ics?{query}")

    assert refused.status_code == 400
    assert refused.headers["content-type"] == "application/problem+json"
    assert [error["parameter"] for error in refused.json()["errors"]] == [named]


def test_more_than_it_holds_is_said() -> None:
    cut, whole = (_describe(Found([], total, 0, {})) for total in (MOST_EVENTS + 1, MOST_EVENTS))

    assert cut.startswith("The first 1,000 of 1,001 airings. ")
    assert whole.startswith("Television data")
