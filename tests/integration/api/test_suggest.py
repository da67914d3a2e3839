"""``GET /v1/suggest``: shows, people and episodes, as one types."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.api.described import check_shape


def _suggest(api: RunningApi, text: str) -> list[dict[str, Any]]:
    response = api.get(f"/v1/suggest?q={quote(text)}")
    assert response.status_code == 200, response.text
    items: list[dict[str, Any]] = response.json()["items"]
    return items


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("law", [("show", 1, "<em>Law</em> &amp; Order: Harbour Unit")]),
        ("law and or", [("show", 1, "<em>Law</em> &amp; <em>Or</em>der: Harbour Unit")]),
        ("law & or", [("show", 1, "<em>Law</em> &amp; <em>Or</em>der: Harbour Unit")]),
        ("elan", [("show", 2, "<em>Élan</em> Vital")]),
        ("spiderm", []),
        ("spider", [("show", 5, "<em>Spider</em>-Man")]),
        ("spider-m", [("show", 5, "<em>Spider</em>-<em>M</em>an")]),
        ("z", [("person", 1, "<em>Z</em>oë Saldaña")]),
        ("saldan", [("person", 1, "Zoë <em>Saldañ</em>a")]),
        ("obri", [("person", 2, "Conan <em>O&#x27;Bri</em>en")]),
        ("conan o'b", [("person", 2, "<em>Conan</em> <em>O&#x27;B</em>rien")]),
        ("conan harg", []),
        ("epi", [("episode", 3, "<em>Épi</em>logue à Noël")]),
        ("elan noel", [("episode", 3, "Épilogue à <em>Noël</em>")]),
        ("???", [("episode", 5, "???")]),
        ("withdrawn", []),
        ("murdered", []),
        ("*", []),
        ("name.words:law", []),
    ],
)
def test_names_that_have_the_words_are_suggested_with_what_is_typed_marked(
    api: RunningApi, text: str, found: list[tuple[str, int, str]]
) -> None:
    assert [(item["type"], item["id"], item["highlight"]) for item in _suggest(api, text)] == found


def test_shows_come_before_people_and_people_before_episodes(api: RunningApi) -> None:
    kinds = [item["type"] for item in _suggest(api, "h")]

    assert kinds == ["show", "person", "episode", "episode"][: len(kinds)]
    assert set(kinds) == {"show", "person", "episode"}


def test_an_episode_is_suggested_with_its_show_and_a_withdrawn_one_never(api: RunningApi) -> None:
    items = _suggest(api, "homecoming")

    assert items == [
        {
            "type": "episode",
            "id": 6,
            "text": "Homecoming",
            "highlight": "<em>Homecoming</em>",
            "show": "Spider-Man",
        }
    ]


def test_what_begins_with_all_that_is_typed_comes_first(api: RunningApi) -> None:
    found = [item["text"] for item in _suggest(api, "home") if item["type"] == "episode"]

    assert found == ["Homecoming", "The Long Way Home"]


def test_it_has_the_shape_that_is_described_and_says_what_it_took(api: RunningApi, document: dict[str, Any]) -> None:
    answer = api.get("/v1/suggest?q=law")

    check_shape(document, "Suggestions", answer.json())
    assert answer.headers["server-timing"].startswith("search;dur=")


@pytest.mark.parametrize(
    ("query", "detail"),
    [
        ("", "is missing"),
        ("q=", "must not be empty"),
        (f"q={'x' * 101}", "has 101 characters; at most 100 are taken"),
        ("q=a&q=b", "takes a single value"),
        ("q=%00", "holds a NUL character"),
    ],
)
def test_what_is_wrong_with_q_is_named(api: RunningApi, query: str, detail: str) -> None:
    refused = api.get(f"/v1/suggest?{query}")

    assert refused.status_code == 400
    assert refused.json()["errors"] == [{"parameter": "q", "detail": detail}]


def test_other_parameters_are_refused(api: RunningApi) -> None:
    assert api.get("/v1/suggest?q=a&page=2").json()["errors"][0]["parameter"] == "page"
