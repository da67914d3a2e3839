"""Waking the indexer after a like: a notice outside the like's transaction, at most ten times a second.

Inside it, a notice would make everyone's commits wait for each other. A lost one costs nothing but half a second:
the indexer looks by itself.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from api.problems import Problem
from api.stores import Postgres
from catalog.database import database
from catalog.outbox import notify_outbox

INTERVAL_SECONDS = 0.1


class OutboxNotices:
    """Sends one notice for all changes of a tenth of a second."""

    def __init__(self, postgres: Postgres) -> None:
        self._postgres = postgres
        self._sending: asyncio.Task[None] | None = None
        self._sent_at = 0.0

    def ring(self) -> None:
        """Say that the outbox has something new. Never waits."""
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())

    async def close(self) -> None:
        """Let the last notice go out."""
        if self._sending is not None:
            await asyncio.wait([self._sending], timeout=1)

    async def _send(self) -> None:
        clock = asyncio.get_running_loop()
        await asyncio.sleep(max(0.0, self._sent_at + INTERVAL_SECONDS - clock.time()))
        self._sent_at = clock.time()
        with suppress(Problem):
            await self._postgres.run(_notify)


def _notify() -> None:
    notify_outbox(database.obj)
