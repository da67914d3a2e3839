"""Texts as people compare them: without case, accents, punctuation and plurals. Not as the index does it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart into a letter and a mark.
_LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "ß": "ss"})
_APOSTROPHES = re.compile("['\u2019\u02bc]")
_POSSESSIVE = re.compile("['\u2019]s\\b")
_PLURALS, _SHORTEST_PLURAL = re.compile("(?<![su])s$"), 4
STOP_WORDS = frozenset(
    """
    a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to
    was will with
    """.split()  # noqa: SIM905 - to be read at a glance
)


def fold(text: str) -> str:
    """Take case and accents away."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


@lru_cache(maxsize=100_000)
def split(text: str | None) -> tuple[str, ...]:
    """Give the words of a text, folded, in its order."""
    whole = _APOSTROPHES.sub("", _POSSESSIVE.sub("", fold(text or "")))
    return tuple(_make_singular(word) for word in re.findall(r"[^\W_]+", whole))


def holds(words: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    """Tell whether a phrase stands in a text."""
    size = len(phrase)
    return any(words[start : start + size] == phrase for start in range(len(words) - size + 1))


def begins(words: tuple[str, ...], typed: tuple[str, ...]) -> bool:
    """Tell whether a phrase, whose last word is still being typed, stands in a text."""
    size = len(typed)
    parts = (words[start : start + size] for start in range(len(words) - size + 1))
    return any(part[:-1] == typed[:-1] and part[-1].startswith(typed[-1]) for part in parts)


def _make_singular(word: str) -> str:
    return _PLURALS.sub("", word) if len(word) >= _SHORTEST_PLURAL else word
