"""Words that a facet's values are searched by, as a pattern of Lucene's that finds where they begin. Pure.

Nothing that is typed reaches Elasticsearch as anything but letters to look for: every sign is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

# Letters that Unicode does not take apart, as what they are searched by; "ß" is "ss" already where case is folded.
STROKED = str.maketrans({**dict(zip("øłđðħŧıŋ", "olddhtin", strict=True)), "æ": "ae", "œ": "oe", "þ": "th"})
DOUBLE = {"ss": "ßẞ", "ae": "æÆ", "oe": "œŒ", "th": "þÞ"}
# Scripts in which letters have cases or accents: Latin, Greek, Cyrillic, kana.
LETTERS = (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x530), *range(0x1E00, 0x2000), *range(0x3041, 0x30FF))
# Between letters nothing parts that people leave out: O'Brien, S.W.A.T., Spider-Man, an accent of its own.
LEFT_OUT = "['\u2019.\\-\u0300-\u036f]?"
# Only near a word's beginning, for each doubles what Elasticsearch has to work out, and it works out only so much.
LEFT_OUT_UNTIL = 6
# A word begins where there is no letter or digit before it of a script that parts words. In others any sign may begin.
APART = "[^0-9A-Za-z\u00c0-\u02af\u0370-\u052f\u1e00-\u1fff]"
ANYTHING = ".*"
WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True)
class _Letter:
    """A letter as typed, and what it is compared by."""

    typed: str
    folded: str


def find_beginnings(text: str) -> str:
    """Give the pattern of values that have these words in this order, each begun; case and accents are no difference.

    What is written just as it is typed is found in any case: by that alone, where the text has no letters and digits.
    """
    bare = re.sub(LEFT_OUT.rstrip("?"), "", unicodedata.normalize("NFKC", text.casefold()))
    words = WORD.findall(bare)
    if not words:
        return f"{ANYTHING}{_escape(text)}{ANYTHING}"
    first, *others = map(_spell, words)
    following = "".join(f"{ANYTHING}{APART}{word}" for word in others)
    return f"({ANYTHING}{APART})?({first}{following}|{_escape(text)}){ANYTHING}"


def fold(text: str) -> str:
    """Give a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.translate(STROKED)


def _spell(word: str) -> str:
    """Give the pattern of a word's beginning."""
    letters = [letter for character in word for letter in _take_apart(character)]
    spelt, place = "", 0
    while place < len(letters):
        gap = LEFT_OUT if 0 < place < LEFT_OUT_UNTIL else ""
        pair = "".join(letter.folded for letter in letters[place : place + 2])
        if pair in DOUBLE:
            inner = LEFT_OUT if place + 1 < LEFT_OUT_UNTIL else ""
            spelt += f"{gap}({_vary(letters[place])}{inner}{_vary(letters[place + 1])}|[{DOUBLE[pair]}])"
            place += 2
        else:
            spelt += gap + _vary(letters[place], is_last=place == len(letters) - 1)
            place += 1
    return spelt


def _take_apart(character: str) -> list[_Letter]:
    """Give a character as the letters that it is compared by; one of another alphabet that has many stays itself."""
    folded = fold(character)
    if folded in DOUBLE:
        return [_Letter(letter, letter) for letter in folded]
    return [_Letter(character, folded if len(folded) == 1 else character)]


def _vary(letter: _Letter, *, is_last: bool = False) -> str:
    """Give the class of what is written for a letter; the last one typed may be the first of two that are one."""
    both = (letter.typed, letter.folded)
    written = {*both, *(one.upper() for one in both), *_list_variants().get(letter.folded, ())}
    if is_last:
        written.update(*(double for pair, double in DOUBLE.items() if pair[0] == letter.folded))
    return f"[{''.join(_escape(one) for one in sorted(written) if len(one) == 1)}]"


@cache
def _list_variants() -> dict[str, list[str]]:
    variants: defaultdict[str, list[str]] = defaultdict(list)
    for code in LETTERS:
        folded = fold(chr(code))
        if len(folded) == 1:
            variants[folded].append(chr(code))
    return dict(variants)


def _escape(text: str) -> str:
    return "".join(_mark(text))


def _mark(text: str) -> Iterator[str]:
    for character in text:
        yield character if character.isalnum() else f"\\{character}"
