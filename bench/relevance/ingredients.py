"""Taking ingredients out of a search, to see what each is worth. Pure; works on any tree of Elasticsearch's queries.

What is taken out matches nothing and adds nothing: an alternative less, a score less. Where it was required, nothing
matches any more. What must not match is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from catalog.index import EXACT_FIELDS, PHRASE_FIELDS, POPULARITY_FIELDS, SEARCHED_FIELDS

Query = dict[str, Any]
IsTaken = Callable[[str, str, Any], bool]
_PHRASES = {"match_phrase", "match_phrase_prefix"}
_PREFIXES = {"match_bool_prefix", "match_phrase_prefix", "prefix"}
_NOTHING: Query = {"match_none": {}}


@dataclass(frozen=True)
class Ingredient:
    """One part of the search: ``is_taken`` tells of a leaf's kind, field and options whether it belongs to it."""

    name: str
    is_taken: IsTaken

    def remove(self, body: Mapping[str, Any]) -> Mapping[str, Any]:
        """Give a request without it."""
        if "query" not in body:
            return body
        return {**body, "query": prune(body["query"], self.is_taken) or _NOTHING}


def prune(query: Query, is_taken: IsTaken) -> Query | None:
    """Give a query without the leaves that are taken, ``None`` where it can match nothing without them."""
    ((kind, inner),) = query.items()
    if kind in _COMPOUNDS:
        return _COMPOUNDS[kind](inner, is_taken)
    return None if _is_leaf_taken(kind, inner, is_taken) else query


def _is_leaf_taken(kind: str, inner: Any, is_taken: IsTaken) -> bool:
    return any(is_taken(kind, field, options) for field, options in inner.items())


def _prune_bool(inner: Query, is_taken: IsTaken) -> Query | None:
    kept = dict(inner)
    for occurrence in {"must", "filter"} & kept.keys():
        required = [prune(query, is_taken) for query in _list(kept[occurrence])]
        if None in required:
            return None
        kept[occurrence] = required
    if "should" in kept:
        is_choice = kept.get("minimum_should_match", 0 if {"must", "filter"} & kept.keys() else 1)
        kept["should"] = _prune_each(_list(kept["should"]), is_taken)
        if not kept["should"]:
            if is_choice:
                return None
            del kept["should"]
    return {"bool": kept}


def _prune_each(alternatives: list[Query], is_taken: IsTaken) -> list[Query]:
    return [found for query in alternatives if (found := prune(query, is_taken))]


def _prune_best(inner: Query, is_taken: IsTaken) -> Query | None:
    alternatives = _prune_each(inner["queries"], is_taken)
    return {"dis_max": {**inner, "queries": alternatives}} if alternatives else None


def _prune_scored(inner: Query, is_taken: IsTaken) -> Query | None:
    found = prune(inner["query"], is_taken)
    functions = [each for each in inner.get("functions", ()) if not _is_function_taken(each, is_taken)]
    return {"function_score": {**inner, "query": found, "functions": functions}} if found else None


def _is_function_taken(function: Query, is_taken: IsTaken) -> bool:
    factor = function.get("field_value_factor")
    return factor is not None and is_taken("field_value_factor", factor["field"], factor)


def _prune_constant(inner: Query, is_taken: IsTaken) -> Query | None:
    found = prune(inner["filter"], is_taken)
    return {"constant_score": {**inner, "filter": found}} if found else None


def _prune_fields(inner: Query, is_taken: IsTaken) -> Query | None:
    fields = [field for field in inner["fields"] if not is_taken("multi_match", field.partition("^")[0], inner)]
    return {"multi_match": {**inner, "fields": fields}} if fields else None


_COMPOUNDS: dict[str, Callable[[Query, IsTaken], Query | None]] = {
    "bool": _prune_bool,
    "dis_max": _prune_best,
    "function_score": _prune_scored,
    "constant_score": _prune_constant,
    "multi_match": _prune_fields,
}


def _list(queries: Any) -> list[Query]:
    return queries if isinstance(queries, list) else [queries]


def _of_fields(name: str, *fields: str) -> Ingredient:
    return Ingredient(name, lambda _, field, __: field in fields)


def _words_of(field_name: str) -> Ingredient:
    return Ingredient(f"words in {field_name}", lambda kind, field, _: field == field_name and kind not in _PHRASES)


def _is_fuzzy(kind: str, _: str, options: Any) -> bool:
    return kind == "fuzzy" or (isinstance(options, dict) and "fuzziness" in options)


TYPOS = Ingredient("typos", _is_fuzzy)
EPISODE_NUMBER = _of_fields("S02E05", "season", "season.kw", "number", "number.kw")
INGREDIENTS = (
    _of_fields("names given whole", *EXACT_FIELDS),
    Ingredient("names as phrases", lambda kind, field, _: kind in _PHRASES and field in PHRASE_FIELDS),
    *map(_words_of, SEARCHED_FIELDS),
    _of_fields("title as written", "title.plain"),
    _of_fields("neighbours joined", "title.join"),
    Ingredient("the last word begun", lambda kind, _, __: kind in _PREFIXES),
    TYPOS,
    EPISODE_NUMBER,
    *(_of_fields(f"popularity: {field}", field) for field in POPULARITY_FIELDS),
    _of_fields("popularity", *POPULARITY_FIELDS),
)
