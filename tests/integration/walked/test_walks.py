"""A walk comes by each episode once, whatever changes on its way; a client is on three at most."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import httpx
import pytest

from tests.fixtures.api import RunningApi
from tests.integration.walked.conftest import Catalogue

_clients = count(1)


@pytest.fixture
def client() -> dict[str, str]:
    """Come from an address of one's own."""
    return {"X-Forwarded-For": f"10.1.0.{next(_clients)}"}


def _get(api: RunningApi, path: str, client: dict[str, str]) -> dict[str, Any]:
    answer = api.get(path, headers=client)
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def _ids(body: dict[str, Any]) -> list[int]:
    return [item["id"] for item in body["items"]]


@pytest.mark.parametrize("order", ["sort=-likes", "sort=likes", "sort=airstamp", "sort=-airdate,name", "q=episode"])
def test_each_episode_comes_once_while_others_are_liked_and_moved(
    api: RunningApi, catalogue: Catalogue, client: dict[str, str], order: str
) -> None:
    dice = random.Random(order)
    path = f"/v1/episodes?{order}&facets=&per_page=50"
    page = _get(api, f"{path}&cursor=*", client)
    wanted, ids = page["total"]["value"], _ids(page)

    while cursor := page["page"]["cursor"]:
        # What was seen moves to where it is not seen yet, and the other way round.
        catalogue.like(*dice.sample(range(1, 901), 20), *ids[:3])
        catalogue.move(dice.choice(ids))
        page = _get(api, f"{path}&cursor={cursor}", client)
        ids += _ids(page)

    assert len(ids) == len(set(ids)) == wanted


def test_a_walk_is_kept_for_nobody(api: RunningApi, client: dict[str, str]) -> None:
    path = "/v1/episodes?per_page=5&show_id=1"
    first = api.get(f"{path}&cursor=*", headers=client)
    second = api.get(f"{path}&cursor={first.json()['page']['cursor']}", headers=client)

    assert [answer.status_code for answer in (first, second)] == [200, 200]
    assert [answer.headers.get("etag") for answer in (first, second)] == [None, None]


def test_every_page_of_a_walk_can_be_asked_for_again_the_last_one_too(api: RunningApi, client: dict[str, str]) -> None:
    path = "/v1/episodes?per_page=5&show_id=1"
    page = _get(api, f"{path}&cursor=*", client)

    while cursor := page["page"]["cursor"]:
        page = _get(api, f"{path}&cursor={cursor}", client)
        again = _get(api, f"{path}&cursor={cursor}", client)
        assert _ids(again) == _ids(page)


def test_the_fourth_walk_of_a_client_ends_its_first_and_nobody_else_s(api: RunningApi, client: dict[str, str]) -> None:
    path = "/v1/episodes?per_page=10&facets="
    other = {"X-Forwarded-For": "10.2.0.1"}
    elsewhere = _get(api, f"{path}&cursor=*", other)["page"]["cursor"]
    cursors = [_get(api, f"{path}&cursor=*", client)["page"]["cursor"] for _ in range(4)]

    answers = [api.get(f"{path}&cursor={cursor}", headers=client) for cursor in cursors]

    assert [answer.status_code for answer in answers] == [410, 200, 200, 200]
    _assert_expired(answers[0])
    assert api.get(f"{path}&cursor={elsewhere}", headers=other).status_code == 200


def test_of_walks_begun_at_once_three_go_on(api: RunningApi, catalogue: Catalogue, client: dict[str, str]) -> None:
    path = "/v1/episodes?per_page=10&facets="
    before = catalogue.count_walks()

    with ThreadPoolExecutor(8) as pool:
        begun = list(pool.map(lambda _: _get(api, f"{path}&cursor=*", client)["page"]["cursor"], range(8)))

    answers = [api.get(f"{path}&cursor={cursor}", headers=client) for cursor in begun]
    assert sorted(answer.status_code for answer in answers) == [200] * 3 + [410] * 5
    assert catalogue.count_walks() == before + 3


def _assert_expired(answer: httpx.Response) -> None:
    assert answer.json()["type"] == "urn:tvsi:problem:cursor-expired"
    assert "cursor=*" in answer.json()["detail"]


def test_a_walk_s_cursor_is_good_for_its_search_alone(api: RunningApi, client: dict[str, str]) -> None:
    cursor = _get(api, "/v1/episodes?per_page=10&cursor=*", client)["page"]["cursor"]

    refused = api.get(f"/v1/episodes?per_page=10&genre=Drama&cursor={cursor}", headers=client)

    assert refused.status_code == 400
    assert refused.json()["errors"][0]["parameter"] == "cursor"


def test_an_empty_walk_ends_at_once(api: RunningApi, client: dict[str, str]) -> None:
    page = _get(api, "/v1/episodes?genre=Unheard&cursor=*", client)

    assert page["items"] == []
    assert page["page"] == {"size": 20, "number": None, "next": None, "previous": None, "cursor": None}
