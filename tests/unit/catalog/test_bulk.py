"""Requests are bounded in bytes and lose no document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from weakref import WeakSet

import orjson
import pytest

from catalog import bulk
from catalog.bulk import WORTH_A_REQUEST, WRITERS, Batch, Failures, pack, write_side_by_side


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


class _Body(dict[str, Any]):
    """A body of which it can be told whether anybody holds it."""

    __hash__ = object.__hash__  # type: ignore[assignment]


class _Requests:
    """Stands for packing, one document a request, and for sending; counts the bodies that are held."""

    def __init__(self, refused: int = 0) -> None:
        self.sent: list[int] = []
        self.most = 0
        self._bodies: WeakSet[_Body] = WeakSet()
        self._refused = refused

    def pack(self, documents: Sequence[Mapping[str, Any]], version: int) -> Iterator[Batch]:
        for document in documents:
            held = _Body(document, version=version)
            self._bodies.add(held)
            self.most = max(self.most, len(self._bodies))
            batch = Batch((document["id"],), (held,))  # type: ignore[arg-type]
            del held
            yield batch
            del batch

    def write(self, _: object, __: str, batch: Batch, ___: Failures) -> None:
        self.sent += batch.ids
        if self._refused in batch.ids:
            raise TimeoutError


def _write(requests: _Requests, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "pack", requests.pack)
    monkeypatch.setattr(bulk, "write", requests.write)
    documents = [{"id": number} for number in range(1, WRITERS * WORTH_A_REQUEST)]
    write_side_by_side(None, "writes", documents, 1, Failures())  # type: ignore[arg-type]


def test_no_more_bodies_are_held_than_are_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = _Requests()

    _write(requests, monkeypatch)

    assert sorted(requests.sent) == list(range(1, WRITERS * WORTH_A_REQUEST))
    assert requests.most == WRITERS


def test_nothing_is_sent_after_what_failed_but_what_was_under_way(monkeypatch: pytest.MonkeyPatch) -> None:
    requests = _Requests(refused=1)

    with pytest.raises(TimeoutError):
        _write(requests, monkeypatch)

    assert len(requests.sent) <= WRITERS
