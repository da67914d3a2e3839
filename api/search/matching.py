"""Which episodes the typed words match: every word, somewhere. How well they match is in ``ranking``. Pure.

No query language of Elasticsearch's ever parses what people type: words go to ``match`` queries alone.
"""

from __future__ import annotations

from typing import Any

from api.search.words import Numbered, Phrase, Typed, has_word, squeeze
from catalog.index import EXACT_FIELDS, FILTERS, FUZZY_FIELDS, MATCHED_FIELDS

Query = dict[str, Any]

# Every word must be in one of these; ``all`` holds the text of every searched field.
STEMMED, WRITTEN, JOINED = "all", "all.plain", "title.join"
# A first letter is seldom wrong, and fixing it leaves far fewer words to compare. Short words have too many neighbours:
# none up to three letters, one change from four on, two from seven on.
ONE_CHANGE, TWO_CHANGES = 4, 7
NEAR = {"fuzziness": f"AUTO:{ONE_CHANGE},{TWO_CHANGES}", "prefix_length": 1, "max_expansions": 50}


def match(typed: Typed, *, near: bool = False) -> Query:
    """Require all that is typed; a name given whole is found even if nothing in it counts as a word, like ``???``.

    With ``near``, words that are almost as typed will do.
    """
    either: list[Query] = [{"term": {field: typed.text}} for field in EXACT_FIELDS]
    required = [
        *_match_words(typed, near=near),
        *(match_phrase(WRITTEN, phrase) for phrase in typed.phrases),
        *map(_match_number, typed.numbers),
    ]
    if required or typed.without:
        unwanted = [query for text in typed.without for query in _find(text)]
        either.append({"bool": {"must": required, "must_not": unwanted}})
    return {"bool": {"should": either, "minimum_should_match": 1, "boost": MATCHED_FIELDS[STEMMED]}}


def _match_words(typed: Typed, *, near: bool) -> list[Query]:
    """Require each word, or it and a neighbour written as one; the last may still be being typed."""
    pairs = ["", *typed.pairs, ""]
    last = len(typed.words) - 1
    required = []
    for place, word in enumerate(typed.words):
        written = {squeeze(word), *pairs[place : place + 2]} - {"", word}
        begun = {word, squeeze(word), pairs[last]} if place == last else {pairs[last]} if place == last - 1 else set()
        ways = [*_match_word(word), *({"match": {WRITTEN: text}} for text in sorted(written))]
        ways += [query for text in sorted(begun - {""}) for query in _match_begun(text)]
        ways += _match_near(word) if near and word in typed.doubtful else []
        required.append({"bool": {"should": ways, "minimum_should_match": 1}})
    return required


def _match_word(word: str) -> list[Query]:
    """Match one word. A stop word leaves nothing to look for and asks for nothing."""
    found = {"query": word, "operator": "and", "zero_terms_query": "all"}
    return [{"match": {STEMMED: found}}, {"match": {JOINED: word}}]


def _match_begun(word: str) -> list[Query]:
    """Match the beginning of a word as written."""
    found = {"query": word, "operator": "and"}
    return [{"match_bool_prefix": {field: found}} for field in (WRITTEN, JOINED)]


def _match_near(word: str) -> list[Query]:
    found = {"query": word, "operator": "and", **NEAR}
    return [{"match": {field: {**found, "boost": boost}}} for field, boost in FUZZY_FIELDS.items()]


def match_phrase(field: str, phrase: Phrase) -> Query:
    """Require words that stand together in a field."""
    kind = "match_phrase_prefix" if phrase.begun else "match_phrase"
    return {kind: {field: phrase.text}}


def _match_number(numbered: Numbered) -> Query:
    """Require a season and a number, without telling more of how well it matches; or the words as they stand."""
    terms: list[Query] = [{"term": {FILTERS["season"]: str(numbered.season)}}]
    if numbered.number is not None:
        terms.append({"term": {FILTERS["number"]: str(numbered.number)}})
    words = [word for word in numbered.words if has_word(word)]
    literally = {"bool": {"must": [{"match": {WRITTEN: {"query": word, "operator": "and"}}} for word in words]}}
    return {"bool": {"should": [{"bool": {"filter": terms}}, literally], "minimum_should_match": 1}}


def _find(text: str) -> list[Query]:
    """Find what a word or a phrase would, but for a stop word: left out, it is one as written."""
    if " " in text:
        return [match_phrase(WRITTEN, Phrase(text))]
    fields = (STEMMED, WRITTEN, JOINED)
    return [{"match": {field: {"query": text, "operator": "and"}}} for field in fields]
