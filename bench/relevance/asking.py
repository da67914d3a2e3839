"""Asking the search as the API does, and judging what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from api.meters import Meters
from api.parameters import parse_query
from api.search.parameters import SEARCH_PARAMETERS, read_search
from api.search.queries import search_episodes
from api.stores import SearchEngine
from bench.relevance.predicates import JudgedQuery
from bench.relevance.scoring import DEPTH, find_ndcg
from catalog.rows import EpisodeRow

Prune = Callable[[Mapping[str, Any]], Mapping[str, Any]]


class PrunedEngine(SearchEngine):
    """The search engine, asked with some parts of each request taken away."""

    def __init__(self, url: str, alias: str, prune: Prune = lambda body: body) -> None:
        super().__init__(url, alias, Meters())
        self._prune = prune

    async def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Take them away and ask."""
        return await super().search(self._prune(body))


@dataclass(frozen=True)
class Judgement:
    """A query with the grades of all episodes that have one, by id, whether or not a search finds them."""

    query: JudgedQuery
    grades: Mapping[int, int]


@dataclass(frozen=True)
class Verdict:
    """A query's score, and the ids of what came first."""

    query: JudgedQuery
    score: float
    found: Sequence[int]


def grade_all(queries: Iterable[JudgedQuery], rows: Sequence[EpisodeRow]) -> list[Judgement]:
    """Grade all episodes that a search may give. Queries for which none has a grade are left out."""
    public = [row for row in rows if not row.withdrawn]
    judgements = (
        Judgement(query, {row.id: grade for row in public if (grade := query.grade(row))}) for query in queries
    )
    return [judgement for judgement in judgements if judgement.grades]


async def judge(engine: SearchEngine, judgements: Iterable[Judgement]) -> list[Verdict]:
    """Ask every query and score what is answered."""
    return [await _judge(engine, judgement) for judgement in judgements]


def find_mean(verdicts: Sequence[Verdict]) -> float:
    """Give the mean score of a set."""
    return sum(verdict.score for verdict in verdicts) / len(verdicts)


async def _judge(engine: SearchEngine, judgement: Judgement) -> Verdict:
    found = await _ask(engine, judgement.query.text)
    grades = judgement.grades
    score = find_ndcg([grades.get(episode_id, 0) for episode_id in found], grades.values())
    return Verdict(judgement.query, score, found)


async def _ask(engine: SearchEngine, text: str) -> list[int]:
    values = parse_query(urlencode({"q": text, "per_page": DEPTH, "facets": ""}), SEARCH_PARAMETERS)
    found = await search_episodes(engine, read_search(values))
    return [item["id"] for item in found.items]
