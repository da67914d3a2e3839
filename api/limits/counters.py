"""Counting by a rule (GCRA, by the library ``throttled``): in Redis for all processes, else this worker's share."""

from __future__ import annotations

import logging
import time
from datetime import timedelta

from redis.exceptions import RedisError
from throttled.asyncio import MemoryStore, RateLimiterType, RedisStore, Throttled, per_duration
from throttled.exceptions import StoreUnavailableError

from api.limits.rules import Rule, Standing

ANSWER_SECONDS, REST_SECONDS = 0.25, 1.0
# Of the clients that a process counts by itself; who was quiet longest is forgotten first.
MOST_CLIENTS = 100_000
REDIS_DOWN = (StoreUnavailableError, RedisError, OSError, TimeoutError)
logger = logging.getLogger("tvsi.api")


class Counters:
    """Counts what clients ask. While Redis can't be reached, each worker counts its share."""

    def __init__(self, redis_url: str | None, workers: int) -> None:
        timeouts = {"socket_timeout": ANSWER_SECONDS, "socket_connect_timeout": ANSWER_SECONDS}
        self._shared = RedisStore(redis_url, {"CONNECTION_POOL_KWARGS": timeouts}) if redis_url else None
        self._own = MemoryStore(options={"MAX_SIZE": MOST_CLIENTS})
        self._workers = workers
        self._throttles: dict[tuple[Rule, bool], Throttled] = {}
        self._resting_until = 0.0

    async def count(self, rule: Rule, client: str) -> Standing:
        """Count one more of a client's, unless that is too many, and tell how it stands."""
        if self._shared is not None and time.monotonic() >= self._resting_until:
            try:
                return await self._count(rule, client, shared=True)
            except REDIS_DOWN as error:
                self._resting_until = time.monotonic() + REST_SECONDS
                logger.warning("Redis does not answer, so each worker counts by itself: %s", error)
        return await self._count(rule, client, shared=False)

    async def _count(self, rule: Rule, client: str, *, shared: bool) -> Standing:
        kept = rule if shared else rule.share(self._workers)
        result = await self._find(kept, shared=shared).limit(f"{kept.name}:{client}")
        state = result.state
        return Standing(kept, int(state.remaining), state.reset_after, state.retry_after, result.limited)

    def _find(self, rule: Rule, *, shared: bool) -> Throttled:
        found = self._throttles.get((rule, shared))
        if found is None:
            found = self._throttles[rule, shared] = Throttled(
                using=RateLimiterType.GCRA.value,
                quota=per_duration(timedelta(seconds=rule.seconds), rule.limit, rule.burst),
                store=self._shared if shared else self._own,
                key_prefix="tvsi",
            )
        return found
