"""An answer as it is kept, and a shelf of them in this process. The one that processes share is in ``shared``.

None is kept over 5 seconds: so old is the oldest that a lost notice may leave.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

import orjson
from cachetools import TTLCache
from sanic import HTTPResponse

LIFE_SECONDS = 5
LOCAL_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True)
class Stored:
    """An answer of status 200."""

    body: bytes
    content_type: str
    headers: dict[str, str]

    @classmethod
    def of(cls, response: HTTPResponse) -> Stored:
        """Take what an answer is made of."""
        headers = {str(name): str(value) for name, value in response.headers.items() if name.lower() != "content-type"}
        return cls(response.body or b"", response.content_type or "", headers)

    def pack(self) -> bytes:
        """Write down."""
        return orjson.dumps([self.content_type, self.headers]) + b"\n" + self.body

    @classmethod
    def unpack(cls, packed: bytes) -> Stored:
        """Read what ``pack`` wrote."""
        head, _, body = packed.partition(b"\n")
        content_type, headers = orjson.loads(head)
        return cls(body, content_type, headers)


Make = Callable[[], Awaitable[Stored]]


class Shelf(Protocol):
    """Where answers are kept, by key."""

    async def find(self, key: str) -> Stored | None:
        """Give what is kept."""
        ...

    async def make(self, key: str, make: Make) -> Stored:
        """Make an answer and keep it, unless somebody else who shares this shelf is making it."""
        ...


class LocalShelf:
    """Answers in this process alone, the oldest given up first."""

    def __init__(self) -> None:
        self._kept: TTLCache[str, Stored] = TTLCache(LOCAL_BYTES, LIFE_SECONDS, getsizeof=lambda one: len(one.body))

    async def find(self, key: str) -> Stored | None:
        """Give what is kept."""
        return self._kept.get(key)

    async def make(self, key: str, make: Make) -> Stored:
        """Make an answer and keep it."""
        made = await make()
        if len(made.body) < LOCAL_BYTES:
            self._kept[key] = made
        return made
