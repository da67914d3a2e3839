"""When to ask again and when to give up: tries, budget, backoff."""

from __future__ import annotations

import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from pipeline.tvmaze.errors import AnswerLost, MalformedAnswer, TvmazeUnavailable
from pipeline.tvmaze.headers import retry_after
from pipeline.tvmaze.limits import Limits


@dataclass
class Stats:
    """What a client did so far.

    ``calls`` counts every request sent. Each beyond the first of its kind is a redirect, follows a 429
    (``throttled``) or follows a failure (``retries``).
    """

    calls: int = 0
    throttled: int = 0
    retries: int = 0
    waited_seconds: float = 0.0


def equal_jitter(seconds: float) -> float:
    """Give between half and all of the seconds. Full jitter may come out at nothing, which throttling must not."""
    return seconds / 2 + random.uniform(0, seconds / 2)  # noqa: S311 - no secret


class Patience:
    """What is left of the patience with one request."""

    def __init__(self, request: str, limits: Limits, stats: Stats) -> None:
        self._request = request
        self._limits = limits
        self._stats = stats
        self._failures = 0
        self._throttled = 0
        self._since = time.monotonic()

    def after_failure(self, error: AnswerLost | MalformedAnswer, headers: Mapping[str, str]) -> float:
        """Give the seconds to wait before the next try, at least ``Retry-After``; raises when none is left."""
        self._failures += 1
        limits = self._limits
        is_malformed = isinstance(error, MalformedAnswer)
        if self._failures >= (limits.malformed_tries if is_malformed else limits.tries):
            raise self._give_up(error, f"{self._failures} tries")
        if self._stats.retries >= max(limits.retries_floor, limits.retries_share * self._stats.calls):
            raise self._give_up(error, f"the budget of {self._stats.retries} retries in {self._stats.calls} calls")
        self._stats.retries += 1
        backoff = equal_jitter(min(limits.backoff_most_seconds, limits.backoff_seconds * 2 ** (self._failures - 1)))
        wanted = retry_after(headers, datetime.now(UTC)) or 0
        return max(backoff, min(wanted, limits.retry_after_most_seconds))

    def after_throttling(self, headers: Mapping[str, str]) -> float:
        """Give the seconds that everyone must pause after a 429; raises when it has gone on for too long."""
        self._throttled += 1
        self._stats.throttled += 1
        limits = self._limits
        if (gone := time.monotonic() - self._since) > limits.throttled_seconds:
            fact = f"answered 429 (too many requests) {self._throttled} times in {gone:.0f} s"
            raise TvmazeUnavailable(self._request, fact)
        if (wanted := retry_after(headers, datetime.now(UTC))) is not None:
            return min(max(wanted, 1), limits.retry_after_most_seconds)
        # Twice the shortest pause, so that equal jitter never goes below it.
        return equal_jitter(min(limits.pause_most_seconds, limits.pause_seconds * 2**self._throttled))

    def _give_up(self, error: AnswerLost | MalformedAnswer, spent: str) -> Exception:
        if isinstance(error, MalformedAnswer):
            return MalformedAnswer(self._request, f"{error.fact} (after {spent})")
        return TvmazeUnavailable(self._request, f"{error.fact} (after {spent})")
