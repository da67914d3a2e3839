"""One look at some ids on both sides: which documents are missing, have no row, or differ from their row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.documents import read_rows, to_document, to_tombstone
from catalog.likes import find_wrong_likes

# Drawn by whoever wrote the document; it says nothing about the row.
UNCOMPARED = frozenset({"version"})
_ABSENT = object()


class IndexUnreadable(Exception):
    """Elasticsearch answered, but not for every document asked for."""


class Kind(StrEnum):
    """What may be wrong with a document."""

    MISSING = "missing"
    GHOST = "ghost"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class Finding:
    """One document that is wrong; ``version`` is Elasticsearch's own, ``fields`` those that differ."""

    id: str
    kind: Kind
    fields: tuple[str, ...] = ()
    version: int = 0


def compare(db: PostgresqlDatabase, es: Elasticsearch, alias: str, ids: Sequence[int]) -> dict[int, Finding]:
    """Compare these ids' documents with their rows, and likes with the rows that they count, by id."""
    expected: dict[int, Mapping[str, Any]] = {row.id: to_document(row) for row in read_rows(db, ids)}
    miscounted = find_wrong_likes(db, ids)
    findings: dict[int, Finding] = {}
    for episode_id, stored in _read_documents(es, alias, ids):
        finding = _judge(episode_id, expected.get(episode_id), stored, miscounted=episode_id in miscounted)
        if finding:
            findings[episode_id] = finding
    return findings


def _read_documents(es: Elasticsearch, alias: str, ids: Sequence[int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
    answer = es.mget(index=alias, ids=[str(episode_id) for episode_id in ids])
    for episode_id, stored in zip(ids, answer["docs"], strict=True):
        if "error" in stored:
            raise IndexUnreadable(f"document {episode_id}: {stored['error'].get('reason')}")
        yield episode_id, stored


def _judge(
    episode_id: int, expected: Mapping[str, Any] | None, stored: Mapping[str, Any], *, miscounted: bool
) -> Finding | None:
    name = str(episode_id)
    if not stored["found"]:
        return Finding(name, Kind.MISSING) if expected else None
    version = int(stored["_version"])
    fields = list_differing_fields(expected or to_tombstone(episode_id), stored["_source"])
    if not expected:
        return Finding(name, Kind.GHOST, version=version) if fields else None
    if miscounted and "likes" not in fields:
        fields = (*fields, "likes")
    return Finding(name, Kind.STALE, fields, version) if fields else None


def list_differing_fields(expected: Mapping[str, Any], stored: Mapping[str, Any], prefix: str = "") -> tuple[str, ...]:
    """Name the fields that differ, those of an object with its name before them."""
    fields: list[str] = []
    for name in [*expected, *(name for name in stored if name not in expected)]:
        left, right = expected.get(name, _ABSENT), stored.get(name, _ABSENT)
        if left == right or (not prefix and name in UNCOMPARED):
            continue
        if isinstance(left, Mapping) and isinstance(right, Mapping):
            fields.extend(list_differing_fields(left, right, f"{prefix}{name}."))
        else:
            fields.append(f"{prefix}{name}")
    return tuple(fields)
