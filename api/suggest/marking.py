"""Which words of a text the typed ones begin, and the text with what is typed marked. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape

from api.search.beginnings import fold
from api.search.words import squeeze

# S.W.A.T. and O'Brien are one word each, as in the index.
WORD = re.compile(r"(?:[^\W_][.*-])+[^\W_](?![^\W_])|[^\W_]+(?:['\u2019][^\W_]+)*")


def split(text: str) -> list[str]:
    """Give the words of a text as they are compared: without case, accents and what stands between their letters."""
    return [squeeze(fold(word[0])) for word in WORD.finditer(text)]


def mark(text: str, typed: Sequence[str]) -> str:
    """Give a text as HTML in which what is typed of its words is within ``<em>``; everything else is escaped."""
    return "".join(_mark(text, typed))


def _mark(text: str, typed: Sequence[str]) -> Iterator[str]:
    end = 0
    for word in WORD.finditer(text):
        length = _measure(word[0], typed)
        if length:
            yield escape(text[end : word.start()])
            end = word.start() + length
            yield f"<em>{escape(text[word.start() : end])}</em>"
    yield escape(text[end:])


def _measure(word: str, typed: Sequence[str]) -> int:
    """Count the characters of a word that are typed: all of it, or the beginning that the last word is; 0 if none."""
    whole = squeeze(fold(word))
    if whole in typed:
        return len(word)
    if not typed or not whole.startswith(typed[-1]):
        return 0
    return next(end for end in range(1, len(word) + 1) if len(squeeze(fold(word[:end]))) >= len(typed[-1]))
