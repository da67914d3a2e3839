"""Random selections, each facet held against counts made one by one; over an index of two shards."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import orjson
import pytest
from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from api.meters import Meters
from api.parameters import parse_query
from api.search import queries
from api.search.body import build_body
from api.search.parameters import SEARCH_PARAMETERS, EpisodeSearch, read_search
from api.search.queries import Found, search_episodes
from api.stores import SearchEngine
from catalog.index import FACETS, definition
from tests.integration.api.facet_oracle import (
    ENDS,
    FIRST_DAY,
    GENRES,
    NAMES,
    SEASONS,
    Selection,
    count_facet,
    make_document,
    select,
)

NAME = "facets-at-random"
DOCUMENTS = [make_document(random.Random(document_id), document_id) for document_id in range(1, 401)]
VISIBLE = [document for document in DOCUMENTS if not document["withdrawn"]]
TOMBSTONE = {"id": 1000, "withdrawn": True}


@pytest.fixture(scope="module")
def filled(elasticsearch_url: str) -> Iterator[str]:
    """Fill an index, and remove it at the end."""
    with Elasticsearch(elasticsearch_url) as es:
        es.indices.create(index=NAME, **definition(shards=2))
        actions = ({"_index": NAME, "_id": one["id"], "_source": one} for one in [*DOCUMENTS, TOMBSTONE])
        bulk(es, actions, refresh=True)
        yield elasticsearch_url
        es.indices.delete(index=NAME)


@pytest.fixture
async def engine(filled: str) -> AsyncIterator[SearchEngine]:
    """Give the API's own client of the index."""
    made = SearchEngine(filled, NAME, Meters())
    made.open()
    yield made
    await made.close()


def _choose_selection(dice: random.Random) -> Selection:
    """Choose what users may select, unheard values and inverted ranges among it."""
    day = FIRST_DAY + timedelta(dice.randrange(40))
    every: Selection = {
        "genre": dice.sample([*GENRES, "Unheard"], dice.randint(1, 3)),
        "season": dice.sample(SEASONS, 3),
        "country": [dice.choice(["US", "none", "XX"])],
        "person": dice.sample(NAMES, 2),
        "guest": dice.sample(NAMES, 20),
        "language": ["English"],
        "network": ["NBC"],
        "runtime_min": dice.choice([0, 15, 30]),
        "runtime_max": dice.choice([29, 44, 60, 89]),
        "rating_min": dice.choice([0.0, 5.0, 6.5]),
        "rating_max": dice.choice([4.9, 5.9, 6.9, 8.0, 10.0]),
        "airdate_from": day.isoformat(),
        "airdate_to": (day + timedelta(dice.choice([-1, 0, 61, 62, 700, 5000]))).isoformat(),
    }
    return {name: every[name] for name in dice.sample(list(every), dice.choice([0, 1, 1, 2, 2, 3, 4]))}


def _read(selection: Selection, among: list[int] | None = None, **more: Any) -> EpisodeSearch:
    query = urlencode({**selection, **more}, doseq=True)
    return read_search(parse_query(query, SEARCH_PARAMETERS), among)


def _facets(found: Found) -> Any:
    return orjson.loads(orjson.dumps(found.facets))


@pytest.mark.parametrize("seed", range(40))
async def test_every_facet_is_what_counting_one_by_one_gives(engine: SearchEngine, seed: int) -> None:
    dice = random.Random(seed)
    selection, size = _choose_selection(dice), dice.choice([1, 3, 10, 100])
    asked = dice.sample(list(FACETS), dice.randint(1, len(FACETS)))

    found = await search_episodes(engine, _read(selection, facets=",".join(asked), facet_size=size))

    assert found.total == len(select(VISIBLE, selection))
    assert _facets(found) == {facet: count_facet(VISIBLE, selection, facet, size) for facet in asked}


@pytest.mark.parametrize("block", [7, 60_000])
@pytest.mark.parametrize("order", [{}, {"sort": "name"}])
@pytest.mark.parametrize("seed", range(5))
async def test_so_it_is_among_a_user_s_own(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, seed: int, order: dict[str, str], block: int
) -> None:
    monkeypatch.setattr(queries, "BLOCK", block)
    dice = random.Random(seed)
    selection, own = _choose_selection(dice), dice.sample(DOCUMENTS, 50)
    among = [TOMBSTONE["id"], *(document["id"] for document in own)]

    found = await search_episodes(engine, _read(selection, among, facets=",".join(FACETS), per_page=100, **order))

    hits = select(own, selection)
    assert sorted(item["id"] for item in found.items) == sorted(hit["id"] for hit in hits)
    assert order or [item["id"] for item in found.items] == [hit["id"] for hit in hits]
    assert _facets(found) == {facet: count_facet(own, selection, facet, 10) for facet in FACETS}


@pytest.mark.parametrize(
    ("given", "spanned", "longest"),
    [({}, 20, 1), ({}, 900, 31), ({}, 9000, 366), ({"airdate_from": "1999-12-20"}, 900, 31)],
)
async def test_without_a_whole_range_the_step_follows_what_the_data_spans(
    engine: SearchEngine, given: Selection, spanned: int, longest: int
) -> None:
    end = (FIRST_DAY + timedelta(spanned)).isoformat()
    own = [document for document in DOCUMENTS if (document["airdate"] or "") < end]

    found = await search_episodes(engine, _read(given, [document["id"] for document in own], facets="airdate"))

    spans = [(bucket["to"] - bucket["from"]).days + 1 for bucket in found.facets["airdate"]]
    assert max(spans) == longest
    assert _facets(found) == {"airdate": count_facet(own, given, "airdate", 10)}


@pytest.mark.parametrize("seed", range(12))
async def test_each_value_and_range_finds_by_itself_as_many_as_it_counts(engine: SearchEngine, seed: int) -> None:
    selection = _choose_selection(random.Random(seed))
    facets = _facets(await search_episodes(engine, _read(selection, facets=",".join(FACETS), facet_size=4)))

    for facet, counted in facets.items():
        own = {facet, *ENDS.get(facet, ())}
        others = {name: value for name, value in selection.items() if name not in own}
        for one in counted:
            ends = {} if "value" in one else dict(zip(ENDS[facet], (one["from"], one["to"]), strict=True))
            chosen = {name: end for name, end in ends.items() if end is not None} or {facet: one["value"]}
            found = await search_episodes(engine, _read({**others, **chosen}, facets="", per_page=1))
            assert found.total == one["count"], (facet, one)


def _record(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    bodies: list[dict[str, Any]] = []
    ask = engine.search

    async def record(body: dict[str, Any]) -> dict[str, Any]:
        bodies.append(body)
        return await ask(body)

    monkeypatch.setattr(engine, "search", record)
    return bodies


async def test_the_hits_and_all_facets_are_one_request(engine: SearchEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    bodies = _record(engine, monkeypatch)
    search = _read({"genre": ["Drama"], "rating_min": 5.0}, facets=",".join(FACETS))

    await search_episodes(engine, search)

    assert bodies == [build_body(search)]


@pytest.mark.parametrize(
    ("block", "counted"), [(50, [["genre", "hits"], []]), (30, [["hits"], ["hits"], ["genre"], []])]
)
async def test_a_user_s_own_are_counted_with_their_ids_or_once_for_all_blocks(
    engine: SearchEngine, monkeypatch: pytest.MonkeyPatch, block: int, counted: list[list[str]]
) -> None:
    monkeypatch.setattr(queries, "BLOCK", block)
    bodies = _record(engine, monkeypatch)

    await search_episodes(engine, _read({}, list(range(1, 51)), facets="genre"))

    assert [sorted(body.get("aggs", ())) for body in bodies] == counted


async def test_of_what_elasticsearch_counts_only_what_is_read_is_sent(engine: SearchEngine) -> None:
    answer = await engine.search(build_body(_read({"genre": ["Drama"]}, facets=",".join(FACETS))))

    buckets = [
        bucket
        for name, outer in answer["aggregations"].items()
        for inner in ([outer] if name.startswith("genre") else outer.values())
        for bucket in inner["buckets"]
    ]
    assert {frozenset(bucket) for bucket in buckets} == {frozenset({"key", "doc_count"})}
