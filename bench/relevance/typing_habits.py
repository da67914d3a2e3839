"""How people's fingers change a text: typos, accents left out or put in, punctuation, words not finished."""

from __future__ import annotations

import unicodedata
from random import Random

_KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# The keys to the left and right of each.
_NEIGHBOURS = {
    key: row[max(0, place - 1) : place] + row[place + 1 : place + 2] for row in _KEYS for place, key in enumerate(row)
}
_ACCENTED = {"a": "á", "e": "é", "i": "í", "o": "ö", "u": "ü", "n": "ñ", "c": "ç"}
_SHORTEST_MISTYPED, _SHORTEST_MISTYPED_TWICE, _SHORTEST_UNFINISHED = 5, 8, 4


def mistype(text: str, chance: Random) -> str | None:
    """Change one letter of one of the longer words; ``None`` where there is none."""
    return _change_word(text, chance, _SHORTEST_MISTYPED, times=1)


def mistype_twice(text: str, chance: Random) -> str | None:
    """Change two letters of a long word; ``None`` where there is none."""
    return _change_word(text, chance, _SHORTEST_MISTYPED_TWICE, times=2)


def leave_unfinished(text: str, chance: Random) -> str | None:
    """Stop within the last word; ``None`` where it is too short for that."""
    *others, last = text.split()
    if len(last) <= _SHORTEST_UNFINISHED or not last.isalpha():
        return None
    return " ".join([*others, last[: chance.randint(_SHORTEST_UNFINISHED - 1, len(last) - 1)]])


def drop_accents(text: str) -> str:
    """Type a text on a keyboard without accents."""
    return "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))


def add_accent(text: str, chance: Random) -> str | None:
    """Put an accent where none belongs; ``None`` where no letter takes one."""
    places = [place for place, letter in enumerate(text) if letter in _ACCENTED]
    if not places:
        return None
    place = chance.choice(places)
    return text[:place] + _ACCENTED[text[place]] + text[place + 1 :]


def add_punctuation(text: str, chance: Random) -> str:
    """Punctuate as the mood is."""
    words = text.split()
    mark = chance.choice([",", ":", "...", "!", "?"])
    place = chance.randrange(len(words))
    return " ".join(f"{word}{mark}" if number == place else word for number, word in enumerate(words))


def _change_word(text: str, chance: Random, shortest: int, times: int) -> str | None:
    words = text.split()
    places = [place for place, word in enumerate(words) if len(word) >= shortest and word.isalpha() and word.isascii()]
    if not places:
        return None
    place = chance.choice(places)
    changed = words[place]
    for _ in range(times):
        changed = _change_letter(changed, chance)
    return " ".join([*words[:place], changed, *words[place + 1 :]]) if changed != words[place] else None


def _change_letter(word: str, chance: Random) -> str:
    # Hardly anybody mistypes the first letter.
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice(_NEIGHBOURS[letter.lower()])
    return chance.choice([before + after, before + other + after, before + other + letter + after, _swap(word, place)])


def _swap(word: str, place: int) -> str:
    return word[:place] + word[place + 1] + word[place] + word[place + 2 :]
