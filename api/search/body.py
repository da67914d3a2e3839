"""A checked search as a request to Elasticsearch. Pure; every field comes from ``catalog.index``, none from the client.

What is typed is taken apart in ``words``, found in ``matching``, put in order in ``ranking``.
"""

from __future__ import annotations

import math
from datetime import date
from typing import Any

from api.items import ITEM_FIELDS
from api.search.facets import Aggregations, Query, build_aggregations, find_owner
from api.search.highlights import build_highlight
from api.search.matching import match
from api.search.nearness import COMPARED_FIELDS
from api.search.parameters import EpisodeSearch
from api.search.ranking import favour_popular, rank
from api.stores import KEEP_ALIVE
from catalog.index import FILTERS, RANGES, RATED_FIELD, SORT_KEYS, TIE_BREAKER, WITHDRAWN_FIELD

# Elasticsearch's bounds are 65,536 for the terms of a query and for the buckets of an answer.
BLOCK = 60_000
# What every episode's document has, and a tombstone has not.
WHOLE_FIELD = "show.id"


def build_body(search: EpisodeSearch) -> dict[str, Any]:
    """Give the body of the one request that answers a search, its facets included.

    What is selected in these facets waits until they have counted what it would hide.
    """
    required, own = _build_filters(search)
    body = {
        **_place(search),
        "_source": [*ITEM_FIELDS, *COMPARED_FIELDS] if search.near else ITEM_FIELDS,
        "query": _build_query(search, required),
        "sort": _build_sort(search.sort),
        **build_highlight(search.typed, near=search.near),
    }
    if own:
        body["post_filter"] = {"bool": {"filter": [query for queries in own.values() for query in queries]}}
    return {**body, **_count(build_aggregations(search, own))}


def _place(search: EpisodeSearch) -> dict[str, Any]:
    """Give which hits are asked for: a page, or those after a position and one more, which tells whether it goes on."""
    position = search.position
    if position is None:
        return {"from": search.page.offset, "size": search.page.limit}
    placed: dict[str, Any] = {"size": search.page.size + 1}
    if position.after:
        placed["search_after"] = list(position.after)
    if position.point_in_time:
        placed["pit"] = {"id": position.point_in_time, "keep_alive": KEEP_ALIVE}
    return placed


def build_ids_body(search: EpisodeSearch) -> dict[str, Any]:
    """Give the body of a request for the ids of all hits, at most ``BLOCK``, in no order, and for the facets."""
    required, own = _build_filters(search)
    hits = {"hits": {"terms": {"field": TIE_BREAKER, "size": BLOCK}}}
    return {"size": 0, "query": _build_query(search, required), **_count(build_aggregations(search, own, hits))}


def build_facets_body(search: EpisodeSearch) -> dict[str, Any]:
    """Give the body of a request for the facets alone."""
    required, own = _build_filters(search)
    return {"size": 0, "query": _build_query(search, required), **_count(build_aggregations(search, own))}


def _count(aggregations: Aggregations) -> dict[str, Any]:
    return {"aggs": aggregations} if aggregations else {}


def _build_query(search: EpisodeSearch, filters: list[Query]) -> Query:
    required: Query = {"filter": filters}
    if not search.words:
        return {"bool": required}
    typed = search.typed
    matching = match(typed, near=search.near)
    if not search.is_ranked:
        return {"bool": {"filter": [*filters, matching]}}
    return favour_popular({"bool": {**required, "must": [matching], "should": rank(typed.ranked or typed.text)}})


def _build_filters(search: EpisodeSearch) -> tuple[list[Query], dict[str, list[Query]]]:
    """Give what belongs into the query, and by facet what is selected in those that are asked for."""
    filters: list[Query] = [{"term": {WITHDRAWN_FIELD: False}}] if search.among is None else _find_among(search.among)
    own: dict[str, list[Query]] = {}
    named: list[tuple[str, Query]] = [
        *((name, {"terms": {FILTERS[name]: list(values)}}) for name, values in search.filters.items()),
        *((name, {"range": _bound(name, value)}) for name, value in search.ranges.items()),
    ]
    for name, query in named:
        owner = find_owner(search, name)
        (own.setdefault(owner, []) if owner else filters).append(query)
    if search.rated is not None:
        exists = {"exists": {"field": RATED_FIELD}}
        filters.append(exists if search.rated else {"bool": {"must_not": [exists]}})
    return filters, own


def _bound(name: str, value: Any) -> Query:
    bound = RANGES[name]
    if name == "rating_max":
        return {bound.field: {"lt": _next_tenth(value)}}
    return {bound.field: {bound.operator: _write(value)}}


def _next_tenth(rating: float) -> float:
    """Give the end of all ratings that share a first decimal; TVMaze's have no other, and none may fall between."""
    return (math.floor(round(rating * 10, 9)) + 1) / 10


def _find_among(ids: tuple[int, ...]) -> list[Query]:
    blocks = [{"terms": {TIE_BREAKER: ids[start : start + BLOCK]}} for start in range(0, len(ids), BLOCK)]
    return [{"bool": {"should": blocks, "minimum_should_match": 1}}, {"exists": {"field": WHOLE_FIELD}}]


def _build_sort(keys: tuple[str, ...]) -> list[Any]:
    return [*map(_sort_by, keys), {TIE_BREAKER: "asc"}]


def _sort_by(key: str) -> Any:
    name = key.removeprefix("-")
    if name == "relevance":
        return "_score"
    return {SORT_KEYS[name]: {"order": "desc" if key.startswith("-") else "asc", "missing": "_last"}}


def _write(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
