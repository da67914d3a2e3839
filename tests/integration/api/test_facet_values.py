"""``GET /v1/episodes/facets/{facet}``: a facet's values, searched and paged."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from catalog.index import FACETS, FILTERS
from tests.fixtures.api import RunningApi

VALUED = [facet for facet in FACETS if facet in FILTERS]


def _list(api: RunningApi, facet: str, query: str = "") -> dict[str, Any]:
    response = api.get(f"/v1/episodes/facets/{facet}?{query}")
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body


def _values(body: dict[str, Any]) -> list[Any]:
    return [item["value"] for item in body["items"]]


@pytest.mark.parametrize("facet", VALUED)
def test_all_values_are_those_of_the_search_s_facet(api: RunningApi, facet: str) -> None:
    of_search = api.get(f"/v1/episodes?facets={facet}&facet_size=100").json()["facets"][facet]

    found = _list(api, facet)

    assert found["items"] == of_search
    assert found["page"] == {"size": 20, "number": 1, "next": None, "previous": None, "cursor": None}


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("mar", ["Mariska Hargitay"]),
        ("HARG", ["Mariska Hargitay"]),
        ("mar har", ["Mariska Hargitay"]),
        ("har mar", []),
        ("argitay", []),
        ("zoe", ["Zoë Saldaña"]),
        ("ZOË saldaña", ["Zoë Saldaña"]),
        ("saldana", ["Zoë Saldaña"]),
        ("obrien", ["Conan O'Brien"]),
        ("o'brien", ["Conan O'Brien"]),
        ("conan o\u2019b", ["Conan O'Brien"]),
        ("'", ["Conan O'Brien"]),
        (".*", []),
        ("[a-z]", []),
        ("~(x)", []),
        ("m.r", []),
        ("<1-9>", []),
        ("@&#", []),
        ('"', []),
        ("\\", []),
        ("é" * 50, []),
        ("é " * 25, []),
        ("éé " * 16, []),
        ("ééééééé " * 6, []),
        ("é'" * 25, []),
        ("ab" * 25, []),
        ("'" * 50, []),
        ("a b c d e f g h i j k l m n o p q r s t u v w x", []),
    ],
)
def test_words_find_the_values_that_have_them_begun_in_this_order(
    api: RunningApi, words: str, found: list[str]
) -> None:
    assert _values(_list(api, "person", f"value_q={quote(words)}")) == found


def test_a_season_is_found_by_its_first_digits_and_is_a_number(api: RunningApi) -> None:
    assert _list(api, "season", "value_q=20")["items"] == [{"value": 2020, "count": 1, "selected": False}]


def test_what_is_selected_narrows_other_facets_and_is_marked_in_its_own(api: RunningApi) -> None:
    found = _list(api, "genre", "genre=Food&network=NBC&value_q=d")
    own = _list(api, "network", "network=NBC&value_q=n")

    assert _values(found) == ["Drama"]
    assert own["items"] == [
        {"value": "NBC", "count": 4, "selected": True},
        {"value": "Netflix", "count": 1, "selected": False},
    ]


def test_pages_follow_each_other_without_a_gap(api: RunningApi) -> None:
    whole = _list(api, "genre")["items"]
    first = _list(api, "genre", "per_page=3&rated=true&page=1")
    pages = [_list(api, "genre", f"per_page=3&page={number}") for number in (1, 2)]

    assert [item for page in pages for item in page["items"]] == whole
    assert pages[0]["page"]["next"] == "https://tv.example/tvsi/v1/episodes/facets/genre?per_page=3&page=2"
    assert pages[1]["page"]["next"] is None
    assert pages[1]["page"]["previous"].endswith("per_page=3&page=1")
    assert len(first["items"]) <= 3


def test_beyond_the_last_value_there_is_nothing(api: RunningApi) -> None:
    assert _list(api, "genre", "page=500")["items"] == []


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("runtime", "facet"),
        ("airdate", "facet"),
        ("shoe_size", "facet"),
        ("genre?value_q=", "value_q"),
        (f"genre?value_q={'x' * 51}", "value_q"),
        ("genre?value_q=a&value_q=b", "value_q"),
        ("genre?sort=name", "sort"),
        ("genre?facets=genre", "facets"),
        ("genre?page=501", "page"),
        ("genre?per_page=101", "per_page"),
        ("genre?cursor=*", "cursor"),
        ("genre?airdate_from=soon", "airdate_from"),
    ],
)
def test_what_is_wrong_is_named(api: RunningApi, path: str, named: str) -> None:
    refused = api.get(f"/v1/episodes/facets/{path}")

    assert refused.status_code == 400
    assert [error["parameter"] for error in refused.json()["errors"]] == [named]
