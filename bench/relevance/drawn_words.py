"""Queries by channel, genre and summary, and those that ask for exactly these words or without some."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from bench.relevance.folding import STOP_WORDS, split
from bench.relevance.predicates import (
    JudgedQuery,
    channel,
    genre,
    known,
    list_channels,
    mentions,
    name_has,
    show,
    show_has,
    summary_shares,
    title_has,
    titles_share,
)
from bench.relevance.shelf import Shelf
from catalog.rows import EpisodeRow

_WORDS_OF_SUMMARY, _RARE, _LONG = 3, 25, 4


def draw_channel(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a channel: its best known shows come first, or what has the word in its name."""
    name = chance.choice([*list_channels(row)])
    is_on = channel(name)
    grades = {3: (is_on & shelf.popular) | title_has(name), 2: is_on, 1: mentions(name)}
    return JudgedQuery("channel", name, grades)


def draw_channel_and_show(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a channel and a show on it."""
    name = chance.choice([*list_channels(row)])
    return JudgedQuery("channel + show", f"{name} {row.show.name}", {3: channel(name) & show(row.show.name)})


def draw_genre(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a genre: its best known shows come first, or what has the word in its name."""
    if not row.show.genres:
        return None
    name = chance.choice(row.show.genres)
    grades = {3: (genre(name) & shelf.popular) | title_has(name), 2: genre(name), 1: mentions(name)}
    return JudgedQuery("genre", name, grades)


def draw_genre_and_channel(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a genre on a channel."""
    if not row.show.genres:
        return None
    kind, name = chance.choice(row.show.genres), chance.choice([*list_channels(row)])
    grades = {3: genre(kind) & channel(name), 1: mentions(f"{kind} {name}")}
    return JudgedQuery("genre + channel", f"{kind} {name}", grades)


def draw_phrase(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Quote two words of a title that also stand apart from each other elsewhere."""
    words = chance.choice([row.name, row.show.name]).split()
    pairs = [pair for pair in pairwise(words) if _is_telling(*pair)]
    if not pairs:
        return None
    text = " ".join(chance.choice(pairs))
    apart = mentions(text) & ~title_has(text)
    if not any(apart(other) for other in shelf.rows):
        return None
    return JudgedQuery("phrase", f'"{text}"', {3: title_has(text)})


def draw_phrase_and_word(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Quote a show's name beside a word of the episode's."""
    words = [word for word in row.name.split() if _is_telling(word)]
    if not words or '"' in row.show.name:
        return None
    word = chance.choice(words)
    grades = {3: show(row.show.name) & name_has(word), 2: show_has(row.show.name) & mentions(word)}
    return JudgedQuery("phrase + word", f'"{row.show.name}" {word}', grades)


def draw_exclusion(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a show without the episodes that have a certain word."""
    words = [word for word in row.name.split() if _is_telling(word) and word.lower() not in row.show.name.lower()]
    if not words or len(shelf.by_show[split(row.show.name)]) < 2:
        return None
    word = chance.choice(words)
    grades = {3: show(row.show.name) & ~mentions(word), 1: titles_share(row.show.name) & ~mentions(word)}
    return JudgedQuery("exclusion", f"{row.show.name} -{word}", grades)


def draw_excluded_genre(row: EpisodeRow, _: Shelf, chance: Random) -> JudgedQuery | None:
    """Take one genre without another."""
    if len(row.show.genres) < 2:
        return None
    wanted, unwanted = chance.sample(row.show.genres, k=2)
    grades = {3: genre(wanted) & ~mentions(unwanted), 1: mentions(wanted) & ~mentions(unwanted)}
    return JudgedQuery("exclusion, genre", f"{wanted} -{unwanted}", grades)


def draw_summary(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Take some telling words of a summary, in its order."""
    telling = [word for word in split(row.summary) if len(word) > _LONG and shelf.mentions[word] <= _RARE]
    if len(telling) < _WORDS_OF_SUMMARY:
        return None
    places = sorted(chance.sample(range(len(telling)), k=_WORDS_OF_SUMMARY))
    text = " ".join(telling[place] for place in places)
    return JudgedQuery("summary", text, {3: summary_shares(text) | titles_share(text), 2: mentions(text)})


def draw_heavier_show(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a word that several shows' names have: the best known of them comes first."""
    words = [word for word in split(row.show.name) if word not in STOP_WORDS and len(word) >= _LONG]
    if not words:
        return None
    word = chance.choice(words)
    weights = {other.show.weight for other in shelf.by_title_word[word] if show_has(word)(other)}
    if len(weights) < 2:
        return None
    grades = {3: show_has(word) & known(max(weights)), 2: title_has(word)}
    return JudgedQuery("show, by weight", word, grades)


def draw_literal(row: EpisodeRow, shelf: Shelf, chance: Random) -> JudgedQuery | None:
    """Take a word of a title that a better known show's differs from by a letter only: it is meant as it is written."""
    words = [word for word in split(row.name) if word not in STOP_WORDS and shelf.list_lookalikes(word)]
    if not words:
        return None
    word = chance.choice(words)
    rivals = [other for like in shelf.list_lookalikes(word) for other in shelf.by_title_word[like]]
    if max(rival.show.weight for rival in rivals) <= row.show.weight:
        return None
    return JudgedQuery("literal", word, {3: title_has(word), 1: mentions(word)})


def _is_telling(*words: str) -> bool:
    return all(word.isalpha() and len(word) >= _LONG and word.lower() not in STOP_WORDS for word in words)


DRAWS = (
    draw_channel,
    draw_channel_and_show,
    draw_genre,
    draw_genre_and_channel,
    draw_phrase,
    draw_phrase_and_word,
    draw_exclusion,
    draw_excluded_genre,
    draw_summary,
    draw_heavier_show,
    draw_literal,
)
