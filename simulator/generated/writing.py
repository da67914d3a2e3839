"""Writing titles and summaries out of the vocabulary."""

from __future__ import annotations

import re

from simulator.generated.dice import Dice
from simulator.generated.vocabulary import abroad
from simulator.generated.vocabulary.names import FAMILY_NAMES, GIVEN_NAMES
from simulator.generated.vocabulary.summaries import EPISODE_SENTENCES, SHOW_OPENINGS
from simulator.generated.vocabulary.titles import EPISODES, SHOWS, WORDS

_LISTS = {**WORDS, "given": GIVEN_NAMES, "family": FAMILY_NAMES}
# A trailing underscore in a pattern asks for the word in lower case.
_BLANK = re.compile(r"\{(\w+?)(_?)\}")


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
    opening = _fill(dice, "opening", dice.pick("opening", SHOW_OPENINGS.get(show_type, SHOW_OPENINGS[""])))
    more = _sentence(dice, "more") if dice.chance("longer", 0.6) else ""
    bold = f"<p><b>{_escape(name)}</b> - {_escape(opening)}</p>"
    return bold + (f"<p>{_escape(more)}</p>" if more else "")


def write_episode_summary(dice: Dice) -> str:
    """Write an episode's summary, with the markup that TVMaze's have."""
    sentences = [_escape(_sentence(dice, f"sentence {place}")) for place in range(dice.between("sentences", 1, 3))]
    if dice.chance("italics", 0.05):
        sentences[0] = f"<i>{sentences[0]}</i>"
    return f"<p>{(' <br />' if dice.chance('break', 0.03) else ' ').join(sentences)}</p>"


def _sentence(dice: Dice, name: str) -> str:
    return _fill(dice, name, dice.pick(name, EPISODE_SENTENCES))


def _fill(dice: Dice, name: str, pattern: str) -> str:
    """Replace each blank by a word of its list, no blank by the same throw as another."""
    places = iter(range(pattern.count("{")))

    def choose(blank: re.Match[str]) -> str:
        word = dice.pick(f"{name} {next(places)}", _LISTS[blank[1]])
        return word.lower() if blank[2] else word

    return _BLANK.sub(choose, pattern)


def _escape(text: str) -> str:
    return text.replace("&", "&amp;")
