"""Taking ingredients out of a search's tree."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest

from api.parameters import parse_query
from api.search.body import build_body
from api.search.parameters import SEARCH_PARAMETERS, read_search
from bench.relevance.ingredients import EPISODE_NUMBER, INGREDIENTS, TYPOS, Ingredient, prune

TITLE = {"match": {"title": "a"}}
OTHER = {"match": {"all": {"query": "a", "boost": 2}}}


def _build(words: str) -> dict[str, Any]:
    return build_body(read_search(parse_query(urlencode({"q": words}), SEARCH_PARAMETERS)))


def _is_title(_: str, field: str, __: Any) -> bool:
    return field == "title"


@pytest.mark.parametrize(
    ("query", "left"),
    [
        (OTHER, OTHER),
        (TITLE, None),
        ({"term": {"title": "a", "boost": 2}}, None),
        ({"match_all": {}}, {"match_all": {}}),
        ({"bool": {"should": [TITLE, OTHER]}}, {"bool": {"should": [OTHER]}}),
        ({"bool": {"should": [TITLE], "minimum_should_match": 1}}, None),
        ({"bool": {"should": [TITLE]}}, None),
        ({"bool": {"must": [OTHER], "should": [TITLE]}}, {"bool": {"must": [OTHER]}}),
        ({"bool": {"must": [OTHER], "should": [TITLE], "minimum_should_match": 1}}, None),
        ({"bool": {"must": [OTHER, TITLE]}}, None),
        ({"bool": {"must": OTHER, "should": TITLE}}, {"bool": {"must": [OTHER]}}),
        ({"bool": {"must": [OTHER], "filter": [TITLE]}}, None),
        ({"bool": {"filter": [OTHER], "must_not": [TITLE]}}, {"bool": {"filter": [OTHER], "must_not": [TITLE]}}),
        (
            {"dis_max": {"tie_breaker": 1, "queries": [TITLE, OTHER]}},
            {"dis_max": {"tie_breaker": 1, "queries": [OTHER]}},
        ),
        ({"dis_max": {"queries": [TITLE]}}, None),
        ({"multi_match": {"fields": ["title^3", "all"]}}, {"multi_match": {"fields": ["all"]}}),
        ({"multi_match": {"fields": ["title"]}}, None),
        ({"constant_score": {"filter": TITLE}}, None),
        ({"constant_score": {"filter": OTHER, "boost": 2}}, {"constant_score": {"filter": OTHER, "boost": 2}}),
        ({"bool": {"must": [{"bool": {"should": [TITLE]}}]}}, None),
    ],
)
def test_what_is_taken_neither_matches_nor_scores(query: dict[str, Any], left: dict[str, Any] | None) -> None:
    assert prune(query, _is_title) == left


def test_a_factor_of_a_taken_field_is_dropped_and_the_others_stay() -> None:
    always = {"filter": {"match_all": {}}, "weight": 1}
    factors = [{"field_value_factor": {"field": name}, "weight": 0.3} for name in ("title", "likes")]
    query = {"function_score": {"query": OTHER, "functions": [always, *factors]}}

    left = prune(query, _is_title)

    assert left == {"function_score": {"query": OTHER, "functions": [always, factors[1]]}}


@pytest.mark.parametrize("ingredient", INGREDIENTS, ids=lambda ingredient: ingredient.name)
def test_taking_an_ingredient_out_changes_nothing_but_the_query(ingredient: Ingredient) -> None:
    body = _build("the long way home")

    left = ingredient.remove(body)

    assert {**left, "query": None} == {**body, "query": None}


@pytest.mark.parametrize(
    "ingredient",
    [each for each in INGREDIENTS if each not in (TYPOS, EPISODE_NUMBER)],
    ids=lambda ingredient: ingredient.name,
)
def test_every_ingredient_is_in_the_search(ingredient: Ingredient) -> None:
    body = _build("the long way home")

    assert ingredient.remove(body) != body
