"""Queries that mean somebody: in a cast, as a guest, or as the character that they play."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from bench.relevance.folding import split
from bench.relevance.predicates import (
    JudgedQuery,
    Predicate,
    character_has,
    guests,
    mentions,
    person_begins,
    person_has,
    plays,
    show,
    summary_has,
    title_begins,
    title_has,
)
from bench.relevance.shelf import Shelf
from bench.relevance.typing_habits import add_accent, drop_accents, leave_unfinished, mistype, mistype_twice
from catalog.rows import EpisodeRow

# Of large casts people know the first.
FAMOUS = 8
_FEW = 40


def draw_cast(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take somebody of a show's cast."""
    name = _choose(row.show.cast.people[:FAMOUS], chance)
    return JudgedQuery("person, cast", name, _mean_person(name)) if name else None


def draw_guest(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a guest of an episode."""
    name = _choose(row.guests.people, chance)
    return JudgedQuery("person, guest", name, _mean_person(name)) if name else None


def draw_surname(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Take the surname alone, of somebody who shares it with few."""
    name = _choose((*row.guests.people, *row.show.cast.people[:FAMOUS]), chance)
    surname = name.split()[-1] if name else ""
    if not 0 < shelf.mentions[split(surname)[-1] if surname else ""] <= _FEW:
        return None
    grades = {3: person_has(surname) | title_has(surname), 1: mentions(surname)}
    return JudgedQuery("person, surname", surname, grades)


def draw_unfinished_person(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Stop in the last word of a name."""
    name = _choose((*row.guests.people, *row.show.cast.people[:FAMOUS]), chance)
    typed = leave_unfinished(name, chance) if name else None
    return JudgedQuery("person, unfinished", typed, {3: person_begins(typed) | title_begins(typed)}) if typed else None


def draw_mistyped_person(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Get one letter of a name wrong."""
    return _mistype_person("person, one typo", mistype, row, shelf, chance)


def draw_twice_mistyped_person(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Get two letters of a name wrong."""
    return _mistype_person("person, two typos", mistype_twice, row, shelf, chance)


def draw_person_without_accents(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a name with accents, typed without them."""
    names = (*row.guests.people, *row.show.cast.people[:FAMOUS], row.show.name)
    name = _choose(tuple(name for name in names if drop_accents(name) != name and drop_accents(name).isascii()), chance)
    return JudgedQuery("accents left out", drop_accents(name), _mean_person(name)) if name else None


def draw_person_with_accents(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a name, typed with an accent that it lacks."""
    name = _choose((*row.guests.people, *row.show.cast.people[:FAMOUS], row.show.name), chance)
    typed = add_accent(name, chance) if name else None
    return JudgedQuery("accents put in", typed, _mean_person(name)) if name and typed else None


def draw_guest_and_show(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a guest and the show that they were in."""
    name = _choose(row.guests.people, chance)
    grades = {3: guests(name or "") & show(row.show.name), 2: plays(name or "") & show(row.show.name)}
    return JudgedQuery("person + show", f"{name} {row.show.name}", grades) if name else None


def draw_show_and_surname(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a show and the surname of somebody in it."""
    name = _choose((*row.guests.people, *row.show.cast.people[:FAMOUS]), chance)
    surname = name.split()[-1] if name else ""
    text = f"{row.show.name} {surname}"
    grades = {3: show(row.show.name) & person_has(surname), 1: show(row.show.name) & mentions(surname)}
    return JudgedQuery("show + surname", text, grades) if name else None


def draw_character(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a character of two words at least, who is not called as the one who plays them."""
    name = _choose_character(row, chance, words=2)
    return (
        JudgedQuery("character", name, {3: character_has(name) | title_has(name), 1: _is_told_of(name)})
        if name
        else None
    )


def draw_character_and_show(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a character and the show."""
    name = _choose_character(row, chance, words=1)
    text = f"{name} {row.show.name}"
    grades = {3: show(row.show.name) & character_has(name or ""), 1: show(row.show.name) & mentions(name or "")}
    return JudgedQuery("character + show", text, grades) if name else None


def _mean_person(name: str) -> Mapping[int, Predicate]:
    return {3: plays(name) | title_has(name), 2: person_has(name), 1: _is_told_of(name)}


def _is_told_of(name: str) -> Predicate:
    return summary_has(name) | character_has(name)


def _mistype_person(
    kind: str, change: Callable[[str, Random], str | None], row: EpisodeRow, shelf: Shelf, chance: Random
) -> JudgedQuery | None:
    name = _choose((*row.guests.people, *row.show.cast.people[:FAMOUS]), chance)
    text = change(name, chance) if name else None
    if not name or not text or any(word in shelf.mentions for word in set(split(text)) - set(split(name))):
        return None
    return JudgedQuery(kind, text, _mean_person(name))


def _choose(names: tuple[str, ...], chance: Random) -> str | None:
    return chance.choice(names) if names else None


def _choose_character(row: EpisodeRow, chance: Random, words: int) -> str | None:
    played = {*row.guests.people, *row.show.cast.people}
    characters = (*row.guests.characters, *row.show.cast.characters[:FAMOUS])
    return _choose(tuple(name for name in characters if name not in played and len(split(name)) >= words), chance)


DRAWS = (
    draw_cast,
    draw_guest,
    draw_surname,
    draw_unfinished_person,
    draw_mistyped_person,
    draw_twice_mistyped_person,
    draw_person_without_accents,
    draw_person_with_accents,
    draw_guest_and_show,
    draw_show_and_surname,
    draw_character,
    draw_character_and_show,
)
