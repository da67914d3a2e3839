"""Who of this worker's clients wait for events, and what wakes them: a notice of Postgres."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from api.problems import EVENTS_BUSY, Problem
from catalog.events import EVENT_NOTICE

MOST = 200
MOST_EACH = 20  # of one client, so that nobody takes all places


class Followers:
    """Wakes them when there is an event, and when notices may have been missed."""

    channel = EVENT_NOTICE

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self._places: Counter[str] = Counter()

    @contextmanager
    def follow(self, client: str) -> Iterator[asyncio.Event]:
        """Give what is set whenever there may be news; raises a ``Problem`` where too many follow already."""
        if len(self._waiting) >= MOST:
            raise Problem(EVENTS_BUSY, f"{EVENTS_BUSY.title}. Try again later.")
        if self._places[client] >= MOST_EACH:
            raise Problem(EVENTS_BUSY, f"{EVENTS_BUSY.title} at your address, which may have {MOST_EACH}.")
        news = asyncio.Event()
        self._waiting.add(news)
        self._places[client] += 1
        try:
            yield news
        finally:
            self._waiting.remove(news)
            self._places[client] -= 1
            self._places += Counter()  # forgets who has none

    async def begin(self, _: Any, /) -> None:
        """Have everybody look for what was missed."""
        self._wake()

    def hear(self, _: str, /) -> None:
        """Wake everybody."""
        self._wake()

    def lose(self) -> None:
        """Wait until notices come again."""

    def _wake(self) -> None:
        for news in self._waiting:
            news.set()
