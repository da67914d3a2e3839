"""TVMaze's rate limit: at most so many calls of one client in any window of so many seconds.

Where TVMaze's words leave room, this is the stricter reading, so that a client that keeps this limit keeps TVMaze's:
a refused call counts too (hammering keeps the door shut), and a window includes both its ends (a call exactly one
window after another still counts with it).
"""

from __future__ import annotations

from collections import defaultdict, deque


class SlidingWindow:
    """Counts each client's arrivals and says which call is one too many."""

    def __init__(self, calls: int, seconds: float) -> None:
        self._calls = calls
        self._seconds = seconds
        self._arrivals: defaultdict[str, deque[float]] = defaultdict(deque)

    def admit(self, client: str, at: float) -> bool:
        """Count a call that arrives at ``at`` seconds (never decreasing); false if it is over the limit."""
        arrivals = self._arrivals[client]
        while arrivals and at - arrivals[0] > self._seconds:
            arrivals.popleft()
        arrivals.append(at)
        return len(arrivals) <= self._calls

    def clear(self) -> None:
        """Forget every arrival."""
        self._arrivals.clear()
