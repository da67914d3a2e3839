"""Cursors: a position in a list as a text that means nothing to clients, signed, and good for its own search alone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from itsdangerous import BadData, URLSafeSerializer

from api.parameters import invalid

VERSION = 2
PURPOSE = "tvsi.cursor"


@dataclass(frozen=True)
class Position:
    """Where a list goes on: after the item with these sort values, of all that were there at a point in time, if any.

    Without values it is the beginning. ``near``: almost the words that are typed do.
    """

    after: tuple[Any, ...] = ()
    near: bool = False
    point_in_time: str | None = None


class Cursors:
    """Writes and reads cursors with the secret that tokens are signed with; a previous one is still read."""

    def __init__(self, secret: str, previous_secret: str | None = None) -> None:
        self._serializer = URLSafeSerializer([*filter(None, [previous_secret]), secret], salt=PURPOSE)

    def write(self, position: Position, search: str) -> str:
        """Write a position in a search, of which ``search`` is the name."""
        content = [VERSION, search, list(position.after), position.near, position.point_in_time]
        text: str = self._serializer.dumps(content)
        return text

    def read(self, text: str, search: str) -> Position:
        """Read a position in a search; raises a ``Problem`` where it is none, or one in another search."""
        try:
            version, bound_to, after, near, point_in_time = self._serializer.loads(text)
        except (BadData, ValueError, TypeError):
            raise invalid({"cursor": "is none that was given here"}) from None
        if (version, bound_to) != (VERSION, search):
            raise invalid({"cursor": "belongs to another search: q, filters, sort and path must stay as they were"})
        return Position(tuple(after), near, point_in_time)


def name_search(*parts: Sequence[Any] | Any) -> str:
    """Give a name to what a cursor is bound to."""
    content = orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).hexdigest()[:24]
