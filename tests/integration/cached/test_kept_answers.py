"""Answers are kept while the index stays what it is: by one process, and by two with a Redis between them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import count

import httpx
import psycopg
import pytest

from api.hearing import LISTENER
from tests.fixtures.api import RunningApi
from tests.integration.cached.conftest import Catalogue

KEPT = 'search;dur=0;desc="cached"'
SOON_SECONDS = 5.0
_numbers = count(1)


def _ask_new(path: str) -> str:
    """Give a search that nobody asked before."""
    return f"{path}{'&' if '?' in path else '?'}likes_max={1000 + next(_numbers)}"


def _await_kept(api: RunningApi, path: str) -> httpx.Response:
    """Ask until the answer is one that was kept."""
    return _await(lambda: api.get(path), lambda answer: answer.headers["server-timing"] == KEPT)


def _await(ask: Callable[[], httpx.Response], is_it: Callable[[httpx.Response], bool]) -> httpx.Response:
    deadline = time.monotonic() + SOON_SECONDS
    while not is_it(answer := ask()):
        assert time.monotonic() < deadline, answer.text
    return answer


@pytest.fixture(params=["alone", "sharing"])
def served(request: pytest.FixtureRequest) -> list[RunningApi]:
    """Give one API alone, then two that share a Redis."""
    found = request.getfixturevalue(request.param)
    return found if isinstance(found, list) else [found]


def test_an_equal_search_in_another_order_is_answered_with_what_was_kept(
    served: list[RunningApi], catalogue: Catalogue
) -> None:
    number = next(_numbers)
    first = f"/v1/episodes?genre=Drama&genre=Crime&likes_max={number + 5000}&q=law&page=1"
    second = f"/v1/episodes?q=%20law%20&likes_max={number + 5000}&genre=Crime&genre=Drama&genre=Drama&per_page=20"
    _await_kept(served[0], first)
    before = catalogue.count_searches()

    answers = [served[-1].get(second), served[0].get(second)]

    assert {answer.content for answer in answers} == {served[0].get(first).content}
    assert catalogue.count_searches() == before


@pytest.mark.parametrize("change", ["sort=name,show", "sort=show,name", "per_page=19", "facets=genre", "include=cast"])
def test_another_search_is_another_answer(alone: RunningApi, change: str) -> None:
    path = _ask_new("/v1/episodes")
    kept = _await_kept(alone, path)

    other = alone.get(f"{path}&{change}")

    assert other.headers["etag"] != kept.headers["etag"]
    assert other.headers["server-timing"] != KEPT


@pytest.mark.parametrize("path", ["/v1/episodes?q=law", "/v1/episodes/facets/person?value_q=m", "/v1/suggest?q=law"])
def test_what_a_client_has_is_not_sent_again(served: list[RunningApi], path: str) -> None:
    known = _await_kept(served[0], path)

    answers = [
        served[-1].get(path, headers={"If-None-Match": sent})
        for sent in (known.headers["etag"], f'"x", {known.headers["etag"]}', '"x"', "")
    ]

    assert [answer.status_code for answer in answers] == [304, 304, 200, 200]
    assert {answer.headers["etag"] for answer in answers} == {known.headers["etag"]}
    assert answers[0].content == b""


def test_a_hundred_equal_searches_at_once_are_one_request_to_elasticsearch(
    served: list[RunningApi], catalogue: Catalogue
) -> None:
    path = _ask_new("/v1/episodes?q=law")
    _await_kept(served[0], "/v1/episodes")
    before = catalogue.count_searches()

    with ThreadPoolExecutor(32) as pool:
        answers = list(pool.map(lambda place: served[place % len(served)].get(path), range(100)))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert catalogue.count_searches() == before + 1


def test_after_the_tick_that_changes_it_the_answer_is_new_and_stays_so(
    served: list[RunningApi], catalogue: Catalogue
) -> None:
    path = "/v1/episodes?show_id=4&sort=name"
    for number in range(10):
        name = f"Banana {number} of {len(served)}"
        old = _await_kept(served[0], path)

        catalogue.rename(8, name)

        for api in served:
            _await(lambda api=api: api.get(path), lambda answer, name=name: name in answer.text)  # type: ignore[misc]
        later = [api.get(path, headers={"If-None-Match": old.headers["etag"]}) for api in served * 5]
        assert all(name in answer.text for answer in later)


def test_a_process_that_no_longer_hears_of_changes_keeps_nothing_until_it_does(
    alone: RunningApi, catalogue: Catalogue
) -> None:
    path = "/v1/episodes?show_id=4&sort=-name"
    _await_kept(alone, path)

    with psycopg.connect(catalogue.postgres_url) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE application_name = %s AND datname = current_database()",
            (LISTENER,),
        )
    _await(lambda: alone.get(path), lambda answer: "etag" not in answer.headers)
    catalogue.rename(8, "Banana unheard of")

    assert "Banana unheard of" in alone.get(path).text
    assert "Banana unheard of" in _await_kept(alone, path).text


def test_a_user_s_answer_is_neither_kept_nor_given_from_what_is(alone: RunningApi) -> None:
    account = {"username": "keeper", "email": "keeper@example.org", "password": "a heron on the pier"}
    alone.client.post("/v1/auth/register", json=account)
    del account["email"]
    token = alone.client.post("/v1/auth/login", json=account).json()["access_token"]
    path = _ask_new("/v1/episodes")
    _await_kept(alone, path)

    answer = alone.get(path, headers={"Authorization": f"Bearer {token}"})

    assert "etag" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.json()["items"][0]["liked"] is False
    assert alone.get(path).json()["items"][0]["liked"] is None


def test_a_refusal_is_not_kept(alone: RunningApi) -> None:
    refused = [alone.get("/v1/episodes?page=0") for _ in range(2)]

    assert [answer.status_code for answer in refused] == [400, 400]
    assert "etag" not in refused[1].headers
