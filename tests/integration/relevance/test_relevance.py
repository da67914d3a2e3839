"""The order of results, judged by nDCG@10 over sets of queries, may not sink. ``python -m bench.relevance`` tells more.

Queries and days are other ones with ``--relevance-seed N``, ``--relevance-first DATE``, ``--relevance-days N``.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from bench.relevance.asking import PrunedEngine, find_mean, judge
from bench.relevance.ingredients import INGREDIENTS, Ingredient
from bench.relevance.sets import JudgedSet, Sample, prepare_generated, prepare_recorded
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.postgres import fresh_database

# What the search reaches by default, less 0.005 for what Elasticsearch scores alike.
FLOORS = {
    "generated, written": 0.967,
    "generated, drawn": 0.953,
    "recorded, written": 0.929,
    "recorded, drawn": 0.906,
}
WORST = 10


@pytest.fixture(scope="module")
def generated(
    postgres_server: EmbeddedPostgres, elasticsearch_url: str, pytestconfig: pytest.Config
) -> Iterator[dict[str, JudgedSet]]:
    """Give the sets that are asked of generated days."""
    with fresh_database(postgres_server) as url, _fresh_alias(elasticsearch_url) as alias:
        found = prepare_generated(url, elasticsearch_url, alias, _choose_sample(pytestconfig))
        yield {judged.name: judged for judged in found}


@pytest.fixture(scope="module")
def recorded(
    postgres_server: EmbeddedPostgres, elasticsearch_url: str, recorded_dir: Path, pytestconfig: pytest.Config
) -> Iterator[dict[str, JudgedSet]]:
    """Give the sets that are asked of the recorded days."""
    with fresh_database(postgres_server) as url, _fresh_alias(elasticsearch_url) as alias:
        found = prepare_recorded(url, elasticsearch_url, alias, _choose_sample(pytestconfig), recorded_dir)
        yield {judged.name: judged for judged in found}


@pytest.mark.parametrize("name", ["generated, written", "generated, drawn"])
async def test_the_order_of_generated_episodes_does_not_sink(
    generated: dict[str, JudgedSet], elasticsearch_url: str, name: str
) -> None:
    score, worst = await _judge(generated[name], elasticsearch_url)

    assert score >= FLOORS[name], worst


@pytest.mark.parametrize("name", ["recorded, written", "recorded, drawn"])
async def test_the_order_of_recorded_episodes_does_not_sink(
    recorded: dict[str, JudgedSet], elasticsearch_url: str, name: str
) -> None:
    score, worst = await _judge(recorded[name], elasticsearch_url)

    assert score >= FLOORS[name], worst


@pytest.mark.parametrize(("name", "at_least"), [("generated, written", 40), ("generated, drawn", 60)])
def test_enough_queries_are_judged(generated: dict[str, JudgedSet], name: str, at_least: int) -> None:
    assert len(generated[name].judgements) >= at_least


def test_an_episode_that_no_search_finds_is_judged_all_the_same(generated: dict[str, JudgedSet]) -> None:
    mistyped = [each for each in generated["generated, drawn"].judgements if each.query.kind == "show, one typo"]

    assert mistyped
    assert all(each.grades for each in mistyped)


def _choose_sample(config: pytest.Config) -> Sample:
    asked = {name: config.getoption(f"--relevance-{name}") for name in ("seed", "first", "days")}
    return Sample(**{name: value for name, value in asked.items() if value is not None})


async def test_a_search_that_looks_at_no_people_sinks(generated: dict[str, JudgedSet], elasticsearch_url: str) -> None:
    judged = generated["generated, drawn"]
    (blind,) = [each for each in INGREDIENTS if each.name == "words in people"]

    score, _ = await _judge(judged, elasticsearch_url)
    sunken, _ = await _judge(judged, elasticsearch_url, blind)

    assert sunken < score - 0.005


@contextmanager
def _fresh_alias(elasticsearch_url: str) -> Iterator[str]:
    alias = f"relevance-{secrets.token_hex(6)}"
    yield alias
    with Elasticsearch(elasticsearch_url) as es:
        for name in es.indices.get(index=f"{alias}-*").body:
            es.indices.delete(index=name)


async def _judge(judged: JudgedSet, elasticsearch_url: str, without: Ingredient | None = None) -> tuple[float, str]:
    engine = PrunedEngine(elasticsearch_url, judged.alias, *([without.remove] if without else []))
    engine.open()
    try:
        verdicts = await judge(engine, judged.judgements)
    finally:
        await engine.close()
    worst = sorted(verdicts, key=lambda verdict: verdict.score)[:WORST]
    return find_mean(verdicts), "; ".join(f"{each.score:.3f} {each.query.text}" for each in worst)
