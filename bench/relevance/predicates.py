"""What may be said of an episode, as small predicates that ``&``, ``|`` and ``~`` put together.

They look at rows of the tables, never at the index: what a search can't find is judged all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from bench.relevance.folding import begins, holds, split
from catalog.rows import EpisodeRow


@dataclass(frozen=True)
class Predicate:
    """Something that is true of an episode, or is not."""

    test: Callable[[EpisodeRow], bool]

    def __call__(self, row: EpisodeRow) -> bool:
        """Tell whether it is true."""
        return self.test(row)

    def __and__(self, other: Predicate) -> Predicate:
        """Say both."""
        return Predicate(lambda row: self(row) and other(row))

    def __or__(self, other: Predicate) -> Predicate:
        """Say either."""
        return Predicate(lambda row: self(row) or other(row))

    def __invert__(self) -> Predicate:
        """Say the opposite."""
        return Predicate(lambda row: not self(row))


@dataclass(frozen=True)
class JudgedQuery:
    """What somebody types, and what they hope for: 3 is meant, 2 closely related, 1 weakly. The best grade counts."""

    kind: str
    text: str
    grades: Mapping[int, Predicate]

    def grade(self, row: EpisodeRow) -> int:
        """Grade an episode, 0 where nothing is true of it."""
        return max((grade for grade, is_true in self.grades.items() if is_true(row)), default=0)


def show(name: str) -> Predicate:
    """Say that the show has this name."""
    return Predicate(lambda row: split(row.show.name) == split(name))


def show_has(phrase: str) -> Predicate:
    """Say that the show's name holds these words, side by side."""
    return Predicate(lambda row: holds(split(row.show.name), split(phrase)))


def named(name: str) -> Predicate:
    """Say that the episode has this name."""
    return Predicate(lambda row: split(row.name) == split(name))


def name_has(phrase: str) -> Predicate:
    """Say that the episode's name holds these words, side by side."""
    return Predicate(lambda row: holds(split(row.name), split(phrase)))


def title_has(phrase: str) -> Predicate:
    """Say that the show's or the episode's name holds these words, side by side."""
    return show_has(phrase) | name_has(phrase)


def title_begins(typed: str) -> Predicate:
    """Say that one of both names holds these words, the last of them still being typed."""
    return Predicate(lambda row: any(begins(split(text), split(typed)) for text in (row.show.name, row.name)))


def titles_share(words: str) -> Predicate:
    """Say that each of these words is in the show's or the episode's name."""
    return Predicate(lambda row: {*split(words)} <= {*split(row.show.name), *split(row.name)})


def numbered(season: int, number: int) -> Predicate:
    """Say which episode of its show it is."""
    return Predicate(lambda row: (row.season, row.number) == (season, number))


def plays(name: str) -> Predicate:
    """Say that somebody of this name is in the cast or the guest cast."""
    return Predicate(lambda row: split(name) in map(split, list_people(row)))


def guests(name: str) -> Predicate:
    """Say that somebody of this name is in the guest cast."""
    return Predicate(lambda row: split(name) in map(split, row.guests.people))


def person_has(phrase: str) -> Predicate:
    """Say that the name of somebody in the casts holds these words."""
    return Predicate(lambda row: any(holds(split(name), split(phrase)) for name in list_people(row)))


def person_begins(typed: str) -> Predicate:
    """Say that the name of somebody in the casts holds these words, the last of them still being typed."""
    return Predicate(lambda row: any(begins(split(name), split(typed)) for name in list_people(row)))


def character_has(phrase: str) -> Predicate:
    """Say that the name of some character holds these words."""
    return Predicate(lambda row: any(holds(split(name), split(phrase)) for name in list_characters(row)))


def channel(name: str) -> Predicate:
    """Say that it is on a network or web channel of this name."""
    return Predicate(lambda row: split(name) in map(split, list_channels(row)))


def genre(name: str) -> Predicate:
    """Say that the show is of this genre."""
    return Predicate(lambda row: split(name) in map(split, row.show.genres))


def show_type(name: str) -> Predicate:
    """Say that the show is of this type."""
    return Predicate(lambda row: split(row.show.type) == split(name))


def summary_has(phrase: str) -> Predicate:
    """Say that the summary holds these words, side by side."""
    return Predicate(lambda row: holds(split(row.summary), split(phrase)))


def summary_shares(words: str) -> Predicate:
    """Say that each of these words is in the summary."""
    return Predicate(lambda row: {*split(words)} <= {*split(row.summary)})


def mentions(words: str) -> Predicate:
    """Say that each of these words is somewhere among the texts that are searched."""
    return Predicate(lambda row: {*split(words)} <= {word for text in list_texts(row) for word in split(text)})


def liked(at_least: int = 1) -> Predicate:
    """Say that so many people like it."""
    return Predicate(lambda row: row.likes >= at_least)


def known(at_least: int) -> Predicate:
    """Say that TVMaze gives the show this weight."""
    return Predicate(lambda row: row.show.weight >= at_least)


def list_people(row: EpisodeRow) -> Iterable[str]:
    """Name everybody in the casts."""
    return (*row.guests.people, *row.show.cast.people)


def list_characters(row: EpisodeRow) -> Iterable[str]:
    """Name all characters of the casts."""
    return (*row.guests.characters, *row.show.cast.characters)


def list_channels(row: EpisodeRow) -> Iterable[str]:
    """Name the channels."""
    return (found.name for found in (row.show.network, row.show.web_channel) if found)


def list_texts(row: EpisodeRow) -> Iterable[str | None]:
    """Give every text of an episode that is searched."""
    titles = (row.name, row.show.name, row.summary, row.show.type)
    return (*titles, *row.show.genres, *list_channels(row), *list_people(row), *list_characters(row))
