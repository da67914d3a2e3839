"""``GET /v1/shows/{id}`` and its episodes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.api import RunningApi


def _get(api: RunningApi, path: str) -> dict[str, Any]:
    answer = api.get(path)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_a_show_comes_with_its_seasons_and_its_cast_in_order(api: RunningApi) -> None:
    show = _get(api, "/v1/shows/1")

    assert (show["id"], show["name"], show["network"], show["country"]) == (1, "Law & Order: Harbour Unit", "NBC", "US")
    assert [member["person"]["name"] for member in show["cast"]] == ["Mariska Hargitay", "Zoë Saldaña"]
    assert show["seasons"] == [
        {"number": 1, "episodes": 2, "first_airdate": "2020-12-01", "last_airdate": "2020-12-01"}
    ]
    assert show["summary"] is None


def test_a_show_on_a_web_channel_without_a_country_has_neither_network_nor_country(api: RunningApi) -> None:
    show = _get(api, "/v1/shows/2")

    assert (show["network"], show["web_channel"], show["country"], show["cast"]) == (None, "Netflix", None, [])
    assert show["image"] == {"medium": "https://m", "original": None}


def test_a_season_without_an_airdate_has_no_first_and_no_last(api: RunningApi) -> None:
    assert _get(api, "/v1/shows/4")["seasons"] == [
        {"number": 1, "episodes": 2, "first_airdate": "2020-12-03", "last_airdate": "2020-12-03"}
    ]


def test_its_episodes_come_by_season_and_number_without_withdrawn_ones(api: RunningApi) -> None:
    first, of_five = _get(api, "/v1/shows/1/episodes"), _get(api, "/v1/shows/5/episodes")

    assert [item["id"] for item in first["items"]] == [1, 2]
    assert first["total"] == {"value": 2, "relation": "eq"}
    assert [item["id"] for item in of_five["items"]] == [6]
    assert first["items"][0] == {**_get(api, "/v1/episodes?q=pilot")["items"][0], "highlight": {}}


def test_its_episodes_are_paged_and_carry_what_is_included(api: RunningApi) -> None:
    answer = api.get("/v1/shows/1/episodes?per_page=1&page=2&include=guest_cast")

    (item,) = answer.json()["items"]
    assert item["id"] == 2
    assert [guest["person"]["name"] for guest in item["guest_cast"]] == ["Conan O'Brien"]
    previous = "https://tv.example/tvsi/v1/shows/1/episodes?per_page=1&include=guest_cast&page=1"
    assert answer.headers["link"] == f'<{previous}>; rel="prev"'


@pytest.mark.parametrize("path", ["/v1/shows/99", "/v1/shows/99/episodes", "/v1/shows/x", "/v1/shows/0/episodes"])
def test_an_unknown_show_is_not_found(api: RunningApi, path: str) -> None:
    answer = api.get(path)

    assert answer.status_code == 404
    assert answer.json()["type"] == "urn:tvsi:problem:show-not-found"


@pytest.mark.parametrize(
    ("query", "named"), [("page=0", "page"), ("per_page=101", "per_page"), ("include=crew", "include"), ("q=a", "q")]
)
def test_what_is_wrong_is_named(api: RunningApi, query: str, named: str) -> None:
    refused = api.get(f"/v1/shows/1/episodes?{query}")

    assert refused.status_code == 400
    assert [error["parameter"] for error in refused.json()["errors"]] == [named]
