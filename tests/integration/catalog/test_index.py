"""The definition does on a real node what searches need of it."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from elasticsearch import Elasticsearch

from catalog import index
from catalog.bulk import Failures, pack, write
from catalog.documents import to_document
from catalog.elastic import connect_elasticsearch
from catalog.rows import CastRows, ChannelRow
from tests.unit.catalog.television import NETWORK, make_episode, make_show

TITLES = {1: "Spider-Man", 2: "Law & Order", 3: "Pokémon", 4: "Grey's Anatomy", 5: "éclair", 6: "Zulu", 7: "THE NEWS"}


def _make_documents() -> Iterator[dict[str, Any]]:
    weekly = make_show(name="Weekly", genres=("Science-Fiction",), network=NETWORK, web_channel=None)
    global_channel = ChannelRow(1, "Netflix", None, None)
    streamed = make_show(id=2, name="Streamed", network=None, web_channel=global_channel)
    guests = CastRows((9,), ("Zoë Kravitz",), ("Role 1",))
    for episode_id, name in TITLES.items():
        row = make_episode(
            streamed if episode_id == 7 else weekly,
            id=episode_id,
            name=name,
            summary=None,
            rating=None if episode_id == 6 else float(episode_id),
            guests=guests if episode_id == 4 else CastRows(),
        )
        yield {**to_document(row)}


@pytest.fixture(scope="module")
def alias(elasticsearch_url: str) -> Iterator[str]:
    """Index an episode for each title and give the index's write alias."""
    name = f"test-{secrets.token_hex(6)}"
    failures = Failures()
    with connect_elasticsearch(elasticsearch_url) as es:
        es.indices.create(index=name, aliases={f"{name}-write": {}}, **index.definition())
        for batch in pack(_make_documents(), 1):
            write(es, f"{name}-write", batch, failures)
        es.indices.refresh(index=name)
        assert failures == Failures()
        yield f"{name}-write"
        es.indices.delete(index=name)


def _search(es: Elasticsearch, alias: str, query: dict[str, Any]) -> set[int]:
    return {int(hit["_id"]) for hit in es.search(index=alias, query=query, size=100)["hits"]["hits"]}


@pytest.mark.parametrize(
    ("field", "words", "found"),
    [
        ("title.join", "spiderman", {1}),
        ("title.plain", "SPIDER man", {1}),
        ("all", "law and order", {2}),
        ("all", "orders", {2}),
        ("all", "pokemon weekly", {3}),
        ("all", "greys kravitz", {4}),
        ("all.plain", "zoe", {4}),
        ("people", "Zoe Kravitz", {4}),
        ("characters", "role 1", {4}),
        ("all", "science fiction fox scripted eclair", {5}),
        ("all", "netflix news", {7}),
        ("all", "netflix spider", set()),
        ("show.channel.words", "netflix", {7}),
    ],
)
def test_words_are_found_whatever_their_form(
    es: Elasticsearch, alias: str, field: str, words: str, found: set[int]
) -> None:
    assert _search(es, alias, {"match": {field: {"query": words, "operator": "and"}}}) == found


@pytest.mark.parametrize(("field", "words", "found"), [("title.plain", "weekly pok", {3}), ("all", "fox spi", {1})])
def test_the_last_word_may_be_begun(es: Elasticsearch, alias: str, field: str, words: str, found: set[int]) -> None:
    assert _search(es, alias, {"match_bool_prefix": {field: {"query": words, "operator": "and"}}}) == found


@pytest.mark.parametrize(
    ("field", "value", "found"),
    [
        ("name.exact", "POKEMON", {3}),
        ("show.country", index.NO_COUNTRY, {7}),
        ("number.kw", "1", set(TITLES)),
        ("show.channel", "Netflix", {7}),
        ("show.id", 2, {7}),
        ("person_id", 9, {4}),
        ("guest", "Zoë Kravitz", {4}),
    ],
)
def test_terms_match_whole_values(es: Elasticsearch, alias: str, field: str, value: object, found: set[int]) -> None:
    assert _search(es, alias, {"term": {field: value}}) == found


@pytest.mark.parametrize(
    ("key", "order", "ids"),
    [("name", "asc", [5, 4, 2, 3, 1, 7, 6]), ("rating", "asc", [1, 2, 3, 4, 5, 7, 6]), ("rating", "desc", [7, 5, 4])],
)
def test_names_sort_folded_and_missing_values_last(
    es: Elasticsearch, alias: str, key: str, order: str, ids: list[int]
) -> None:
    sort: list[dict[str, Any]] = [
        {index.SORT_KEYS[key]: {"order": order, "missing": "_last"}},
        {index.TIE_BREAKER: {"order": "asc"}},
    ]

    hits = es.search(index=alias, sort=sort)["hits"]["hits"]

    assert [int(hit["_id"]) for hit in hits][: len(ids)] == ids


@pytest.mark.parametrize("facet", [name for name in index.FACETS if name not in {"airdate", "runtime", "rating"}])
def test_facets_of_values_can_be_counted(es: Elasticsearch, alias: str, facet: str) -> None:
    answer = es.search(index=alias, size=0, aggs={"facet": {"terms": {"field": index.FACETS[facet]}}})

    assert answer["aggregations"]["facet"]["buckets"]


def test_an_unknown_field_is_refused_and_a_very_long_name_is_not(es: Elasticsearch, alias: str) -> None:
    failures = Failures()
    documents: list[dict[str, Any]] = [
        {"id": 90, "other": 1},
        {"id": 91, "name": "ß" * 40_000, "person": ["語" * 40_000]},
    ]

    for batch in pack(documents, 10**6):
        write(es, alias, batch, failures)

    assert list(failures.refused) == [90]
    assert "strict_dynamic_mapping_exception" in failures.refused[90]
