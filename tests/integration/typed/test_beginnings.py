"""The patterns that a facet's values are searched by mean to Lucene what they are meant to, in any script."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from elasticsearch import Elasticsearch

from api.search.beginnings import find_beginnings

INDEX = "beginnings"
NAMES = [
    "Zoë Saldaña",
    "Strauß",
    "Søren Æbelø",
    "Þór Œuvre",
    "Андрей Йорданов",
    "Фёдор",
    "Αλέξανδρος Παπαδόπουλος",
    "がっこう",
    "김태희",
    "İpek",
    "हिन्दी",
    'a "b" [c] <1-9> @ & ~ # .* (d|e)',
]


@pytest.fixture(scope="module")
def es(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """Fill an index of names alone."""
    with Elasticsearch(elasticsearch_url) as client:
        client.indices.create(index=INDEX, mappings={"properties": {"name": {"type": "keyword"}}})
        for name in NAMES:
            client.index(index=INDEX, document={"name": name})
        client.indices.refresh(index=INDEX)
        yield client
        client.indices.delete(index=INDEX)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        *((name, name) for name in NAMES),
        *((name.upper(), name) for name in NAMES),
        ("strauss", "Strauß"),
        ("straus", "Strauß"),
        ("aebelo", "Søren Æbelø"),
        ("thor oeuv", "Þór Œuvre"),
        ("федор", "Фёдор"),
        ("иорд", "Андрей Йорданов"),
        ("αλεξ παπα", "Αλέξανδρος Παπαδόπουλος"),
        ("ipek", "İpek"),
        ("희", "김태희"),
    ],
)
def test_a_value_is_found_and_no_other(es: Elasticsearch, words: str, name: str) -> None:
    counted = {"names": {"terms": {"field": "name", "include": find_beginnings(words)}}}

    found = es.search(index=INDEX, size=0, aggs=counted).body["aggregations"]["names"]["buckets"]

    assert [bucket["key"] for bucket in found] == [name]
