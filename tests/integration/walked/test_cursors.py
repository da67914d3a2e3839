"""Cursors lead through a list to its end, in the order of its pages; each is good for its own search alone."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import httpx
import pytest

from api.search.parameters import DEFAULT_FACETS
from catalog.index import SORT_KEYS
from tests.fixtures.api import RunningApi

PASSWORD = "a heron on the pier"
_numbers = count(1)


def _get(api: RunningApi, path: str, **headers: str) -> dict[str, Any]:
    answer = api.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def _follow(api: RunningApi, path: str, body: dict[str, Any], **headers: str) -> list[dict[str, Any]]:
    """Go on by cursor to the end, and give all pages."""
    pages = [body]
    while cursor := pages[-1]["page"]["cursor"]:
        pages.append(_get(api, f"{path}&cursor={cursor}", **headers))
        assert len(pages) < 200
    return pages


def _ids(*pages: dict[str, Any]) -> list[int]:
    return [item["id"] for page in pages for item in page["items"]]


def _list_by_pages(api: RunningApi, path: str, **headers: str) -> list[int]:
    ids: list[int] = []
    for number in count(1):
        found = _ids(_get(api, f"{path}&per_page=100&page={number}", **headers))
        if not found:
            return ids
        ids += found
    raise AssertionError


def _log_in(api: RunningApi) -> dict[str, str]:
    name = f"walker{next(_numbers)}"
    account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    api.client.post("/v1/auth/register", json=account).raise_for_status()
    told = {"username": name, "password": PASSWORD}
    pair = api.client.post("/v1/auth/login", json=told).raise_for_status().json()
    return {"Authorization": f"Bearer {pair['access_token']}"}


@pytest.fixture
def user(api: RunningApi) -> dict[str, str]:
    """Log somebody in who bookmarked sixty."""
    headers = _log_in(api)
    for episode_id in range(1, 61):
        api.client.put(f"/v1/episodes/{episode_id}/bookmark", headers=headers).raise_for_status()
    return headers


SORTS = [key for key in SORT_KEYS if key != "relevance"]


@pytest.mark.parametrize("sort", [*SORTS, *(f"-{key}" for key in SORTS), "season,-rating,runtime,-number"])
def test_pages_by_cursor_are_the_pages_by_number_whatever_the_order(api: RunningApi, sort: str) -> None:
    path = f"/v1/episodes?sort={sort}&facets=&show_id=1&show_id=2&show_id=3&show_id=4"

    pages = _follow(api, f"{path}&per_page=7", _get(api, f"{path}&per_page=7"))

    assert _ids(*pages) == _list_by_pages(api, path)
    assert len(set(_ids(*pages))) == len(_ids(*pages)) == pages[-1]["total"]["value"]


@pytest.mark.parametrize("q", ["episode", "episode 1", "shwo episode", "scripted news"])
def test_so_they_are_by_relevance_and_with_near_words(api: RunningApi, q: str) -> None:
    path = f"/v1/episodes?q={q}&facets=&season=2019"

    pages = _follow(api, f"{path}&per_page=5", _get(api, f"{path}&per_page=5"))

    assert _ids(*pages) == _list_by_pages(api, path)
    assert {page["did_you_mean"] is None for page in pages} == {pages[0]["did_you_mean"] is None}


def test_a_page_by_cursor_has_no_number_a_next_and_no_previous(api: RunningApi) -> None:
    first = _get(api, "/v1/episodes?per_page=5&sort=name&page=1")

    answer = api.get(f"/v1/episodes?per_page=5&sort=name&cursor={first['page']['cursor']}")

    page = answer.json()["page"]
    assert (page["number"], page["previous"], page["size"]) == (None, None, 5)
    assert page["next"].endswith(f"/v1/episodes?per_page=5&sort=name&cursor={page['cursor']}")
    assert answer.headers["link"] == f'<{page["next"]}>; rel="next"'


def test_facets_go_on_only_where_they_are_asked_for(api: RunningApi) -> None:
    for asked, counted in (("", []), ("&facets=genre", ["genre"])):
        path = f"/v1/episodes?per_page=5{asked}"
        first = _get(api, path)

        second = _get(api, f"{path}&cursor={first['page']['cursor']}")

        assert list(second["facets"]) == counted


def test_another_page_size_and_other_facets_may_go_on(api: RunningApi) -> None:
    first = _get(api, "/v1/episodes?per_page=5&sort=name&genre=Drama&genre=Crime")

    second = _get(
        api, f"/v1/episodes?genre=Crime&per_page=9&include=cast&sort=name&genre=Drama&cursor={first['page']['cursor']}"
    )

    assert _ids(first, second) == _ids(_get(api, "/v1/episodes?per_page=14&sort=name&genre=Drama&genre=Crime"))


@pytest.mark.parametrize(
    "change",
    ["q=episode", "genre=Comedy", "genre=Drama", "sort=name", "sort=-airstamp,name", "rated=true", "likes_min=1"],
)
def test_in_another_search_a_cursor_is_refused_by_name(api: RunningApi, change: str) -> None:
    cursor = _get(api, "/v1/episodes?genre=Drama&genre=Crime")["page"]["cursor"]

    refused = api.get(f"/v1/episodes?cursor={cursor}&{change}")

    _assert_refused(refused)


def _assert_refused(refused: httpx.Response) -> None:
    assert refused.status_code == 400, refused.text
    assert [error["parameter"] for error in refused.json()["errors"]] == ["cursor"]


@pytest.mark.parametrize("spoilt", ["x", "**", "", "W10.abc", "'", "a" * 8001])
def test_what_is_no_cursor_is_refused_by_name(api: RunningApi, spoilt: str) -> None:
    _assert_refused(api.get(f"/v1/episodes?cursor={spoilt}"))


def test_a_cursor_that_was_changed_is_refused(api: RunningApi) -> None:
    cursor = _get(api, "/v1/episodes?sort=name")["page"]["cursor"]

    for place in range(0, len(cursor), 7):
        other = "A" if cursor[place] != "A" else "B"
        _assert_refused(api.get(f"/v1/episodes?sort=name&cursor={cursor[:place]}{other}{cursor[place + 1 :]}"))


def test_a_page_and_a_cursor_are_not_given_together(api: RunningApi) -> None:
    cursor = _get(api, "/v1/episodes?sort=name")["page"]["cursor"]

    _assert_refused(api.get(f"/v1/episodes?sort=name&cursor={cursor}&page=1"))
    _assert_refused(api.get("/v1/episodes?sort=name&cursor=*&page=1"))


@pytest.mark.parametrize("order", ["", "&sort=name", "&q=episode", "&genre=Drama"])
def test_a_user_s_own_list_goes_on_by_cursor(api: RunningApi, user: dict[str, str], order: str) -> None:
    path = f"/v1/me/bookmarks?facets={order}"

    pages = _follow(api, f"{path}&per_page=7", _get(api, f"{path}&per_page=7", **user), **user)

    assert _ids(*pages) == _list_by_pages(api, path, **user)
    assert len({page["total"]["value"] for page in pages}) == 1


def test_a_user_s_own_list_goes_on_where_it_was_when_it_changes(api: RunningApi, user: dict[str, str]) -> None:
    path = "/v1/me/bookmarks?facets=&per_page=10"
    first = _get(api, path, **user)
    wanted = _list_by_pages(api, "/v1/me/bookmarks?facets=", **user)
    api.client.put("/v1/episodes/100/bookmark", headers=user).raise_for_status()
    api.client.delete(f"/v1/episodes/{_ids(first)[-1]}/bookmark", headers=user).raise_for_status()
    api.client.delete(f"/v1/episodes/{wanted[12]}/bookmark", headers=user).raise_for_status()

    pages = _follow(api, path, first, **user)

    assert _ids(*pages) == [episode_id for episode_id in wanted if episode_id != wanted[12]]


def test_what_stays_in_a_list_comes_once_while_the_rest_comes_and_goes(api: RunningApi, user: dict[str, str]) -> None:
    path, stop = "/v1/me/bookmarks?facets=&per_page=5", threading.Event()

    def change() -> None:
        while not stop.is_set():
            for episode_id in range(1, 60, 2):
                for method in ("DELETE", "PUT"):
                    api.client.request(method, f"/v1/episodes/{episode_id}/bookmark", headers=user).raise_for_status()

    with ThreadPoolExecutor(2) as pool:
        changing = [pool.submit(change) for _ in range(2)]
        walks = [_follow(api, path, _get(api, f"{path}&cursor=*", **user), **user) for _ in range(5)]
        stop.set()

    assert [changed.result() for changed in changing] == [None, None]
    for pages in walks:
        assert [episode_id for episode_id in _ids(*pages) if episode_id % 2 == 0] == list(range(60, 0, -2))


def test_another_user_s_cursor_is_refused_and_so_is_one_of_another_list(api: RunningApi, user: dict[str, str]) -> None:
    cursor = _get(api, "/v1/me/bookmarks?per_page=5", **user)["page"]["cursor"]
    other = _log_in(api)

    _assert_refused(api.get(f"/v1/me/bookmarks?cursor={cursor}", headers=other))
    _assert_refused(api.get(f"/v1/me/likes?cursor={cursor}", headers=user))
    _assert_refused(api.get(f"/v1/episodes?cursor={cursor}", headers=user))


def test_facets_left_out_and_the_usual_ones_asked_for_are_two_answers(api: RunningApi) -> None:
    cursor = _get(api, "/v1/episodes?sort=name&per_page=4")["page"]["cursor"]
    path = f"/v1/episodes?sort=name&per_page=4&cursor={cursor}"

    without = _get(api, path)
    asked = _get(api, f"{path}&facets={','.join(DEFAULT_FACETS)}")

    assert (list(without["facets"]), set(asked["facets"])) == ([], set(DEFAULT_FACETS))


def test_an_equal_place_by_cursor_is_kept_like_a_page(api: RunningApi) -> None:
    cursor = _get(api, "/v1/episodes?sort=name&per_page=3")["page"]["cursor"]

    answer = api.get(f"/v1/episodes?sort=name&per_page=3&cursor={cursor}")

    assert "etag" in answer.headers
