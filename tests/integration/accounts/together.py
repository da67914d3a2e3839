"""Doing things at once: as many threads as there are things, all let go at the same moment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

T = TypeVar("T")


def do_at_once(works: Sequence[Callable[[], T]]) -> list[T]:
    """Do all of these at once and give what they gave, in their order."""
    barrier = Barrier(len(works))

    def do(work: Callable[[], T]) -> T:
        barrier.wait()
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(do, works))


def repeat_at_once(times: int, work: Callable[[], T]) -> list[T]:
    """Do the same so many times at once."""
    return do_at_once([work] * times)
