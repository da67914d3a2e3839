"""Requests are bounded in bytes and lose no document."""

from __future__ import annotations

import orjson
import pytest

from catalog.bulk import Batch, pack


def _size(batch: Batch) -> int:
    return sum(len(line) + 1 for line in batch.lines)


@pytest.mark.parametrize("size", [1, 200, 1_000, 5_000_000])
def test_documents_keep_their_order_over_requests_of_bounded_size(size: int) -> None:
    documents = [{"id": number, "name": "x" * (number * 7 % 90)} for number in range(1, 40)]

    batches = list(pack(documents, 5, size=size))

    assert [episode_id for batch in batches for episode_id in batch.ids] == list(range(1, 40))
    assert all(_size(batch) <= size or len(batch.ids) == 1 for batch in batches)


def test_each_document_goes_under_its_external_version_and_carries_it() -> None:
    (batch,) = pack([{"id": 3, "withdrawn": False}], 12)

    action, document = map(orjson.loads, batch.lines)
    assert action == {"index": {"_id": "3", "version": 12, "version_type": "external"}}
    assert document == {"version": 12, "id": 3, "withdrawn": False}


def test_nothing_makes_no_request() -> None:
    assert list(pack([], 1)) == []
