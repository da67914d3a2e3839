"""One item of an answer at a time: decoded, or set aside with the reason and its JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

import msgspec

from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.errors import MalformedAnswer
from pipeline.tvmaze.payloads import NO_NUL

Decoded = TypeVar("Decoded")


@dataclass(frozen=True)
class MalformedItem:
    """A part of an answer that can't be used: why, with the JSON path, and the item's JSON as text without NUL."""

    reason: str
    item_json: str


class _Outline(msgspec.Struct, frozen=True):
    pass


class ItemReader:
    """Decodes items and remembers the malformed ones."""

    def __init__(self) -> None:
        self._malformed: list[MalformedItem] = []

    @property
    def malformed(self) -> tuple[MalformedItem, ...]:
        """What was set aside so far, in the answer's order."""
        return tuple(self._malformed)

    def read(self, item: bytes, kind: type[Decoded], path: str) -> Decoded | None:
        """Decode one item that stands at the path, or set it aside."""
        try:
            return msgspec.json.decode(item, type=kind)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            self.reject(item, _reason(error, path))
            return None

    def read_all(self, items: Iterable[msgspec.Raw], kind: type[Decoded], path: str) -> Iterator[Decoded]:
        """Decode the items of the list at the path, without the malformed ones."""
        for position, item in enumerate(items):
            decoded = self.read(bytes(item), kind, f"{path}[{position}]")
            if decoded is not None:
                yield decoded

    def reject(self, item: bytes, reason: str) -> None:
        """Set an item aside."""
        text = item.decode(errors="replace").replace("\x00", "\\u0000")
        self._malformed.append(MalformedItem(reason, text))


def read_list(answer: Answer) -> list[msgspec.Raw]:
    """Part an answer into its items; raises ``MalformedAnswer`` if it is no list of JSON."""
    try:
        return read_object(answer, list[msgspec.Raw])
    except MalformedAnswer:
        if (items := _read_leniently(answer.body)) is None:
            raise
        return items


def read_object(answer: Answer, kind: type[Decoded]) -> Decoded:
    """Decode an answer whose outline is fixed; raises ``MalformedAnswer`` if it has another."""
    try:
        return msgspec.json.decode(answer.body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        fact = f"{_reason(error, '$')}; the body begins {describe_body(answer)}"
        raise MalformedAnswer(answer.request, fact) from None


def read_outline(answer: Answer) -> object:
    """Make sure that an answer is a JSON object, whatever it holds; raises ``MalformedAnswer``."""
    return read_object(answer, _Outline)


def read_json(answer: Answer) -> object:
    """Make sure that an answer is JSON of any kind; raises ``MalformedAnswer``."""
    return read_object(answer, msgspec.Raw)


def describe_body(answer: Answer) -> str:
    """Show how a body begins, on one line."""
    return repr(answer.body[:60].decode(errors="replace"))


def _read_leniently(body: bytes) -> list[msgspec.Raw] | None:
    # msgspec refuses the whole body for one half of a surrogate pair, one bare NUL or one NaN in it;
    # the standard library reads on, and only the item that holds it is malformed.
    try:
        items = json.loads(body, strict=False)
    except (ValueError, RecursionError):
        return None
    return [msgspec.Raw(json.dumps(item).encode()) for item in items] if isinstance(items, list) else None


def _reason(error: Exception, path: str) -> str:
    if isinstance(error, RecursionError):
        return f"nested too deeply - at `{path}`"
    if isinstance(error, UnicodeDecodeError):
        return f"not UTF-8 - at `{path}`"
    text = str(error).replace(f"Expected `str` matching regex {NO_NUL!r}", "A text holds a NUL character")
    return text.replace("`$", f"`{path}") if "`$" in text else f"{text} - at `{path}`"
