"""``GET /v1/me/bookmarks`` and ``/v1/me/likes``: the whole search over what is the user's own, the newest first."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.conftest import PUBLIC_URL
from tests.integration.accounts.somebody import Register, Somebody

NEWEST_FIRST = [4, 6, 2, 8, 5, 7, 1, 3]
WITHDRAWN = 7
MOMENTS = {"/v1/me/bookmarks": "bookmarked_at", "/v1/me/likes": "liked_at"}
LISTS = pytest.mark.parametrize("path", MOMENTS)


@pytest.fixture(scope="module")
def ada(register: Register) -> Somebody:
    """Give somebody who reacted to everything, one episode after the other; these tests only read."""
    made = register()
    for episode_id in reversed(NEWEST_FIRST):
        assert made.bookmark(episode_id).status_code == 200
        assert made.like(episode_id).status_code == 200
    return made


@LISTS
def test_the_newest_come_first(ada: Somebody, path: str) -> None:
    items = ada.get(path).json()["items"]

    moments = [datetime.fromisoformat(item[MOMENTS[path]]) for item in items]
    assert [item["id"] for item in items] == NEWEST_FIRST
    assert moments == sorted(moments, reverse=True)


@LISTS
def test_what_was_reacted_to_again_is_the_newest_again(somebody: Somebody, path: str) -> None:
    asked = "bookmark" if "bookmark" in path else "like"
    for method, episode_id in [("PUT", 1), ("PUT", 2), ("PUT", 3), ("PUT", 1), ("DELETE", 2), ("PUT", 2)]:
        somebody.ask(method, f"/v1/episodes/{episode_id}/{asked}")

    assert somebody.list_ids(path) == [2, 3, 1]


@LISTS
def test_an_answer_has_the_whole_shape_of_a_search(ada: Somebody, path: str) -> None:
    response = ada.get(f"{path}?per_page=3")

    body = response.json()
    following = f"{PUBLIC_URL}{path}?per_page=3&page=2"
    assert set(body) == {"items", "total", "facets", "page", "did_you_mean"}
    assert len(body["items"]) == 3
    assert body["total"] == {"value": 8, "relation": "eq"}
    assert {**body["page"], "cursor": None} == {
        "size": 3,
        "number": 1,
        "next": following,
        "previous": None,
        "cursor": None,
    }
    assert response.headers["Link"] == f'<{following}>; rel="next"'
    assert response.headers["Server-Timing"].startswith("search;dur=")
    assert response.headers["Cache-Control"].startswith("private")
    assert response.headers["Vary"] == "Authorization"


@LISTS
@pytest.mark.parametrize("sort", ["", "&sort=name", "&q=NBC", "&q=NBC&sort=-airstamp"])
@pytest.mark.parametrize("size", [1, 3, 100])
def test_walking_the_pages_meets_each_episode_once(ada: Somebody, path: str, sort: str, size: int) -> None:
    whole = ada.list_ids(f"{path}?per_page=100{sort}")
    walked: list[int] = []
    address = f"{path}?per_page={size}{sort}"

    while address:
        body = ada.get(address).json()
        walked += [item["id"] for item in body["items"]]
        address = (body["page"]["next"] or "").removeprefix(PUBLIC_URL)

    assert walked == whole
    assert len(set(walked)) == len(walked) == body["total"]["value"]


@LISTS
def test_a_page_beyond_the_last_is_empty_and_tells_the_total(ada: Somebody, path: str) -> None:
    body = ada.get(f"{path}?page=4&per_page=3").json()

    assert (body["items"], body["total"]["value"]) == ([], 8)
    assert body["page"]["previous"] == f"{PUBLIC_URL}{path}?per_page=3&page=3"


@LISTS
def test_a_withdrawn_episode_stays_and_says_so(ada: Somebody, api: RunningApi, path: str) -> None:
    by_id = {item["id"]: item for item in ada.get(path).json()["items"]}

    assert [item for item in by_id if by_id[item]["withdrawn"]] == [WITHDRAWN]
    assert ada.list_ids(f"{path}?q=withdrawn") == [WITHDRAWN]
    assert WITHDRAWN not in [item["id"] for item in api.get("/v1/episodes?per_page=100").json()["items"]]
    assert WITHDRAWN not in ada.list_ids("/v1/episodes?per_page=100")


@LISTS
def test_an_item_is_that_of_the_search_with_the_user_s_marks_and_moment(ada: Somebody, path: str) -> None:
    (own,) = ada.get(f"{path}?q=pilot&include=guest_cast").json()["items"]
    (found,) = ada.get("/v1/episodes?q=pilot&include=guest_cast").json()["items"]

    assert own.pop(MOMENTS[path])
    assert own == found
    assert (own["liked"], own["bookmarked"]) == (True, True)


def test_bookmarks_have_their_guest_cast_whatever_is_asked(ada: Somebody) -> None:
    for query, more in [("", set()), ("?include=cast", {"cast"}), ("?include=guest_cast", set()), ("?q=home", set())]:
        items = ada.get(f"/v1/me/bookmarks{query}").json()["items"]
        assert items
        assert all(more | {"guest_cast"} <= set(item) for item in items)
        assert all(("cast" in item) == bool(more) for item in items)
    by_id = {item["id"]: item for item in ada.get("/v1/me/bookmarks").json()["items"]}
    assert [member["person"]["name"] for member in by_id[2]["guest_cast"]] == ["Conan O'Brien"]


def test_likes_have_casts_only_where_they_are_asked_for(ada: Somebody) -> None:
    (plain,) = ada.get("/v1/me/likes?q=pilot").json()["items"]
    (with_cast,) = ada.get("/v1/me/likes?q=pilot&include=cast").json()["items"]

    assert not {"cast", "guest_cast"} & set(plain)
    assert [member["person"]["id"] for member in with_cast["cast"]] == [3, 1]
    assert "guest_cast" not in with_cast


@LISTS
@pytest.mark.parametrize("query", ["", "?q=pilot", "?sort=name", "?genre=Drama", "?page=2"])
def test_who_has_nothing_gets_an_empty_list(somebody: Somebody, path: str, query: str) -> None:
    body = somebody.get(path + query).json()

    assert (body["items"], body["total"]) == ([], {"value": 0, "relation": "eq"})
    assert body["page"]["next"] is None


@LISTS
def test_the_one_list_says_nothing_of_the_other(somebody: Somebody, path: str) -> None:
    somebody.bookmark(1)
    somebody.like(2)

    (item,) = somebody.get(path).json()["items"]

    assert (item["id"], item["bookmarked"], item["liked"]) == {
        "/v1/me/bookmarks": (1, True, False),
        "/v1/me/likes": (2, False, True),
    }[path]


@LISTS
def test_what_is_another_user_s_is_never_seen(ada: Somebody, register: Register, path: str) -> None:
    bea = register()
    bea.bookmark(5)
    bea.like(5)

    for query in ("", "?q=NBC", "?q=???", "?sort=name", "?network_id=1", f"?show_id={ada.id}", "?likes_min=0"):
        assert set(bea.list_ids(path + query)) <= {5}
    for name in ("user_id", "user", "username", "sub", "id"):
        assert bea.get(f"{path}?{name}={ada.id}").status_code == 400
    assert ada.list_ids(path) == NEWEST_FIRST


@LISTS
def test_without_a_token_there_is_nothing_of_one_s_own(api: RunningApi, path: str) -> None:
    response = api.get(path)

    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, "Bearer")


@LISTS
@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("user=ada", "user"),
        ("sort=relevance", "sort"),
        ("sort=bookmarked_at", "sort"),
        ("page=0", "page"),
        ("per_page=101", "per_page"),
        ("page=101&per_page=100", "page"),
        ("q=a&q=b", "q"),
        ("include=crew", "include"),
        ("season=x", "season"),
        ("rating_min=11", "rating_min"),
        ("airs_from=now", "airs_from"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(ada: Somebody, path: str, query: str, name: str) -> None:
    response = ada.get(f"{path}?{query}")

    body: dict[str, Any] = response.json()
    assert (response.status_code, body["type"]) == (400, "urn:tvsi:problem:invalid-parameters")
    assert [error["parameter"] for error in body["errors"]] == [name]


@LISTS
def test_a_list_read_while_it_changes_is_whole(somebody: Somebody, path: str) -> None:
    asked = "bookmark" if "bookmark" in path else "like"
    stop = threading.Event()

    def go_on() -> None:
        while not stop.is_set():
            for method in ("PUT", "DELETE"):
                somebody.ask(method, f"/v1/episodes/2/{asked}")

    with ThreadPoolExecutor(2) as pool:
        changing = [pool.submit(go_on) for _ in range(2)]
        bodies = [somebody.get(path).json() for _ in range(60)]
        stop.set()

    assert all(changed.result() is None for changed in changing)
    assert [item for body in bodies for item in body["items"] if item[MOMENTS[path]] is None] == []
