"""What a search's facets ask of Elasticsearch, and what becomes of the counts; nothing here asks anybody."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import pytest

from api.facet_shapes import Facets
from api.parameters import parse_query
from api.problems import Problem
from api.search.body import build_body, build_ids_body
from api.search.buckets import read_buckets, read_facets
from api.search.facets import choose_step
from api.search.parameters import DEFAULT_FACETS, FACETS_ASKED, SEARCH_PARAMETERS, EpisodeSearch, read_search
from catalog.index import FACETS

DRAMA, FIRST = {"terms": {"show.genres": ["Drama"]}}, {"terms": {"season.kw": [1]}}


def _search(query: str) -> EpisodeSearch:
    return read_search(parse_query(query, SEARCH_PARAMETERS))


def _body(query: str) -> dict[str, Any]:
    return build_body(_search(query))


def _read(query: str, counts: Mapping[str, Mapping[Any, int]]) -> Facets:
    return read_facets(_search(query), counts)


def _milliseconds(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp() * 1000)


def test_every_facet_of_the_index_can_be_asked_for() -> None:
    assert all(FACETS_ASKED.kind.parse(facet) == (facet,) for facet in FACETS)
    assert set(DEFAULT_FACETS) <= set(FACETS)
    assert set(Facets.__annotations__) == set(FACETS)


def test_without_the_parameter_there_are_the_usual_facets_and_with_an_empty_one_none() -> None:
    assert _search("").facets == DEFAULT_FACETS
    assert _search("facets=").facets == ()
    assert "aggs" not in _body("facets=&genre=Drama")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("facets=genre,feed", "facets"),
        ("facets=genre,genre", "facets"),
        ("facets=genre,", "facets"),
        ("facets=,", "facets"),
        ("facets=-genre", "facets"),
        ("facets=genre&facets=season", "facets"),
        ("facets=none", "facets"),
        ("facet_size=0", "facet_size"),
        ("facet_size=101", "facet_size"),
        ("facet_size=", "facet_size"),
    ],
)
def test_a_facet_that_there_is_not_is_refused(query: str, name: str) -> None:
    with pytest.raises(Problem) as refusal:
        _search(query)

    assert [error.parameter for error in refusal.value.errors] == [name]


@pytest.mark.parametrize("query", ["", "airdate_from=2020-01-01", "person=a&facets=genre,rating", "facets=&genre=a"])
def test_where_no_facet_asked_for_has_a_selection_nothing_is_wrapped_in_a_filter(query: str) -> None:
    body = _body(query)

    assert "post_filter" not in body
    assert '"filter"' not in json.dumps(body.get("aggs", {}))


def test_a_selection_narrows_the_hits_and_the_other_facets_and_not_its_own() -> None:
    body = _body("genre=Drama&facets=genre,season,language")

    assert body["post_filter"] == {"bool": {"filter": [DRAMA]}}
    assert body["query"] == {"bool": {"filter": [{"term": {"withdrawn": False}}]}}
    assert set(body["aggs"]) == {"genre", "genre-selected", "selected"}
    assert body["aggs"]["selected"]["filter"] == {"bool": {"filter": [DRAMA]}}
    assert set(body["aggs"]["selected"]["aggs"]) == {"season", "language"}


def test_of_two_selections_each_is_narrowed_by_the_other_and_the_rest_by_both() -> None:
    aggregations = _body("genre=Drama&season=1&facets=genre,season,rating")["aggs"]

    filters = {name: aggregation["filter"]["bool"]["filter"] for name, aggregation in aggregations.items()}
    assert filters == {"beside-genre": [FIRST], "beside-season": [DRAMA], "selected": [DRAMA, FIRST]}
    assert set(aggregations["beside-season"]["aggs"]) == {"season", "season-selected"}


def test_a_selection_of_no_facet_asked_for_narrows_the_query_itself() -> None:
    body = _body("genre=Drama&runtime_min=30&facets=season")

    assert body["query"]["bool"]["filter"][1:] == [DRAMA, {"range": {"runtime": {"gte": 30}}}]
    assert "post_filter" not in body


def test_both_ends_of_a_range_facet_are_its_own() -> None:
    body = _body("runtime_min=30&runtime_max=44&facets=runtime,genre")

    both = [{"range": {"runtime": {"gte": 30}}}, {"range": {"runtime": {"lte": 44}}}]
    assert body["post_filter"]["bool"]["filter"] == both
    assert set(body["aggs"]) == {"runtime", "selected"}


def test_ids_of_hits_are_counted_under_every_selection() -> None:
    aggregations = build_ids_body(_search("genre=Drama&facets=genre"))["aggs"]

    assert set(aggregations) == {"genre", "genre-selected", "selected"}
    assert set(aggregations["selected"]["aggs"]) == {"hits"}


@pytest.mark.parametrize("text", [".*", "Drama|Food", "~.+", "@&~(x)", '{"pattern":"a"}'])
def test_what_is_selected_is_only_ever_a_value_in_a_list(text: str) -> None:
    body = build_body(read_search({**parse_query("", SEARCH_PARAMETERS), "genre": (text,)}))

    assert body["aggs"]["genre-selected"]["terms"]["include"] == [text]
    assert body["post_filter"] == {"bool": {"filter": [{"terms": {"show.genres": [text]}}]}}


@pytest.mark.parametrize(
    ("maximum", "end"), [("5.9", 6.0), ("5.95", 6.0), ("7", 7.1), ("4.9", 5.0), ("0", 0.1), ("10", 10.1), ("8.2", 8.3)]
)
def test_a_rating_counts_by_its_first_decimal_so_that_none_falls_between_two_ranges(maximum: str, end: float) -> None:
    filters = _body(f"rating_max={maximum}&facets=")["query"]["bool"]["filter"]

    assert filters[1] == {"range": {"rating": {"lt": end}}}


@pytest.mark.parametrize(
    ("first", "last", "step"),
    [
        ("2020-12-01", "2020-12-01", "day"),
        ("2020-12-02", "2020-12-01", "day"),
        ("2020-01-01", "2020-03-02", "day"),
        ("2020-01-01", "2020-03-03", "month"),
        ("2016-01-01", "2020-12-31", "month"),
        ("2016-01-31", "2021-01-01", "year"),
        ("0001-01-01", "9999-12-31", "year"),
    ],
)
def test_the_step_follows_the_range(first: str, last: str, step: str) -> None:
    aggregation = _body(f"airdate_from={first}&airdate_to={last}")["aggs"]["airdate"]

    assert choose_step(date.fromisoformat(first), date.fromisoformat(last)) == step
    assert aggregation == {"date_histogram": {"field": "airdate", "calendar_interval": step, "min_doc_count": 1}}


def test_counts_are_read_in_and_out_of_filters_and_nothing_is_no_bucket() -> None:
    inner = {"season": {"buckets": [{"key": "1", "doc_count": 3}]}}
    answer = {"aggregations": {"selected": inner, "hits": {"buckets": [{"key": 7}]}, "beside-genre": {}}}

    assert read_buckets(answer) == {"season": {"1": 3}, "hits": {7: 0}}
    assert read_buckets({"took": 1}) == {}


def test_values_are_ordered_by_count_then_value_and_seasons_as_numbers() -> None:
    counts = {"season": {"1": 5, "10": 2, "2020": 2, "9": 2}, "genre": {"b": 1, "a": 1, "c": 2}}

    facets = _read("facets=season,genre&facet_size=3", counts)

    assert [one["value"] for one in facets["season"]] == [1, 9, 10]
    assert [one["value"] for one in facets["genre"]] == ["c", "a", "b"]


def test_a_selected_value_is_listed_also_behind_the_most_frequent_and_if_nothing_has_it() -> None:
    counts = {"genre": {"a": 9, "b": 8}, "genre-selected": {"b": 8, "x": 1}}

    facets = _read("genre=x&genre=b&genre=unheard&facets=genre&facet_size=2", counts)

    assert [(one["value"], one["count"], one["selected"]) for one in facets["genre"]] == [
        ("a", 9, False),
        ("b", 8, True),
        ("x", 1, True),
        ("unheard", 0, True),
    ]


@pytest.mark.parametrize(
    ("query", "selected"),
    [
        ("", []),
        ("runtime_min=30", [30, 45, 60, 90]),
        ("runtime_min=31&runtime_max=89", [45, 60]),
        ("runtime_max=14", [None]),
        ("runtime_min=0&runtime_max=14", [None]),
        ("runtime_min=1&runtime_max=28", []),
        ("rating_min=5.0&rating_max=5.9", [5.0]),
        ("rating_min=9&rating_max=10", [9.0]),
        ("rating_max=4.9", [None]),
    ],
)
def test_a_range_is_selected_if_all_of_it_is_asked_for(query: str, selected: list[float | None]) -> None:
    facets = _read(f"{query}&facets=runtime,rating", {})

    ranges: list[Any] = [*facets["runtime"], *facets["rating"]]
    assert [one["from"] for one in ranges if one["selected"]] == selected


def test_all_ranges_are_listed_with_ends_that_are_included() -> None:
    facets = _read("facets=runtime,rating", {"runtime": {"0": 4, "5": 1}})

    ends = [(one["from"], one["to"]) for one in facets["runtime"]]
    assert ends == [(None, 14), (15, 29), (30, 44), (45, 59), (60, 89), (90, None)]
    assert [one["count"] for one in facets["runtime"]] == [4, 0, 0, 0, 0, 1]
    rated = [(one["from"], one["to"]) for one in facets["rating"]]
    assert rated == [(None, 4.9), (5.0, 5.9), (6.0, 6.9), (7.0, 7.9), (8.0, 8.9), (9.0, None)]


@pytest.mark.parametrize(
    ("days", "ends"),
    [
        (["2020-02-01", "2020-02-29"], [("2020-02-01", "2020-02-01"), ("2020-02-29", "2020-02-29")]),
        (["2020-02-10", "2020-12-31"], [("2020-02-01", "2020-02-29"), ("2020-12-01", "2020-12-31")]),
        (["1950-06-01", "9999-12-31"], [("1950-01-01", "1950-12-31"), ("9999-01-01", "9999-12-31")]),
        ([], []),
    ],
)
def test_without_a_whole_range_the_step_follows_the_data(days: list[str], ends: list[tuple[str, str]]) -> None:
    counts = {
        "airdate-days": {_milliseconds(day): 1 for day in days},
        "airdate-months": {_milliseconds(f"{day[:7]}-01"): 1 for day in days},
    }

    listed = _read("facets=airdate", counts).get("airdate", [])

    assert [(str(one["from"]), str(one["to"])) for one in listed] == ends


def test_a_histogram_s_ends_are_clipped_to_the_range_selected() -> None:
    counts = {"airdate": {_milliseconds("2020-01-01"): 2, _milliseconds("2020-06-01"): 3}}

    listed = _read("facets=airdate&airdate_from=2020-01-15&airdate_to=2020-06-10", counts)["airdate"]

    assert listed == [
        {"from": date(2020, 1, 15), "to": date(2020, 1, 31), "count": 2, "selected": True},
        {"from": date(2020, 6, 1), "to": date(2020, 6, 10), "count": 3, "selected": True},
    ]
