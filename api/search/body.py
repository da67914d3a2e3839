"""A checked search as a request to Elasticsearch. Pure; every field comes from ``catalog.index``, none from the client.

No query language of Elasticsearch's ever parses what people type: words go to ``match`` queries alone.
"""

from __future__ import annotations

import math
import unicodedata
from datetime import date
from typing import Any

from api.items import ITEM_FIELDS
from api.search.facets import Aggregations, Query, build_aggregations, find_owner
from api.search.parameters import EpisodeSearch
from catalog.index import (
    EXACT_FIELDS,
    FILTERS,
    MATCHED_FIELDS,
    PHRASE_FIELDS,
    POPULARITY_FIELDS,
    RANGES,
    RATED_FIELD,
    SEARCHED_FIELDS,
    SORT_KEYS,
    TIE_BREAKER,
    WITHDRAWN_FIELD,
)

# Every word must be in one of these; ``all`` holds the text of every searched field.
STEMMED, WRITTEN, JOINED = "all", "all.plain", "title.join"
PHRASE_TIE, POPULARITY = 0.3, {"weight": 0.1, "likes": 1.0}
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
        "from": search.page.offset,
        "size": search.page.limit,
        "_source": ITEM_FIELDS,
        "query": _build_query(search, required),
        "sort": _build_sort(search.sort),
    }
    if own:
        body["post_filter"] = {"bool": {"filter": [query for queries in own.values() for query in queries]}}
    return {**body, **_count(build_aggregations(search, own))}


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
    matching = _match_somewhere(search.words)
    if not search.is_ranked:
        return {"bool": {"filter": [*required["filter"], matching]}}
    return _favour_popular({"bool": {**required, "must": [matching], "should": _rank(search.words)}})


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


def _match_somewhere(text: str) -> Query:
    """Require every word; a name given whole is found even if nothing in it counts as a word, like ``???``."""
    words = [word for word in text.split() if _has_word(word)]
    either: list[Query] = [{"term": {field: text}} for field in EXACT_FIELDS]
    if words:
        *others, last = words
        either.append({"bool": {"must": [*map(_match_word, others), _match_last_word(last)]}})
    return {"bool": {"should": either, "minimum_should_match": 1, "boost": MATCHED_FIELDS[STEMMED]}}


def _match_word(word: str) -> Query:
    """Require one word. A stop word leaves nothing to look for and asks for nothing."""
    found = {"query": word, "operator": "and", "zero_terms_query": "all"}
    return {"bool": {"should": [{"match": {STEMMED: found}}, {"match": {JOINED: word}}], "minimum_should_match": 1}}


def _match_last_word(word: str) -> Query:
    """Require the word that may still be being typed: whole, or as the beginning of a word as written."""
    found = {"query": word, "operator": "and"}
    whole: Query = {"match": {STEMMED: found}}
    begun: list[Query] = [{"match_bool_prefix": {field: found}} for field in (WRITTEN, JOINED)]
    return {"bool": {"should": [whole, *begun], "minimum_should_match": 1}}


def _rank(text: str) -> list[Query]:
    """Order what matched: a title given whole first, then words in a title, then words elsewhere."""
    begun = {"query": text, "operator": "and", "boost": MATCHED_FIELDS["title.plain"]}
    phrases = [{"match_phrase": {field: {"query": text, "boost": boost}}} for field, boost in PHRASE_FIELDS.items()]
    return [
        {"match_bool_prefix": {"title.plain": begun}},
        {"match": {JOINED: {"query": text, "boost": MATCHED_FIELDS[JOINED]}}},
        *({"term": {field: {"value": text, "boost": boost}}} for field, boost in EXACT_FIELDS.items()),
        {"dis_max": {"tie_breaker": PHRASE_TIE, "queries": phrases}},
        *({"match": {field: {"query": text, "boost": boost}}} for field, boost in SEARCHED_FIELDS.items()),
    ]


def _favour_popular(query: Query) -> Query:
    factors = [
        {"field_value_factor": {"field": field, "modifier": "log1p", "factor": POPULARITY[field], "missing": 0}}
        for field in POPULARITY_FIELDS
    ]
    functions = [{"filter": {"match_all": {}}, "weight": 1}, *({**factor, "weight": PHRASE_TIE} for factor in factors)]
    return {"function_score": {"query": query, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}}


def _build_sort(keys: tuple[str, ...]) -> list[Any]:
    return [*map(_sort_by, keys), {TIE_BREAKER: "asc"}]


def _sort_by(key: str) -> Any:
    name = key.removeprefix("-")
    if name == "relevance":
        return "_score"
    return {SORT_KEYS[name]: {"order": "desc" if key.startswith("-") else "asc", "missing": "_last"}}


def _has_word(text: str) -> bool:
    return any(character.isalnum() or unicodedata.category(character) == "So" for character in text)


def _write(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
