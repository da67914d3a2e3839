"""Writing titles and summaries out of the vocabulary."""

from __future__ import annotations

import re
from collections.abc import Sequence

from simulator.generated.dice import Dice
from simulator.generated.vocabulary import abroad
from simulator.generated.vocabulary.names import FAMILY_NAMES, GIVEN_NAMES
from simulator.generated.vocabulary.summaries import EPISODE_SENTENCES, OTHERS, SHOW_SENTENCES
from simulator.generated.vocabulary.titles import EPISODES, SHOWS, WORDS

_LISTS = {**WORDS, "given": GIVEN_NAMES, "family": FAMILY_NAMES}
# A trailing underscore in a pattern asks for the word in lower case.
_BLANK = re.compile(r"\{(\w+?)(_?)\}")
# The article before a vowel's sound, as the words of the lists have it.
_ARTICLE = re.compile(r"\b(a)(?= (?!uni)(?:[aeiou]|heir|honest))", re.IGNORECASE)


def write_show_title(dice: Dice, show_type: str, language: str | None) -> str:
    """Write a show's name, in its own script where it has one."""
    if language in abroad.TITLES and dice.chance("own language", 0.8):
        beginnings, ends = abroad.TITLES[language]
        gap = "" if language in ("Chinese", "Japanese") else " "
        return f"{dice.pick('beginning', beginnings)}{gap}{dice.pick('end', ends)}"
    return _fill(dice, "title", dice.pick("title", SHOWS[show_type]))


def write_episode_title(dice: Dice) -> str:
    """Write an episode's name."""
    return _fill(dice, "title", dice.pick("title", EPISODES))


def write_numbered_title(language: str | None, number: int, *, in_own_language: bool) -> str:
    """Write the name of an episode that has a number only."""
    pattern = abroad.NUMBERED.get(language or "", "Episode {number}") if in_own_language else "Episode {number}"
    return pattern.format(number=number)


def write_guests(dice: Dice) -> str:
    """Write the name of a talk show's episode: who comes."""
    names = (f"{dice.pick(f'given {n}', GIVEN_NAMES)} {dice.pick(f'family {n}', FAMILY_NAMES)}" for n in range(3))
    return ", ".join(list(names)[: dice.between("guests named", 1, 3)])


def write_show_summary(dice: Dice, name: str, show_type: str) -> str:
    """Write a show's summary, with the markup that TVMaze's have."""
    patterns = SHOW_SENTENCES.get(show_type, SHOW_SENTENCES[OTHERS])
    opening, *more = _sentences(dice, patterns, 2 if dice.chance("longer", 0.6) else 1)
    paragraphs = [f"<b>{_escape(name)}</b> - {_escape(opening)}", *map(_escape, more)]
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)


def write_episode_summary(dice: Dice, show_type: str) -> str:
    """Write an episode's summary, with the markup that TVMaze's have."""
    patterns = EPISODE_SENTENCES.get(show_type, EPISODE_SENTENCES[OTHERS])
    sentences = [_escape(each) for each in _sentences(dice, patterns, dice.between("sentences", 1, 3))]
    if dice.chance("italics", 0.05):
        sentences[0] = f"<i>{sentences[0]}</i>"
    return f"<p>{(' <br />' if dice.chance('break', 0.03) else ' ').join(sentences)}</p>"


def _sentences(dice: Dice, patterns: Sequence[str], count: int) -> list[str]:
    """Write so many sentences, no two of one pattern."""
    first = dice.between("first sentence", 0, len(patterns) - 1)
    chosen = [patterns[(first + place) % len(patterns)] for place in range(count)]
    return [_fill(dice, f"sentence {place}", pattern) for place, pattern in enumerate(chosen)]


def _fill(dice: Dice, name: str, pattern: str) -> str:
    """Replace each blank by a word of its list, no blank by the same throw as another."""
    places = iter(range(pattern.count("{")))

    def choose(blank: re.Match[str]) -> str:
        word = dice.pick(f"{name} {next(places)}", _LISTS[blank[1]])
        return word.lower() if blank[2] else word

    return _ARTICLE.sub(r"\1n", _BLANK.sub(choose, pattern))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;")
