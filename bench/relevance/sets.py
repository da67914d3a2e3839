"""The sets of judged queries, each with the episodes that it is asked of, indexed and ready."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bench.relevance.asking import Judgement, grade_all
from bench.relevance.drawn import draw_queries
from bench.relevance.predicates import JudgedQuery
from bench.relevance.recorded import RECORDED
from bench.relevance.television import list_days, list_recorded_days, load, open_generated, open_recorded
from bench.relevance.written import GENERATED
from catalog.database import connect
from catalog.elastic import connect_elasticsearch
from catalog.rebuild import Layout, rebuild
from catalog.rows import EpisodeRow
from catalog.settings import Settings
from simulator.source import Source


@dataclass(frozen=True)
class Sample:
    """What is judged: generated days, and a seed of what they hold, of what is liked and of the queries drawn."""

    seed: int = 1
    first: date = date(2026, 3, 2)
    days: int = 5


class RelevanceSettings(Settings):
    """Where the recorded days are, if anywhere."""

    recorded_dir: Path | None = None


@dataclass(frozen=True)
class JudgedSet:
    """Judged queries, the episodes that they are asked of by id, and the alias under which these are indexed."""

    name: str
    judgements: Sequence[Judgement]
    rows: Mapping[int, EpisodeRow]
    alias: str

    @classmethod
    def grade(cls, name: str, queries: Sequence[JudgedQuery], rows: Sequence[EpisodeRow], alias: str) -> JudgedSet:
        """Grade all rows by all queries."""
        return cls(name, grade_all(queries, rows), {row.id: row for row in rows}, alias)


def prepare_generated(postgres_url: str, elasticsearch_url: str, alias: str, sample: Sample) -> list[JudgedSet]:
    """Load generated days into an empty database, index them, and give the sets that are asked of them."""
    days = list_days(sample.first, sample.days)
    rows = _index(postgres_url, elasticsearch_url, alias, open_generated(sample.seed, sample.first), days, sample.seed)
    return [
        JudgedSet.grade("generated, written", GENERATED, rows, alias),
        JudgedSet.grade("generated, drawn", draw_queries(rows, sample.seed), rows, alias),
    ]


def prepare_recorded(
    postgres_url: str, elasticsearch_url: str, alias: str, sample: Sample, folder: Path
) -> list[JudgedSet]:
    """Load the recorded days into an empty database, index them, and give the sets that are asked of them."""
    days = list_recorded_days(folder)
    rows = _index(postgres_url, elasticsearch_url, alias, open_recorded(folder, sample.seed), days, sample.seed)
    return [
        JudgedSet.grade("recorded, written", RECORDED, rows, alias),
        JudgedSet.grade("recorded, drawn", draw_queries(rows, sample.seed), rows, alias),
    ]


def _index(
    postgres_url: str, elasticsearch_url: str, alias: str, source: Source, days: Sequence[date], seed: int
) -> list[EpisodeRow]:
    db = connect(postgres_url)
    with db.connection_context(), connect_elasticsearch(elasticsearch_url) as es:
        rows = load(db, source, days, seed)
        rebuild(db, es, Layout(alias), grace=0)
    return rows
