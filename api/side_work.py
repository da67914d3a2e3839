"""Work that takes a processor's time, done beside the event loop: one at a time, and only so many wait for it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from api.problems import Problem, ProblemType

P = ParamSpec("P")
T = TypeVar("T")


class SideWork:
    """A worker's thread for one kind of work; ``busy`` is what is answered when too many wait."""

    def __init__(self, name: str, most_waiting: int, busy: ProblemType) -> None:
        self._pool = ThreadPoolExecutor(1, name)
        self._most_waiting = most_waiting
        self._busy = busy
        self._waiting = 0

    def close(self) -> None:
        """Let what is being done end."""
        self._pool.shutdown()

    def refuse_if_busy(self) -> None:
        """Raise a ``Problem`` when too many wait, before anything else is done for one more."""
        if self._waiting >= self._most_waiting:
            raise Problem(self._busy, f"{self._busy.title}. Try again in a moment.")

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do the work and give what it gives; raises a ``Problem`` when too many wait."""
        self.refuse_if_busy()
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, lambda: work(*args, **kwargs))
        finally:
            self._waiting -= 1
