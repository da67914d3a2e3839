"""A search becomes one request whose fields all come from the index's definition."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest

from api.parameters import parse_query
from api.problems import Problem
from api.search.body import build_body
from api.search.parameters import FILTER_KINDS, RANGE_KINDS, SEARCH_PARAMETERS, SORT, read_search
from catalog.index import FACETS, FILTERS, RANGES, SORT_KEYS, definition


def _body(query: str) -> dict[str, Any]:
    return build_body(read_search(parse_query(query, SEARCH_PARAMETERS)))


def _mapped(properties: dict[str, Any], before: str = "") -> Iterator[str]:
    for name, field in properties.items():
        yield before + name
        yield from (f"{before}{name}.{sub}" for sub in field.get("fields", ()))
        yield from _mapped(field.get("properties", {}), f"{before}{name}.")


def _named(query: Any) -> Iterator[str]:
    """Find every field that a query or an aggregation names."""
    if isinstance(query, list):
        for one in query:
            yield from _named(one)
    if isinstance(query, dict):
        for name, inner in query.items():
            if isinstance(inner, dict) and isinstance(inner.get("field"), str):
                yield inner["field"]
            elif name in {"term", "terms", "range", "match", "match_phrase", "match_bool_prefix"}:
                yield from inner
            else:
                yield from _named(inner)


def test_filters_ranges_and_sort_keys_are_those_of_the_index() -> None:
    assert set(FILTER_KINDS) == set(FILTERS)
    assert set(RANGE_KINDS) == set(RANGES)
    assert all(SORT.kind.parse(key) == (key,) for key in SORT_KEYS)


def test_every_field_of_a_query_is_mapped() -> None:
    everything = "q=law+and+ord&genre=a&season=1&number=1&airdate_from=2020-01-01&rated=true&sort=relevance"

    body = _body(f"{everything}&facets={','.join(FACETS)}")

    fields = set(_named([body["query"], body["post_filter"], body["aggs"]]))
    assert {*FACETS.values(), "number.kw"} <= fields
    assert {"all", "all.plain", "title.join", "show.genres", "season.kw", "airdate", "rating", "weight"} <= fields
    assert fields <= set(_mapped(definition()["mappings"]["properties"]))


@pytest.mark.parametrize("query", ["", "q=a", "q=a&sort=name", "genre=a", "rated=false"])
def test_withdrawn_episodes_are_filtered_from_every_search(query: str) -> None:
    assert '"filter": [{"term": {"withdrawn": false}}' in json.dumps(_body(query)["query"])


@pytest.mark.parametrize(
    ("query", "sort"),
    [
        ("", [{"airstamp": {"order": "desc", "missing": "_last"}}, {"id": "asc"}]),
        ("q=a", ["_score", {"id": "asc"}]),
        ("q=a&sort=-relevance", ["_score", {"id": "asc"}]),
        (
            "sort=show,-number",
            [
                {"show.name.sort": {"order": "asc", "missing": "_last"}},
                {"number": {"order": "desc", "missing": "_last"}},
                {"id": "asc"},
            ],
        ),
    ],
)
def test_the_order_is_the_one_asked_for_and_ties_fall_by_id(query: str, sort: list[Any]) -> None:
    assert _body(query)["sort"] == sort


@pytest.mark.parametrize("query", ["sort=relevance", "q=&sort=relevance", "q=++&sort=name,relevance"])
def test_relevance_needs_words(query: str) -> None:
    with pytest.raises(Problem) as refusal:
        _body(query)

    assert [error.parameter for error in refusal.value.errors] == ["sort"]


def test_a_page_is_a_window() -> None:
    body = _body("page=3&per_page=7")

    assert (body["from"], body["size"]) == (14, 7)


@pytest.mark.parametrize("text", ["* OR _exists_:name", '{"match_all":{}}', "/.*/", "name:x", "a~2", '"a" -b', "!!!"])
def test_no_query_language_ever_parses_what_people_type(text: str) -> None:
    kinds = json.dumps(_body(urlencode({"q": text}))["query"])

    assert not any(kind in kinds for kind in ("query_string", "wildcard", "regexp", "script", "fuzz"))
