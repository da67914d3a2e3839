"""What people type into a search box, taken apart: words, phrases, what must not be there, an episode's number. Pure.

Nothing here is an error: quotes may stay open, a dash may stand alone. How each part is found is in ``matching``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise

# A quote may stay open, for it may still be being typed. A dash leaves something out only before it, "spider-man" does
# not. Numbers as people write them: S02E05, s2 e5, season 2 episode 5, 2x05, and a season alone: S02.
PART = re.compile(
    r"""
    (?P<without>(?<!\S)-)?"(?P<phrase>[^"]*)(?P<closed>"?)
    | (?<!\S)(?:
        s(?:eason\s+)?(?P<season>\d{1,4})(?:[\s,]*e(?:p(?:isode)?)?\.?\s*(?P<number>\d{1,4}))?
        | (?P<first>\d{1,4})x(?P<second>\d{1,4})
      )(?!\S)
    | (?P<leave>(?<!\S)-)?(?P<word>[^\s"]+)
    """,
    re.VERBOSE | re.IGNORECASE,
)
QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))


@dataclass(frozen=True)
class Phrase:
    """Words that stand together; its last word is only begun where the quote is still open."""

    text: str
    begun: bool = False


@dataclass(frozen=True)
class Numbered:
    """A season, and a number in it where one is given; or the words it is written in, for a name may hold them."""

    season: int
    number: int | None
    words: tuple[str, ...]


@dataclass(frozen=True)
class Typed:
    """What is asked for. ``text`` is all of it, as typed: a name given whole is found by it, whatever it holds."""

    text: str
    words: tuple[str, ...] = ()
    phrases: tuple[Phrase, ...] = ()
    numbers: tuple[Numbered, ...] = ()
    without: tuple[str, ...] = ()

    @property
    def ranked(self) -> str:
        """Give the words by which what is found is put in order; empty where nothing tells."""
        return " ".join((*self.words, *(phrase.text for phrase in self.phrases)))

    @property
    def pairs(self) -> tuple[str, ...]:
        """Give each word and its next neighbour written as one, empty where they hold no letter and no digit."""
        return tuple(squeeze(*pair) for pair in pairwise(self.words))

    @property
    def doubtful(self) -> tuple[str, ...]:
        """Give the words that may be taken for ones like them: a number is another number, not a typo of it."""
        return tuple(word for word in self.words if not any(character.isdigit() for character in word))

    @property
    def is_only_without(self) -> bool:
        """Tell whether there is nothing to look for, only what must not be there."""
        return bool(self.without) and not (self.words or self.phrases or self.numbers)


def take_apart(text: str) -> Typed:
    """Take a search box's content apart. Parts without a letter, digit or symbol ask for nothing."""
    words: list[str] = []
    phrases: list[Phrase] = []
    numbers: list[Numbered] = []
    without: list[str] = []
    for part in PART.finditer(text.translate(QUOTES)):
        season, number = part["season"] or part["first"], part["number"] or part["second"]
        said = part["phrase"] or part["word"] or ""
        if season:
            numbers.append(Numbered(int(season), int(number) if number else None, tuple(part[0].split())))
        elif not has_word(said):
            continue
        elif part["without"] or part["leave"]:
            without.append(said)
        elif part["word"]:
            words.append(said)
        else:
            phrases.append(Phrase(said, begun=not part["closed"]))
    return Typed(text, tuple(words), tuple(phrases), tuple(numbers), tuple(without))


def has_word(text: str) -> bool:
    """Tell whether there is anything that the index would know as a word."""
    return any(character.isalnum() or unicodedata.category(character) == "So" for character in text)


def squeeze(*words: str) -> str:
    """Write words as one, without what is no letter and no digit: "spider man" and "spider-man" as "spiderman"."""
    return "".join(character for word in words for character in word if character.isalnum())
