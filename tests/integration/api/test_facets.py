"""The facets of ``GET /v1/episodes``, and of a user's bookmarks and likes."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from api.search.facets import LADDERS
from catalog.index import FACETS, NO_COUNTRY
from tests.fixtures.api import RunningApi

ACCOUNT = {"username": "counting", "email": "counting@example.org", "password": "a heron on the pier"}
WITHDRAWN = 7


def _search(api: RunningApi, query: str) -> dict[str, Any]:
    response = api.get(f"/v1/episodes?{query}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def _counts(body: dict[str, Any], facet: str) -> list[tuple[Any, int]]:
    return [(one.get("value", one.get("from")), one["count"]) for one in body["facets"][facet]]


@pytest.mark.parametrize(
    ("facet", "counts"),
    [
        ("genre", [("Drama", 3), ("Crime", 2), ("Food", 2), ("Action", 1)]),
        ("network", [("NBC", 4), ("Télé Québec", 2), ("Netflix", 1)]),
        ("web_channel", [("Netflix", 2), ("NBC", 1)]),
        ("show_type", [("Scripted", 3), ("Reality", 2), ("Animation", 1), ("News", 1)]),
        ("show_status", [("Running", 6), ("Ended", 1)]),
        ("language", [("English", 6), ("French", 1)]),
        ("country", [("US", 4), ("CA", 2), (NO_COUNTRY, 1)]),
        ("season", [(1, 5), (2, 1), (2020, 1)]),
        ("episode_type", [("regular", 6), ("significant_special", 1)]),
        ("person", [("Mariska Hargitay", 2), ("Zoë Saldaña", 2), ("Conan O'Brien", 1)]),
        ("guest", [("Conan O'Brien", 1)]),
        ("airdate", [("2020-12-01", 2), ("2020-12-02", 2), ("2020-12-03", 2)]),
        ("runtime", [(None, 0), (15, 3), (30, 0), (45, 1), (60, 2), (90, 0)]),
        ("rating", [(None, 0), (5.0, 0), (6.0, 0), (7.0, 1), (8.0, 1), (9.0, 0)]),
    ],
)
def test_every_facet_counts_what_is_there_and_nothing_for_what_is_missing(
    api: RunningApi, facet: str, counts: list[tuple[Any, int]]
) -> None:
    body = _search(api, f"facets={facet}")

    assert list(body["facets"]) == [facet]
    assert _counts(body, facet) == counts
    assert not any(one["selected"] for one in body["facets"][facet])


def test_facets_come_in_the_order_asked_for_and_none_if_none_is(api: RunningApi) -> None:
    assert list(_search(api, "facets=rating,genre")["facets"]) == ["rating", "genre"]
    assert _search(api, "facets=")["facets"] == {}
    assert _search(api, "facets=&genre=Drama")["total"]["value"] == 3


def test_a_selection_narrows_the_total_and_the_others_and_not_its_own(api: RunningApi) -> None:
    body = _search(api, "genre=Drama&facets=genre,language,runtime")

    assert body["total"]["value"] == len(body["items"]) == 3
    assert _counts(body, "genre") == [("Drama", 3), ("Crime", 2), ("Food", 2), ("Action", 1)]
    assert [one["value"] for one in body["facets"]["genre"] if one["selected"]] == ["Drama"]
    assert _counts(body, "language") == [("English", 2), ("French", 1)]
    assert _counts(body, "runtime") == [(None, 0), (15, 0), (30, 0), (45, 1), (60, 2), (90, 0)]


def test_pages_and_totals_are_of_what_is_selected_whether_or_not_its_facet_is_asked_for(api: RunningApi) -> None:
    query = "genre=Drama&runtime_min=60&sort=name&per_page=1&page=2"

    with_facets, without = _search(api, f"{query}&facets=genre,runtime"), _search(api, f"{query}&facets=")

    assert with_facets["items"] == without["items"] != []
    assert with_facets["total"] == without["total"] == {"value": 2, "relation": "eq"}
    assert with_facets["page"]["previous"] == "https://tv.example/tvsi/v1/episodes?" + urlencode(
        {"genre": "Drama", "runtime_min": 60, "sort": "name", "per_page": 1, "facets": "genre,runtime", "page": 1}
    )


def test_a_selected_value_is_listed_beside_the_most_frequent(api: RunningApi) -> None:
    body = _search(api, "genre=Action&genre=Unheard&season=2&facets=genre,season&facet_size=1")

    assert [(one["value"], one["count"], one["selected"]) for one in body["facets"]["genre"]] == [
        ("Drama", 1, False),
        ("Action", 0, True),
        ("Unheard", 0, True),
    ]
    assert body["facets"]["season"] == [
        {"value": 1, "count": 1, "selected": False},
        {"value": 2, "count": 0, "selected": True},
    ]
    assert body["total"]["value"] == 0


@pytest.mark.parametrize("facet", sorted(set(FACETS) - {"airdate", *LADDERS}))
def test_each_value_of_a_facet_finds_as_many_as_it_counts(api: RunningApi, facet: str) -> None:
    for value, count in _counts(_search(api, f"facets={facet}&runtime_min=1"), facet):
        found = _search(api, f"facets=&runtime_min=1&{urlencode({facet: value})}")

        assert found["total"]["value"] == count


@pytest.mark.parametrize(
    ("facet", "first", "last"),
    [("airdate", "airdate_from", "airdate_to"), *((name, one.minimum, one.maximum) for name, one in LADDERS.items())],
)
def test_each_range_of_a_facet_is_usable_as_it_stands(api: RunningApi, facet: str, first: str, last: str) -> None:
    for one in _search(api, f"facets={facet}")["facets"][facet]:
        ends = {name: end for name, end in ((first, one["from"]), (last, one["to"])) if end is not None}
        found = _search(api, urlencode({"facets": facet, **ends}))
        selected = [other for other in found["facets"][facet] if other["selected"]]

        assert found["total"]["value"] == one["count"]
        assert selected == [{**one, "selected": True}]


@pytest.mark.parametrize(
    ("query", "ends"),
    [
        ("airdate_from=2020-12-02&airdate_to=2021-02-01", [("2020-12-02", "2020-12-02"), ("2020-12-03", "2020-12-03")]),
        ("airdate_from=2020-12-02&airdate_to=2021-02-02", [("2020-12-02", "2020-12-31")]),
        ("airdate_from=2000-01-01&airdate_to=2020-12-02", [("2020-01-01", "2020-12-02")]),
        ("airdate_from=2020-12-03", [("2020-12-03", "2020-12-03")]),
        ("airdate_to=2020-12-01", [("2020-12-01", "2020-12-01")]),
        ("airdate_from=2020-12-03&airdate_to=2020-12-01", []),
        ("airdate_from=0001-01-01&airdate_to=9999-12-31", [("2020-01-01", "2020-12-31")]),
    ],
)
def test_airdates_are_counted_by_the_step_and_within_the_range_selected(
    api: RunningApi, query: str, ends: list[tuple[str, str]]
) -> None:
    body = _search(api, f"{query}&facets=airdate")

    assert [(one["from"], one["to"]) for one in body["facets"]["airdate"]] == ends
    assert sum(one["count"] for one in body["facets"]["airdate"]) == body["total"]["value"]


def test_facets_count_what_the_words_match(api: RunningApi) -> None:
    body = _search(api, "q=nbc&facets=show_type,network&network=Netflix")

    assert body["total"]["value"] == 0
    assert _counts(body, "network") == [("NBC", 4), ("Netflix", 0)]
    assert _counts(body, "show_type") == []


def _sign_up(api: RunningApi) -> dict[str, str]:
    made = api.client.post("/v1/auth/register", json=ACCOUNT)
    assert made.status_code in {201, 409}, made.text
    name_and_password = {name: ACCOUNT[name] for name in ("username", "password")}
    token = api.client.post("/v1/auth/login", json=name_and_password).json()["access_token"]
    return {"Authorization": f"Bearer {token}"}


@pytest.mark.parametrize("order", ["", "&sort=name"])
def test_a_user_s_own_are_counted_alike_withdrawn_ones_included(api: RunningApi, order: str) -> None:
    headers = _sign_up(api)
    empty = api.get("/v1/me/likes?genre=Drama&facets=genre,runtime", headers=headers).json()
    for episode_id in (1, 3, WITHDRAWN):
        assert api.client.put(f"/v1/episodes/{episode_id}/bookmark", headers=headers).status_code == 200

    own = api.get(f"/v1/me/bookmarks?genre=Drama&facets=genre,network{order}", headers=headers).json()

    assert (own["total"]["value"], [item["id"] for item in own["items"]]) == (2, [3, 1])
    assert _counts(own, "genre") == [("Drama", 2), ("Action", 1), ("Crime", 1)]
    assert _counts(own, "network") == [("NBC", 1), ("Netflix", 1)]
    assert empty["facets"]["genre"] == [{"value": "Drama", "count": 0, "selected": True}]
    assert [one["count"] for one in empty["facets"]["runtime"]] == [0] * 6
