"""Queries drawn from a catalogue's own rows by a seed: other seeds and other days give other queries.

Each way to draw takes an episode that somebody means, and gives what they would type, or ``None`` if it doesn't suit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from random import Random

from bench.relevance import drawn_people, drawn_titles, drawn_words
from bench.relevance.predicates import JudgedQuery
from bench.relevance.shelf import Shelf
from catalog.rows import EpisodeRow

Draw = Callable[[EpisodeRow, Shelf, Random], JudgedQuery | None]
DRAWS: tuple[Draw, ...] = (*drawn_titles.DRAWS, *drawn_people.DRAWS, *drawn_words.DRAWS)
OF_EACH_KIND = 3
MOST_TRIES = 1000
LOWER_CASE_SHARE = 0.7


def draw_queries(rows: Sequence[EpisodeRow], seed: int, of_each: int = OF_EACH_KIND) -> list[JudgedQuery]:
    """Draw some queries of each kind. A kind's do not depend on which others there are."""
    shelf = Shelf(rows)
    return [query for draw in DRAWS for query in _draw(draw, shelf, Random(f"{draw.__name__} {seed}"), of_each)]  # noqa: S311 - no secrets


def _draw(draw: Draw, shelf: Shelf, chance: Random, count: int) -> Iterator[JudgedQuery]:
    texts: set[str] = set()
    for _ in range(MOST_TRIES):
        if len(texts) == count:
            return
        query = draw(chance.choice(shelf.rows), shelf, chance)
        if query and query.text not in texts and any(map(query.grade, shelf.rows)):
            texts.add(query.text)
            is_hasty = chance.random() < LOWER_CASE_SHARE
            yield replace(query, text=query.text.lower()) if is_hasty else query
