"""A shelf of answers in Redis, for all processes. While Redis can't be reached nothing is kept, and all is answered."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import RedisError

from api.caching.stored import LIFE_SECONDS, Make, Stored

# Who asks first does it for all; the others look for its answer this often, and for so long at most.
LOOK_SECONDS, PATIENCE_SECONDS = 0.005, 3.0
ANSWER_SECONDS, REST_SECONDS = 0.25, 1.0
REDIS_DOWN = (RedisError, OSError, TimeoutError)
logger = logging.getLogger("tvsi.api")


class SharedShelf:
    """Answers in Redis, under a name for the index and for the address that their links lead to."""

    def __init__(self, url: str, index: str, base_url: str) -> None:
        self._redis: Redis = Redis.from_url(url, socket_timeout=ANSWER_SECONDS, socket_connect_timeout=ANSWER_SECONDS)
        self._prefix = f"tvsi:{index}:{base_url}"
        self._resting_until = 0.0

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def find(self, key: str) -> Stored | None:
        """Give what is kept."""
        packed, _ = await self._look(key)
        return packed

    async def make(self, key: str, make: Make) -> Stored:
        """Make an answer and keep it; or wait for who is making it, and then make it after all if none comes."""
        making = self._name("making", key)
        is_first = await self._ask("set", making, b"", nx=True, px=int(PATIENCE_SECONDS * 1000))
        if not is_first and (found := await self._wait(key)):
            return found
        try:
            made = await make()
            await self._ask("set", self._name("answer", key), made.pack(), px=LIFE_SECONDS * 1000)
        finally:
            if is_first:
                await self._ask("delete", making)
        return made

    async def _wait(self, key: str) -> Stored | None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            found, is_making = await self._look(key)
            if found or not is_making:
                return found
            await asyncio.sleep(LOOK_SECONDS)
        return None

    async def _look(self, key: str) -> tuple[Stored | None, bool]:
        """Give what is kept, and tell whether somebody is making it."""
        packed, making = await self._ask("mget", self._name("answer", key), self._name("making", key)) or (None, None)
        return Stored.unpack(packed) if packed else None, making is not None

    def _name(self, kind: str, key: str) -> str:
        return f"{self._prefix}:{kind}:{key}"

    async def _ask(self, command: str, *arguments: Any, **options: Any) -> Any:
        """Ask Redis; None where it doesn't answer, and then it is left alone for a second."""
        if time.monotonic() < self._resting_until:
            return None
        try:
            asking: Awaitable[Any] = getattr(self._redis, command)(*arguments, **options)
            return await asking
        except REDIS_DOWN as error:
            self._resting_until = time.monotonic() + REST_SECONDS
            logger.warning("Redis does not answer: %s", error)
            return None
