"""What Postgres notifies this process of: one connection that listens to all channels that somebody here wants."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

import asyncpg

from api.stores import POSTGRES_DOWN

RETRY_SECONDS, PROBE_SECONDS, ANSWER_SECONDS = 1.0, 5.0, 3.0
# What operators see in ``pg_stat_activity``.
LISTENER = "tvsi api: notices"
logger = logging.getLogger("tvsi.api")


class Listener(Protocol):
    """Somebody who wants to hear a channel."""

    channel: str

    async def begin(self, connection: Any, /) -> None:
        """Take note that notices come from now on; what came before may have been missed."""
        ...

    def hear(self, said: str, /) -> None:
        """Take a notice."""
        ...

    def lose(self) -> None:
        """Take note that notices come no more."""
        ...


class Hearing:
    """Listens, and begins again where the connection is lost."""

    def __init__(self, postgres_url: str, listeners: Sequence[Listener]) -> None:
        self._url = postgres_url
        self._listeners = listeners
        self._task: asyncio.Task[None] | None = None
        self._over = False

    def begin(self) -> None:
        """Listen in the background."""
        self._task = asyncio.create_task(self._listen())

    async def end(self) -> None:
        """Stop listening. A driver that is connecting may swallow the cancellation, so the loop is told as well."""
        self._over = True
        self._lose()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=ANSWER_SECONDS)

    async def _listen(self) -> None:
        while not self._over:
            try:
                await self._hear_until_it_breaks()
            except POSTGRES_DOWN as error:
                logger.debug("no notices of Postgres: %s", error)
            except Exception:
                # Unforeseen; going on without notices for ever would keep nothing, and nobody would know.
                logger.exception("no notices of Postgres")
            self._lose()
            await asyncio.sleep(RETRY_SECONDS)

    async def _hear_until_it_breaks(self) -> None:
        told = {"application_name": LISTENER}
        connection = await asyncpg.connect(self._url, timeout=ANSWER_SECONDS, server_settings=told)
        try:
            for listener in self._listeners:
                await connection.add_listener(listener.channel, partial(_hand_on, listener))
            for listener in self._listeners:
                await listener.begin(connection)
            while not self._over:
                await asyncio.sleep(PROBE_SECONDS)
                await connection.execute("SELECT 1", timeout=ANSWER_SECONDS)
        finally:
            self._lose()
            connection.terminate()

    def _lose(self) -> None:
        for listener in self._listeners:
            listener.lose()


def _hand_on(listener: Listener, _: Any, __: int, ___: str, said: str) -> None:
    listener.hear(said)
