"""``GET /v1/episodes/{id}``: fresh from the tables, with casts and exact likes."""

from __future__ import annotations

import pytest

from tests.fixtures.api import RunningApi


def test_an_episode_has_its_show_its_casts_and_exact_likes(api: RunningApi) -> None:
    body = api.get("/v1/episodes/2").json()

    assert (body["name"], body["show"]["name"], body["likes"]) == ("The Long Way Home", "Law & Order: Harbour Unit", 2)
    assert [member["character"]["name"] for member in body["cast"]] == ["Olivia Benson", "Captain Rowe"]
    assert [member["voice"] for member in body["cast"]] == [False, True]
    assert [(member["person"]["name"], member["self"]) for member in body["guest_cast"]] == [("Conan O'Brien", True)]


def test_likes_that_are_still_in_the_outbox_count(api: RunningApi) -> None:
    assert api.get("/v1/episodes/1").json()["likes"] == 4


@pytest.mark.parametrize("episode_id", [1, 3, 4, 5, 6, 8])
def test_an_episode_is_the_same_by_its_id_as_in_a_search(api: RunningApi, episode_id: int) -> None:
    by_id = api.get(f"/v1/episodes/{episode_id}").json()

    items = api.get("/v1/episodes?include=cast,guest_cast&per_page=100").json()["items"]
    (found,) = [item for item in items if item["id"] == episode_id]
    assert by_id == found


def test_a_withdrawn_episode_is_there_and_marked(api: RunningApi) -> None:
    body = api.get("/v1/episodes/7").json()

    assert (body["withdrawn"], body["likes"]) == (True, 9)


@pytest.mark.parametrize(
    "part", ["999", "0", "-1", "abc", "1.0", "1e3", "9223372036854775808", "1%00", "%FF", "1 OR 1=1"]
)
def test_what_no_episode_is_numbered_is_not_found(api: RunningApi, part: str) -> None:
    response = api.get(f"/v1/episodes/{part}")

    assert response.status_code == 404
    assert response.json()["type"] == "urn:tvsi:problem:episode-not-found"


def test_an_episode_takes_no_parameters(api: RunningApi) -> None:
    response = api.get("/v1/episodes/1?include=cast")

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == ["include"]
