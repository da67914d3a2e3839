"""Words that a facet's values are searched by, as a pattern of Lucene's that finds where they begin. Pure.

Nothing that is typed reaches Elasticsearch as anything but letters to look for: every sign is escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

# Letters that Unicode does not take apart, as what they are searched by.
STROKED = str.maketrans("øłđðħŧıŋß", "olddhtins")
LATIN = (*range(0x41, 0x5B), *range(0x61, 0x7B), *range(0xC0, 0x250), *range(0x1E00, 0x1F00))
# Between letters nothing parts that people leave out: O'Brien, S.W.A.T., Spider-Man, an accent of its own.
LEFT_OUT = "['\u2019.\\-\u0300-\u036f]?"
# Only near a word's beginning, for each doubles what Elasticsearch has to work out, and it works out only so much.
LEFT_OUT_UNTIL = 6
# A word begins where there is no letter or digit before it of a script that parts words. In others any sign may begin.
APART = "[^0-9A-Za-z\u00c0-\u02af\u0370-\u052f\u1e00-\u1fff]"
ANYTHING = ".*"
WORD = re.compile(r"[^\W_]+")


def find_beginnings(text: str) -> str:
    """Give the pattern of values that have these words in this order, each begun; case and accents are no difference.

    A text without letters and digits is found as it stands.
    """
    words = WORD.findall(re.sub(LEFT_OUT.rstrip("?"), "", fold(text)))
    if not words:
        return f"{ANYTHING}{_escape(text)}{ANYTHING}"
    first, *others = map(_spell, words)
    following = "".join(f"{ANYTHING}{APART}{word}" for word in others)
    return f"({ANYTHING}{APART})?{first}{following}{ANYTHING}"


def fold(text: str) -> str:
    """Give a text without case and accents."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(character for character in decomposed if not unicodedata.combining(character))
    return bare.translate(STROKED)


def _spell(word: str) -> str:
    beginning = LEFT_OUT.join(map(_vary, word[:LEFT_OUT_UNTIL]))
    return beginning + "".join(map(_vary, word[LEFT_OUT_UNTIL:]))


def _vary(letter: str) -> str:
    """Give the class of what is written for a letter."""
    written = {letter, letter.upper(), *_list_variants().get(letter, ())}
    return f"[{''.join(_escape(one) for one in sorted(written) if len(one) == 1)}]"


@cache
def _list_variants() -> dict[str, list[str]]:
    variants: defaultdict[str, list[str]] = defaultdict(list)
    for code in LATIN:
        folded = fold(chr(code))
        if len(folded) == 1:
            variants[folded].append(chr(code))
    return dict(variants)


def _escape(text: str) -> str:
    return "".join(_mark(text))


def _mark(text: str) -> Iterator[str]:
    for character in text:
        yield character if character.isalnum() else f"\\{character}"
