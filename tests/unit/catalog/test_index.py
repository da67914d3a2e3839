"""Documents, mapping, searched fields, filters, facets and sort keys don't drift apart."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from catalog import index
from catalog.analysis import ANALYSIS
from catalog.documents import to_document, to_tombstone
from tests.unit.catalog.television import make_episode

DERIVED = {"all", "title"}
MISSING_TYPES = {"nested", "rank_feature", "scaled_float", "search_as_you_type", "token_count", "match_only_text"}
USED_FIELDS = [
    *index.MATCHED_FIELDS,
    *index.EXACT_FIELDS,
    *index.PHRASE_FIELDS,
    *index.SEARCHED_FIELDS,
    *index.FUZZY_FIELDS,
    *index.POPULARITY_FIELDS,
    *index.FILTERS.values(),
    *(bound.field for bound in index.RANGES.values()),
    *index.FACETS.values(),
    *(name for name in index.SORT_KEYS.values() if name != "_score"),
    index.RATED_FIELD,
    index.WITHDRAWN_FIELD,
    index.TIE_BREAKER,
]


def _properties() -> dict[str, Any]:
    found: dict[str, Any] = index.definition()["mappings"]["properties"]
    return found


def _list_fields(properties: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    for name, mapping in properties.items():
        if "properties" in mapping:
            yield from _list_fields(mapping["properties"], f"{prefix}{name}.")
            continue
        yield f"{prefix}{name}", mapping
        yield from _list_fields(mapping.get("fields", {}), f"{prefix}{name}.")


def _list_values(document: Mapping[str, Any], properties: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    for name, value in document.items():
        if "properties" in properties.get(name, {}):
            yield from _list_values(value, properties[name]["properties"], f"{prefix}{name}.")
        elif value not in (None, []):
            yield f"{prefix}{name}"


FIELDS = dict(_list_fields(_properties()))


@pytest.mark.parametrize("field", sorted(set(USED_FIELDS)))
def test_a_field_that_searches_use_is_in_the_mapping_and_indexed(field: str) -> None:
    assert field in FIELDS
    sorts_only = field in {"name.sort", "show.name.sort"}
    assert FIELDS[field].get("index", True) or sorts_only


@pytest.mark.parametrize("field", [*index.FACETS.values(), *index.SORT_KEYS.values(), index.TIE_BREAKER])
def test_what_is_counted_or_sorted_by_has_doc_values(field: str) -> None:
    assert field == "_score" or FIELDS[field]["type"] != "text"
    assert field == "_score" or FIELDS[field].get("doc_values", True)


def test_every_mapped_field_is_filled_by_a_document_and_no_other() -> None:
    document = {**to_document(make_episode()), "version": 1}

    filled = set(_list_values(document, _properties()))

    whole = {name for name in FIELDS if name.rpartition(".")[0] not in FIELDS} - DERIVED
    assert filled == whole


def test_a_tombstone_is_hidden_and_has_no_field_of_its_own() -> None:
    tombstone: Mapping[str, Any] = to_tombstone(1)

    assert tombstone[index.WITHDRAWN_FIELD] is True
    assert set(tombstone) <= set(_properties())


def test_what_the_embedded_node_lacks_is_not_used() -> None:
    assert {mapping["type"] for mapping in FIELDS.values()} & MISSING_TYPES == set()
    assert "codec" not in index.definition()["settings"]["index"]


def test_all_that_a_search_by_words_promises_is_copied_to_all() -> None:
    copied = {name for name, mapping in FIELDS.items() if "all" in mapping.get("copy_to", [])}

    promised = {"name", "show.name", "people", "characters", "show.network", "show.web_channel", "show.type"}
    assert copied == {*promised, "show.genres", "summary"}


def test_the_hash_tells_definitions_apart_and_layouts_not(monkeypatch: pytest.MonkeyPatch) -> None:
    before = index.definition_hash()
    index.definition(shards=3, replicas=2)
    assert index.definition_hash() == before

    monkeypatch.setitem(ANALYSIS["filter"], "another", {"type": "lowercase"})

    assert index.definition_hash() != before


# What an index holds, by the number of its definition.
HELD = {1: "734c8b5866a421d4"}


def test_who_changes_what_an_index_holds_gives_it_the_next_number() -> None:
    held = json.dumps([index.definition_hash(), to_document(make_episode())], sort_keys=True)

    assert HELD.get(index.DEFINITION) == hashlib.sha256(held.encode()).hexdigest()[:16], (
        "the definition or the documents have changed: raise catalog.index.DEFINITION, so that indices are built anew "
        "and older indexers stop; then note the number and the hash here"
    )


@pytest.mark.parametrize(
    ("other", "is_later"),
    [("1-0123456789abcdef", False), ("2-0123456789abcdef", True), ("0123456789012345", False), ("older", False)],
)
def test_a_later_version_is_known_by_its_number(
    other: str,
    is_later: bool,  # noqa: FBT001 - a table
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(index, "DEFINITION", 1)

    assert index.is_of_later_version(other) is is_later
