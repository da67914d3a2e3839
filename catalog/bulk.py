"""Writing whole documents into an index, in requests of bounded size, each under its external version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import orjson
from elasticsearch import Elasticsearch

REQUEST_BYTES = 5_000_000
# Elasticsearch takes a request on one core, however many there are. Fewer documents than these are not worth a request.
WRITERS, WORTH_A_REQUEST = 3, 50
_CONFLICT, _REFUSED, _GONE = 409, 400, 404


class WriteAliasGone(Exception):
    """The write alias of a registered index is gone, and the index with it."""


@dataclass(slots=True)
class Failures:
    """Documents that were not written, by id with the reason: refused as they are, or failed for now."""

    refused: dict[int, str] = field(default_factory=dict)
    failed: dict[int, str] = field(default_factory=dict)

    @property
    def ids(self) -> set[int]:
        """Name them all."""
        return {*self.refused, *self.failed}


@dataclass(frozen=True, slots=True)
class Batch:
    """One bulk request: ids in the order of its lines."""

    ids: tuple[int, ...]
    lines: tuple[bytes, ...]


def pack(documents: Iterable[Mapping[str, Any]], version: int, *, size: int = REQUEST_BYTES) -> Iterator[Batch]:
    """Part documents into requests of at most ``size`` bytes; a greater document goes alone."""
    ids: list[int] = []
    lines: list[bytes] = []
    taken = 0
    for document in documents:
        action = {"index": {"_id": str(document["id"]), "version": version, "version_type": "external"}}
        pair = (orjson.dumps(action), orjson.dumps({"version": version, **document}))
        length = len(pair[0]) + len(pair[1]) + 2
        if ids and taken + length > size:
            yield Batch(tuple(ids), tuple(lines))
            ids, lines, taken = [], [], 0
        ids.append(document["id"])
        lines.extend(pair)
        taken += length
    if ids:
        yield Batch(tuple(ids), tuple(lines))


def write(es: Elasticsearch, write_alias: str, batch: Batch, failures: Failures) -> None:
    """Send one request and note what failed. A version conflict means that something newer is there: success.

    Raises ``WriteAliasGone``, and the client's errors where the request as a whole failed.
    """
    operations: Any = batch.lines
    answer = es.bulk(
        index=write_alias,
        operations=operations,
        require_alias=True,
        filter_path=["items.*.status", "items.*.error.type", "items.*.error.reason"],
    )
    for episode_id, item in zip(batch.ids, answer["items"], strict=True):
        outcome = item["index"]
        if outcome["status"] == _GONE:
            raise WriteAliasGone(f"{write_alias} is gone, and its index with it")
        if "error" in outcome and outcome["status"] != _CONFLICT:
            kind = failures.refused if outcome["status"] == _REFUSED else failures.failed
            kind[episode_id] = f"{outcome['error']['type']}: {outcome['error'].get('reason')}"


def write_side_by_side(
    es: Elasticsearch, write_alias: str, documents: Sequence[Mapping[str, Any]], version: int, failures: Failures
) -> None:
    """Write documents in a few requests at once. Whatever is raised, none of them is under way any more then.

    But for those that the client gave up. In memory are no more bodies than those under way.
    """
    parts = min(WRITERS, 1 + len(documents) // WORTH_A_REQUEST)
    packed = [pack(documents[part::parts], version) for part in range(parts)]
    with ThreadPoolExecutor(WRITERS) as writers:
        while batches := [batch for part in packed if (batch := next(part, None))]:
            list(writers.map(lambda batch: write(es, write_alias, batch, failures), batches))
            del batches  # before others are packed
