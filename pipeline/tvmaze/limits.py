"""How long, how often and how much: every bound that the client keeps, in one place."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Bounds of one client. Tests shorten them.

    A throttled call (429) is no failure: it is repeated for ``throttled_seconds``, whatever the tries and the
    budget, so that a storm of them delays a day and does not fail it.
    """

    slot_seconds: float = math.inf
    """Longest wait for leave to call: loads wait for as long as it takes."""
    connect_seconds: float = 3
    read_seconds: float = 15
    """Longest silence between two pieces of an answer."""
    answer_seconds: float = 60
    """Longest time for one whole answer, however steadily it drips."""
    body_bytes: int = 20_000_000
    redirects: int = 3

    tries: int = 6
    malformed_tries: int = 3
    """A whole body that is no JSON is asked for again less often: it may be cut off, but hardly each time."""
    retries_floor: int = 20
    retries_share: float = 0.2
    """The budget of a client's life: retries may be this many, or this share of its calls."""
    backoff_seconds: float = 1
    backoff_most_seconds: float = 30

    throttled_seconds: float = 900
    pause_seconds: float = 2
    """Shortest pause after a 429 that does not say how long to wait."""
    pause_most_seconds: float = 60
    retry_after_most_seconds: float = 300


LIMITS = Limits()
