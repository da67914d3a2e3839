"""What is typed as a request to Elasticsearch for episodes. Pure."""

from __future__ import annotations

from typing import Any

from catalog.index import SUGGESTED_FIELDS, TIE_BREAKER, WITHDRAWN_FIELD

Query = dict[str, Any]
# More than are shown, so that of the best known those come first whose name begins with what is typed.
CANDIDATES = 20
NAME, TITLE, WHOLE_NAME = SUGGESTED_FIELDS["name"], SUGGESTED_FIELDS["title"], "name.exact"


def find_episodes(text: str) -> Query:
    """Find the best known episodes that have all words in their name and their show's, one at least in their name."""
    named = {"bool": {"filter": [_begin(TITLE, text), _begin(NAME, text, operator="or")]}}
    # A name like "???" has no words; it is found by its beginning.
    either = {"bool": {"should": [named, {"prefix": {WHOLE_NAME: text}}], "minimum_should_match": 1}}
    return {
        "size": CANDIDATES,
        "_source": ["id", "name", "show.name"],
        "track_total_hits": False,
        "query": {"bool": {"filter": [{"term": {WITHDRAWN_FIELD: False}}, either]}},
        "sort": [{"weight": "desc"}, {"likes": "desc"}, {TIE_BREAKER: "asc"}],
    }


def _begin(field: str, text: str, operator: str = "and") -> Query:
    return {"match_bool_prefix": {field: {"query": text, "operator": operator}}}
