"""The only definition of the index: alias, mapping, and which fields are searched, filtered, counted, sorted.

Nothing here is missing from the embedded node: no scripts, no nested fields, no ``rank_feature``, ``scaled_float`` or
``search_as_you_type``. ``codec`` is never set: ``best_compression`` turns an index of the embedded node red.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from catalog.analysis import ANALYSIS

ALIAS = "episodes"
# One more with every change of what an index holds, here or in ``documents``: every index is then built anew, and of
# two versions of TVSI that run beside each other the older one knows that it is the older.
DEFINITION = 1

# What a query's words are matched and scored against, with boosts. Every word must be in ``all`` (stemmed) or in the
# title; the rest orders what matched. The structure took nDCG@10 from 0.75 to 0.99 on recorded episodes.
MATCHED_FIELDS = {"all": 0.1, "title.plain": 0.5, "title.join": 2.0}
EXACT_FIELDS = {"show.name.exact": 10.0, "name.exact": 8.0}
PHRASE_FIELDS = {"show.name": 4.0, "name": 3.0, "people": 2.0, "characters": 1.5}
SEARCHED_FIELDS = {
    "show.name": 3.0,
    "name": 3.0,
    "people": 1.5,
    "characters": 1.0,
    "show.channel.words": 1.0,
    "summary": 0.5,
}
# Shown with what matched marked.
HIGHLIGHTED_FIELDS = ("name", "show.name", "summary", "people", "characters")
# Asked only when nothing matched: typos are looked for in words as written, for stems are no near miss of a typo.
FUZZY_FIELDS = {"title.plain": 3.0, "all.plain": 1.0}
# Where an episode's name is looked for as it is typed, alone and with its show's.
SUGGESTED_FIELDS = {"name": "name.words", "title": "title.plain"}
POPULARITY_FIELDS = ("weight", "likes")

FILTERS = {
    "show_id": "show.id",
    "genre": "show.genres",
    "network": "show.channel",
    "network_id": "show.network_id",
    "web_channel": "show.web_channel",
    "show_type": "show.type",
    "show_status": "show.status",
    "language": "show.language",
    "country": "show.country",
    "episode_type": "type",
    "season": "season.kw",
    "number": "number.kw",
    "person": "person",
    "person_id": "person_id",
    "guest": "guest",
    "feed": "feeds",
}


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a range, inclusive: ``operator`` is ``gte`` or ``lte``."""

    field: str
    operator: str


RANGES = {
    "airdate_from": Bound("airdate", "gte"),
    "airdate_to": Bound("airdate", "lte"),
    "airs_from": Bound("airstamp", "gte"),
    "airs_to": Bound("airstamp", "lte"),
    "runtime_min": Bound("runtime", "gte"),
    "runtime_max": Bound("runtime", "lte"),
    "rating_min": Bound("rating", "gte"),
    "rating_max": Bound("rating", "lte"),
    "likes_min": Bound("likes", "gte"),
    "likes_max": Bound("likes", "lte"),
}
RATED_FIELD = "rating"
WITHDRAWN_FIELD = "withdrawn"

FACETS = {
    "genre": "show.genres",
    "network": "show.channel",
    "web_channel": "show.web_channel",
    "show_type": "show.type",
    "show_status": "show.status",
    "language": "show.language",
    "country": "show.country",
    "season": "season.kw",
    "episode_type": "type",
    "person": "person",
    "guest": "guest",
    "airdate": "airdate",
    "runtime": "runtime",
    "rating": "rating",
}

SORT_KEYS = {
    "relevance": "_score",
    "airstamp": "airstamp",
    "airdate": "airdate",
    "name": "name.sort",
    "show": "show.name.sort",
    "season": "season",
    "number": "number",
    "runtime": "runtime",
    "rating": "rating",
    "likes": "likes",
}
TIE_BREAKER = "id"

# The value by which filters and facets know a global channel, whose country is null.
NO_COUNTRY = "none"

# Lucene refuses terms over 32,766 bytes, and with them the document; a character takes at most four.
_LONGEST_KEYWORD = 8191

# Words that a facet's values are searched by become a pattern, each letter as all that is written for it.
_LIMITS = {"max_regex_length": 20_000}


def _keyword(**more: Any) -> dict[str, Any]:
    return {"type": "keyword", "ignore_above": _LONGEST_KEYWORD, **more}


def _text(**more: Any) -> dict[str, Any]:
    return {"type": "text", "analyzer": "stemmed", **more}


def _title(**more: Any) -> dict[str, Any]:
    fields = {"exact": _keyword(normalizer="exact"), "sort": _keyword(normalizer="folded", index=False)}
    return _text(copy_to=["all", "title"], fields=fields | more)


def _begun() -> dict[str, Any]:
    """Words as written, found by their beginnings as fast as whole."""
    return {"type": "text", "analyzer": "plain", "index_prefixes": {"min_chars": 1, "max_chars": 10}}


def _number(kind: str = "integer") -> dict[str, Any]:
    # As a keyword a number is counted thirty times cheaper.
    return {"type": kind, "fields": {"kw": _keyword()}}


def _shown() -> dict[str, Any]:
    return _keyword(index=False, doc_values=False)


def _picture() -> dict[str, Any]:
    return {"type": "object", "enabled": False}


def _show() -> dict[str, Any]:
    return {
        "id": _keyword(),
        "name": _title(),
        "type": _keyword(copy_to="all"),
        "status": _keyword(),
        "language": _keyword(),
        "genres": _keyword(copy_to="all"),
        "network": _keyword(copy_to="all"),
        "network_id": _keyword(),
        "web_channel": _keyword(copy_to="all"),
        "web_channel_id": _keyword(),
        "channel": _keyword(fields={"words": _text()}),
        "country": _keyword(null_value=NO_COUNTRY),
        "timezone": _shown(),
        "image": _picture(),
    }


def _mappings() -> dict[str, Any]:
    plain = {"type": "text", "analyzer": "plain"}
    joined = {"type": "text", "analyzer": "joined", "search_analyzer": "plain"}
    properties = {
        "id": {"type": "long"},
        "version": {"type": "long"},
        "withdrawn": {"type": "boolean"},
        "name": _title(words=_begun()),
        "season": _number(),
        "number": _number(),
        "type": _keyword(),
        "airdate": {"type": "date", "format": "strict_date"},
        "airtime": _shown(),
        "airtime_known": {"type": "boolean", "index": False},
        "airstamp": {"type": "date", "format": "strict_date_optional_time"},
        "runtime": {"type": "integer"},
        "rating": {"type": "double"},
        "summary": _text(copy_to="all"),
        "image": _picture(),
        "url": _shown(),
        "likes": {"type": "integer"},
        "feeds": _keyword(),
        "weight": {"type": "integer"},
        "show": {"properties": _show()},
        "person": _keyword(),
        "person_id": _keyword(),
        "guest": _keyword(),
        "guest_id": _keyword(),
        "people": _text(copy_to="all"),
        "characters": _text(copy_to="all"),
        "all": _text(fields={"plain": plain}),
        "title": _text(fields={"plain": _begun(), "join": joined}),
    }
    return {"dynamic": "strict", "properties": properties}


def definition(*, shards: int = 1, replicas: int = 0) -> dict[str, Any]:
    """Give the index's settings and mappings. The projection refreshes by itself; the interval is its net."""
    index = {"number_of_shards": shards, "number_of_replicas": replicas, "refresh_interval": "30s", **_LIMITS}
    return {"settings": {"index": index, "analysis": ANALYSIS}, "mappings": _mappings()}


def definition_hash() -> str:
    """Tell definitions apart by number and by what they make of a document; shards and replicas are no difference."""
    content = json.dumps([ANALYSIS, _LIMITS, _mappings()], sort_keys=True)
    return f"{DEFINITION}-{hashlib.sha256(content.encode()).hexdigest()[:16]}"


def is_of_later_version(other_hash: str) -> bool:
    """Tell whether a definition is of a later version of TVSI, by its hash."""
    number, dash, _ = other_hash.partition("-")
    return bool(dash) and number.isdecimal() and int(number) > DEFINITION
