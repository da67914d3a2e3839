"""``GET /v1/schedule/{date}``: a day by its listings, out of the tables."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from tests.fixtures.api import RunningApi


def test_a_day_is_the_union_of_its_listings_in_airing_order(api: RunningApi) -> None:
    body = api.get("/v1/schedule/2020-12-01").json()

    assert [(item["id"], item["feeds"]) for item in body["items"]] == [(1, ["us", "us_web"]), (2, ["us"])]
    assert (body["date"], body["loaded_at"]) == ("2020-12-01", "2020-12-03T06:00:00+00:00")
    assert body["total"] == {"value": 2, "relation": "eq"}
    assert body["page"] == {"size": 100, "number": 1, "next": None, "previous": None, "cursor": None}


def test_its_items_are_those_of_the_search_and_tell_their_feeds(api: RunningApi) -> None:
    (scheduled,) = api.get("/v1/schedule/2020-12-02?feed=global_web").json()["items"]
    (found,) = api.get("/v1/episodes?feed=global_web").json()["items"]

    assert scheduled == {**found, "feeds": ["global_web"]}


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("feed=us", [1, 2]),
        ("feed=us_web", [1]),
        ("feed=us_web&feed=us", [1, 2]),
        ("feed=global_web", []),
        ("feed=x", []),
    ],
)
def test_a_feed_selects_episodes_and_not_what_is_told_of_them(api: RunningApi, query: str, ids: list[int]) -> None:
    items = api.get(f"/v1/schedule/2020-12-01?{query}").json()["items"]

    assert [item["id"] for item in items] == ids
    assert all(item["feeds"] == ["us", "us_web"] for item in items if item["id"] == 1)


@pytest.mark.parametrize(
    ("address", "loaded_at"),
    [
        ("2020-12-04", "2020-12-03T08:00:00+00:00"),
        ("2020-12-05", None),
        ("2020-12-01?feed=us_web", "2020-12-03T07:00:00+00:00"),
        ("2020-12-01?feed=global_web", None),
        ("0001-01-01", None),
        ("9999-12-31", None),
    ],
)
def test_a_day_without_episodes_tells_whether_it_was_ever_loaded(
    api: RunningApi, address: str, loaded_at: str | None
) -> None:
    assert api.get(f"/v1/schedule/{address}").json()["loaded_at"] == loaded_at


def test_a_day_has_pages(api: RunningApi) -> None:
    first = api.get("/v1/schedule/2020-12-01?per_page=1").json()
    second = api.get(first["page"]["next"].removeprefix("https://tv.example/tvsi")).json()

    assert [item["id"] for body in (first, second) for item in body["items"]] == [1, 2]
    assert second["total"]["value"] == 2
    assert second["page"]["previous"] == "https://tv.example/tvsi/v1/schedule/2020-12-01?per_page=1&page=1"


def test_a_day_has_casts_where_they_are_asked_for(api: RunningApi) -> None:
    items = api.get("/v1/schedule/2020-12-01?include=guest_cast").json()["items"]

    assert [len(item["guest_cast"]) for item in items] == [0, 1]


def test_today_is_the_country_s(api: RunningApi) -> None:
    new_york = ZoneInfo("America/New_York")
    before = datetime.now(UTC).astimezone(new_york).date().isoformat()

    told = api.get("/v1/schedule/today").json()["date"]

    after = datetime.now(UTC).astimezone(new_york).date().isoformat()
    assert told in {before, after}


@pytest.mark.parametrize("part", ["tomorrow", "2020-12-1", "2020-02-30", "20201201", "2020-12-01T00:00:00Z", "TODAY"])
def test_what_is_no_day_is_refused_by_name(api: RunningApi, part: str) -> None:
    response = api.get(f"/v1/schedule/{part}")

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["date"]


@pytest.mark.parametrize(
    ("query", "name"), [("per_page=101", "per_page"), ("page=101", "page"), ("q=a", "q"), ("feed=", "feed")]
)
def test_what_cannot_be_asked_of_a_day_is_refused_by_name(api: RunningApi, query: str, name: str) -> None:
    response = api.get(f"/v1/schedule/2020-12-01?{query}")

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [name]
