"""``GET /v1/shows/{id}`` and its episodes: fresh from the tables, in the order of watching."""

from __future__ import annotations

import pytest

from tests.fixtures.api import RunningApi


@pytest.mark.parametrize("episode_id", [1, 3, 4, 5, 6])
def test_a_show_says_of_itself_what_its_episodes_say(api: RunningApi, episode_id: int) -> None:
    told = api.get(f"/v1/episodes/{episode_id}").json()["show"]

    body = api.get(f"/v1/shows/{told['id']}").json()

    assert {name: body[name] for name in told} == told


def test_episodes_come_by_season_and_number_and_those_without_a_number_follow_by_day(api: RunningApi) -> None:
    items = api.get("/v1/shows/6/episodes").json()["items"]

    assert [(item["season"], item["number"], item["id"]) for item in items] == [
        (1, 1, 12),
        (1, 2, 11),
        (1, None, 14),
        (1, None, 13),
        (1, None, 15),
        (2, 1, 10),
    ]


def test_episodes_are_those_of_a_search_for_the_show(api: RunningApi) -> None:
    listed = api.get("/v1/shows/5/episodes?include=cast,guest_cast").json()

    found = api.get("/v1/episodes?show_id=5&include=cast,guest_cast").json()
    assert (listed["items"], listed["total"]) == (found["items"], {"value": 1, "relation": "eq"})


def test_likes_of_a_show_s_episodes_are_exact(api: RunningApi) -> None:
    items = api.get("/v1/shows/1/episodes").json()["items"]

    assert [(item["id"], item["likes"]) for item in items] == [(1, 4), (2, 2)]
    assert all(item["liked"] is None and item["bookmarked"] is None for item in items)


def test_a_show_s_episodes_have_pages_and_links(api: RunningApi) -> None:
    first = api.get("/v1/shows/6/episodes?per_page=4")
    second = api.get(first.json()["page"]["next"].removeprefix("https://tv.example/tvsi"))

    assert first.headers["Link"] == '<https://tv.example/tvsi/v1/shows/6/episodes?per_page=4&page=2>; rel="next"'
    assert [item["id"] for body in (first, second) for item in body.json()["items"]] == [12, 11, 14, 13, 15, 10]
    assert second.json()["total"]["value"] == 6


@pytest.mark.parametrize("end", ["", "/episodes"])
@pytest.mark.parametrize("part", ["999", "0", "-1", "abc", "1.0", "9223372036854775808", "1%00", "%FF"])
def test_what_no_show_is_numbered_is_not_found(api: RunningApi, part: str, end: str) -> None:
    response = api.get(f"/v1/shows/{part}{end}")

    assert response.status_code == 404
    assert response.json()["type"] == "urn:tvsi:problem:show-not-found"


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/v1/shows/1?include=cast", "include"),
        ("/v1/shows/1/episodes?include=crew", "include"),
        ("/v1/shows/1/episodes?per_page=101", "per_page"),
        ("/v1/shows/1/episodes?per_page=0", "per_page"),
        ("/v1/shows/1/episodes?page=101", "page"),
        ("/v1/shows/1/episodes?sort=name", "sort"),
    ],
)
def test_what_cannot_be_asked_of_a_show_is_refused_by_name(api: RunningApi, address: str, name: str) -> None:
    response = api.get(address)

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [name]
