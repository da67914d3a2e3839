"""Which words the typed ones were taken for, read from a hit that has them: so what is suggested finds something."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from api.search.matching import ONE_CHANGE, TWO_CHANGES
from api.search.words import Typed, squeeze

# Beside an item's own fields, where people's words may come from.
COMPARED_FIELDS = ("people", "characters")
WORD = re.compile(r"\w+(?:['\u2019]\w+)*")


def suggest_words(typed: Typed, document: Mapping[str, Any]) -> str | None:
    """Give the search with each word that the hit has only almost replaced by the one that it has; else null."""
    written = {_fold(word): word.casefold() for word in _list_words(document)}
    meant = {word: _find_nearest(word, written) for word in typed.doubtful}
    suggested = " ".join(meant.get(chunk, chunk) for chunk in typed.text.split())
    return suggested if suggested != typed.text else None


def _find_nearest(word: str, written: Mapping[str, str]) -> str:
    folded = _fold(word)
    changes = (len(folded) >= ONE_CHANGE) + (len(folded) >= TWO_CHANGES)
    if not changes or any(other.startswith(folded) for other in written):
        return word
    alike = [other for other in written if other[:1] == folded[:1]]
    nearest = process.extractOne(folded, alike, scorer=OSA.distance, score_cutoff=changes)
    return written[nearest[0]] if nearest else word


def _list_words(document: Mapping[str, Any]) -> Iterator[str]:
    """List a document's words, those of titles first: of equally near ones the first is taken."""
    show = document["show"]
    texts = (
        show["name"],
        document["name"],
        *document.get("people", ()),
        *document.get("characters", ()),
        show["network"],
        show["web_channel"],
        show["type"],
        *show["genres"],
        document["summary"],
    )
    for text in texts:
        yield from WORD.findall(text or "")


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return squeeze(decomposed)
