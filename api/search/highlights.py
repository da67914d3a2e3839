"""What matched, marked in the texts of a hit. The marks are ``<em>``; everything else in a text is escaped as HTML."""

from __future__ import annotations

from typing import Any

from api.search.matching import NEAR, STEMMED, Query, match_phrase
from api.search.words import Typed
from catalog.index import HIGHLIGHTED_FIELDS

# Of names all is shown, of a list the names that matched; of a summary the best sentences up to this many characters.
WHOLE, EXCERPT = {"number_of_fragments": 0}, {"number_of_fragments": 2, "fragment_size": 160, "order": "score"}
# The index's own bound. A longer text is marked up to here; without this the whole search would be refused.
LONGEST = 1_000_000


def build_highlight(typed: Typed, *, near: bool) -> dict[str, Any]:
    """Give the part of a request that asks for marks; nothing where there is nothing to mark."""
    wanted = _mark(typed, near=near)
    if not wanted:
        return {}
    return {
        "highlight": {
            "encoder": "html",
            "require_field_match": False,
            "max_analyzed_offset": LONGEST,
            "highlight_query": {"bool": {"should": wanted}},
            "fields": {field: EXCERPT if field == "summary" else WHOLE for field in HIGHLIGHTED_FIELDS},
        }
    }


def _mark(typed: Typed, *, near: bool) -> list[Query]:
    """Mark every word, neighbours written as one, the beginning that the last word is, and whole phrases."""
    texts = [*typed.words, *filter(None, typed.pairs)]
    marked: list[Query] = [{"match": {STEMMED: {"query": text, "operator": "and"}}} for text in texts]
    marked += [{"match_bool_prefix": {STEMMED: word}} for word in typed.words[-1:]]
    if near:
        marked += [{"match": {STEMMED: {"query": word, **NEAR}}} for word in typed.doubtful]
    return [*marked, *(match_phrase(STEMMED, phrase) for phrase in typed.phrases)]
