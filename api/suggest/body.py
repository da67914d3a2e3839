"""What is typed as requests to Elasticsearch: for shows, for episodes, for those in whom people are. Pure.

A show's best known episode stands for it. What begins with all that is typed comes first, then what is better known.
"""

from __future__ import annotations

from typing import Any

from catalog.index import SUGGESTED_FIELDS, TIE_BREAKER, WITHDRAWN_FIELD

Query = dict[str, Any]
AT_MOST = 5
# Several have the same people, and some have the words in two different ones.
EPISODES_OF_PEOPLE = 20
SHOW, EPISODE, PEOPLE, TITLE = (SUGGESTED_FIELDS[name] for name in ("show", "episode", "people", "title"))
EXACT_SHOW, EXACT_EPISODE = "show.name.exact", "name.exact"
# Of a word that is only begun, more than Elasticsearch's usual 50 may be meant.
EXPANSIONS = 500


def find_shows(text: str) -> Query:
    """Find the best known episode of each show whose name has the words."""
    found = _either(_begin(SHOW, text), _prefix(EXACT_SHOW, text))
    return {**_build([found], [_prefix(EXACT_SHOW, text)], ["show.id", "show.name"], AT_MOST), **_ONE_A_SHOW}


def find_episodes(text: str) -> Query:
    """Find episodes that have all words in their name and their show's, at least one of them in their name."""
    named = {"bool": {"filter": [_begin(TITLE, text), _begin(EPISODE, text, operator="or")]}}
    source = ["id", "name", "show.name", "season", "number"]
    return _build([_either(named, _prefix(EXACT_EPISODE, text))], [_prefix(EXACT_EPISODE, text)], source, AT_MOST)


def find_people(text: str) -> Query:
    """Find the best known episode of each show in which the words are in people's names."""
    in_one = {"match_phrase_prefix": {PEOPLE: {"query": text, "max_expansions": EXPANSIONS}}}
    source = ["id", "show.id", "people"]
    return {**_build([_begin(PEOPLE, text)], [in_one], source, EPISODES_OF_PEOPLE), **_ONE_A_SHOW}


_ONE_A_SHOW: Query = {"collapse": {"field": "show.id"}}


def _build(found: list[Query], favoured: list[Query], source: list[str], size: int) -> Query:
    favour = [{"constant_score": {"filter": query}} for query in favoured]
    return {
        "size": size,
        "_source": source,
        "track_total_hits": False,
        "query": {"bool": {"filter": [{"term": {WITHDRAWN_FIELD: False}}, *found], "should": favour}},
        "sort": ["_score", {"weight": "desc"}, {"likes": "desc"}, {TIE_BREAKER: "asc"}],
    }


def _begin(field: str, text: str, operator: str = "and") -> Query:
    return {"match_bool_prefix": {field: {"query": text, "operator": operator}}}


def _prefix(field: str, text: str) -> Query:
    return {"prefix": {field: text}}


def _either(*queries: Query) -> Query:
    return {"bool": {"should": list(queries), "minimum_should_match": 1}}
