"""A catalogue's rows as queries are drawn from them: which words it has, who is well known, what resembles what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import cached_property

from rapidfuzz.distance import Levenshtein

from bench.relevance.folding import STOP_WORDS, split
from bench.relevance.predicates import Predicate, known, liked, list_texts
from catalog.rows import EpisodeRow

# Those above these shares of all are the popular.
KNOWN_SHARE, LIKED_SHARE = 0.75, 0.95
SHORTEST_LOOKALIKE = 4


class Shelf:
    """Rows, and what many draws ask of them."""

    def __init__(self, rows: Sequence[EpisodeRow]) -> None:
        self.rows = rows

    @cached_property
    def mentions(self) -> Counter[str]:
        """Count, for every word, the episodes that have it in any text."""
        return Counter(word for row in self.rows for word in {*self._list_words(row)})

    @cached_property
    def popular(self) -> Predicate:
        """Say that the show is better known, or the episode better liked, than most."""
        weights = sorted(row.show.weight for row in self.rows)
        likes = sorted(row.likes for row in self.rows)
        return known(weights[int(len(weights) * KNOWN_SHARE)]) | liked(max(1, likes[int(len(likes) * LIKED_SHARE)]))

    @cached_property
    def by_show(self) -> dict[tuple[str, ...], list[EpisodeRow]]:
        """Give the episodes by their show's name."""
        found = defaultdict(list)
        for row in self.rows:
            found[split(row.show.name)].append(row)
        return dict(found)

    @cached_property
    def by_title_word(self) -> dict[str, list[EpisodeRow]]:
        """Give the episodes by the words of both names, without stop words."""
        found = defaultdict(list)
        for row in self.rows:
            for word in {*split(row.show.name), *split(row.name)} - STOP_WORDS:
                found[word].append(row)
        return dict(found)

    def list_lookalikes(self, word: str) -> list[str]:
        """List the title words that are one letter from this one: what an eager correction would take it for."""
        if len(word) < SHORTEST_LOOKALIKE:
            return []
        return [other for other in sorted(self.by_title_word) if _is_one_letter_away(word, other)]

    def _list_words(self, row: EpisodeRow) -> list[str]:
        return [word for text in list_texts(row) for word in split(text)]


def _is_one_letter_away(word: str, other: str) -> bool:
    return Levenshtein.distance(word, other, score_cutoff=1) == 1
