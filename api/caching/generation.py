"""Which generation the index is of, as far as this process has heard: by notice, from the indexer and other processes.

A process that begins to listen can't know what it missed, so it makes a generation of its own and tells all the others:
whatever was kept before is old, and all of them name the same one again.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Any

import asyncpg

from api.stores import POSTGRES_DOWN
from catalog.registry import GENERATION_NOTICE

RETRY_SECONDS, PROBE_SECONDS, ANSWER_SECONDS = 1.0, 5.0, 3.0
# What operators see in ``pg_stat_activity``.
LISTENER = "tvsi api: notices of the index"
logger = logging.getLogger("tvsi.api")


class Generation:
    """The index's generation; None while this process does not hear of it, and so may keep nothing."""

    def __init__(self, postgres_url: str) -> None:
        self._url = postgres_url
        self._task: asyncio.Task[None] | None = None
        self._over = False
        self.name: str | None = None

    def begin(self) -> None:
        """Listen in the background."""
        self._task = asyncio.create_task(self._listen())

    async def end(self) -> None:
        """Stop listening. A driver that is connecting may swallow the cancellation, so the loop is told as well."""
        self._over = True
        self.name = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=ANSWER_SECONDS)

    async def _listen(self) -> None:
        while not self._over:
            try:
                await self._hear_until_it_breaks()
            except POSTGRES_DOWN as error:
                logger.debug("no notices of the index: %s", error)
            except Exception:
                # Unforeseen; going on without notices for ever would keep nothing, and nobody would know.
                logger.exception("no notices of the index")
            self.name = None
            await asyncio.sleep(RETRY_SECONDS)

    async def _hear_until_it_breaks(self) -> None:
        told = {"application_name": LISTENER}
        connection = await asyncpg.connect(self._url, timeout=ANSWER_SECONDS, server_settings=told)
        try:
            await connection.add_listener(GENERATION_NOTICE, self._hear)
            own = secrets.token_hex(8)
            await connection.execute("SELECT pg_notify($1, $2)", GENERATION_NOTICE, own, timeout=ANSWER_SECONDS)
            while not self._over:
                await asyncio.sleep(PROBE_SECONDS)
                await connection.execute("SELECT 1", timeout=ANSWER_SECONDS)
        finally:
            self.name = None
            connection.terminate()

    def _hear(self, _: Any, __: int, ___: str, said: str) -> None:
        self.name = said
