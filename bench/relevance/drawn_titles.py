"""Queries that mean a show or an episode by its name, as people write names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

from bench.relevance.folding import STOP_WORDS, split
from bench.relevance.predicates import (
    JudgedQuery,
    Predicate,
    liked,
    named,
    numbered,
    show,
    title_begins,
    title_has,
    titles_share,
)
from bench.relevance.shelf import Shelf
from bench.relevance.typing_habits import add_punctuation, leave_unfinished, mistype, mistype_twice
from catalog.rows import EpisodeRow

_YEARS_FROM = 1900


def draw_show(row: EpisodeRow, _: Shelf, __: Random) -> JudgedQuery | None:
    """Take a show's whole name."""
    return JudgedQuery("show", row.show.name, _mean_show(row.show.name))


def draw_unfinished_show(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Stop in the last word of a show's name."""
    typed = leave_unfinished(row.show.name, chance)
    return JudgedQuery("show, unfinished", typed, {3: show(row.show.name), 2: title_begins(typed)}) if typed else None


def draw_part_of_show(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take one word of a show's name, or the last two."""
    words = row.show.name.split()
    telling = [word for word in words if word.isalpha() and word.lower() not in STOP_WORDS]
    if len(words) < 2 or not telling:
        return None
    part = " ".join(words[-2:]) if len(words) > 2 and chance.random() < 0.5 else chance.choice(telling)
    return JudgedQuery("show, in part", part, {3: title_has(part), 1: titles_share(part)})


def draw_show_without_stop_words(row: EpisodeRow, _: Shelf, __: Random) -> JudgedQuery | None:
    """Leave out what the grammar wants and memory doesn't keep."""
    words = row.show.name.split()
    kept = [word for word in words if word.lower() not in STOP_WORDS and word != "&"]
    if len(kept) < 2 or len(kept) == len(words):
        return None
    text = " ".join(kept)
    return JudgedQuery("show, no stop words", text, {**_mean_show(row.show.name), 1: titles_share(text)})


def draw_joined_show(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Write two words of a show's name as one, or with a hyphen."""
    words = row.show.name.split()
    if len(words) < 2 or not all(word.isalpha() for word in words) or words[-2].lower() in STOP_WORDS:
        return None
    text = " ".join([*words[:-2], words[-2] + chance.choice(["", "-"]) + words[-1].lower()])
    return JudgedQuery("show, joined", text, _mean_show(row.show.name))


def draw_mistyped_show(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Get one letter of a show's name wrong."""
    return _mistype_show("show, one typo", mistype, row, shelf, chance)


def draw_twice_mistyped_show(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Get two letters of a word in a show's name wrong."""
    return _mistype_show("show, two typos", mistype_twice, row, shelf, chance)


def draw_punctuated_title(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Write a show's or an episode's name with punctuation that it lacks."""
    name = row.show.name if _is_numbered(row) else chance.choice([row.show.name, row.name])
    if len(split(name)) < 2:
        return None
    return JudgedQuery("title, punctuated", add_punctuation(name, chance), _mean_title(name))


def draw_episode(row: EpisodeRow, _: Shelf, __: Random) -> JudgedQuery | None:
    """Take an episode's name that tells something."""
    return None if _is_numbered(row) else JudgedQuery("episode", row.name, _mean_title(row.name))


def draw_mistyped_episode(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Get one letter of an episode's name wrong."""
    text = None if _is_numbered(row) else mistype(row.name, chance)
    if not text or _is_known(text, row.name, shelf):
        return None
    return JudgedQuery("episode, one typo", text, _mean_title(row.name))


def draw_show_and_episode(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take both names, in either order."""
    text = " ".join(chance.sample([row.show.name, row.name], k=2))
    return JudgedQuery("show + episode", text, {3: show(row.show.name) & named(row.name)})


def draw_show_and_number(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Name an episode as fans do."""
    if row.number is None or row.season >= _YEARS_FROM:
        return None
    season, number = row.season, row.number
    written = chance.choice([f"S{season:02}E{number:02}", f"s{season}e{number}", f"{season}x{number:02}"])
    text = f"{row.show.name} {written}"
    return JudgedQuery("show + S02E05", text, {3: show(row.show.name) & numbered(season, number)})


def draw_liked_show(row: EpisodeRow, shelf: Shelf, _: Random) -> JudgedQuery | None:
    """Take the name of a show of which some episodes are liked: those come first."""
    likes = sorted({episode.likes for episode in shelf.by_show[split(row.show.name)]})
    if len(likes) < 3:
        return None
    is_show = show(row.show.name)
    return JudgedQuery(
        "show, by likes", row.show.name, {3: is_show & liked(likes[-1]), 2: is_show & liked(), 1: is_show}
    )


def _mean_show(name: str) -> Mapping[int, Predicate]:
    return {3: show(name), 2: title_has(name), 1: titles_share(name)}


def _mean_title(name: str) -> Mapping[int, Predicate]:
    return {3: named(name) | show(name), 2: title_has(name), 1: titles_share(name)}


def _mistype_show(
    kind: str, change: Callable[[str, Random], str | None], row: EpisodeRow, shelf: Shelf, chance: Random
) -> JudgedQuery | None:
    text = change(row.show.name, chance)
    if not text or _is_known(text, row.show.name, shelf):
        return None
    return JudgedQuery(kind, text, _mean_show(row.show.name))


def _is_known(text: str, meant: str, shelf: Shelf) -> bool:
    """Tell whether the typo happens to be a word itself: then nobody could know what was meant."""
    return any(word in shelf.mentions for word in set(split(text)) - set(split(meant)))


def _is_numbered(row: EpisodeRow) -> bool:
    return any(character.isdigit() for character in row.name) or len(split(row.name)) < 2


DRAWS = (
    draw_show,
    draw_unfinished_show,
    draw_part_of_show,
    draw_show_without_stop_words,
    draw_joined_show,
    draw_mistyped_show,
    draw_twice_mistyped_show,
    draw_punctuated_title,
    draw_episode,
    draw_mistyped_episode,
    draw_show_and_episode,
    draw_show_and_number,
    draw_liked_show,
)
