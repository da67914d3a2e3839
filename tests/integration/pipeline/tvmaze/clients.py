"""Clients for tests: real ones in every respect but their patience."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.limits import Limits
from pipeline.tvmaze.slots import RateSlots
from tests.fixtures.simulator import WINDOW

HASTY = Limits(
    connect_seconds=2,
    read_seconds=1,
    answer_seconds=1.5,
    backoff_seconds=0.02,
    pause_seconds=0.05,
    pause_most_seconds=0.1,
)


@contextmanager
def open_hasty(
    url: str, postgres_url: str, *, limits: Limits = HASTY, calls: int = 20, window: float = WINDOW
) -> Iterator[TvmazeClient]:
    """Open a client that gives up within seconds, under the limit that the simulator keeps."""
    slots = RateSlots(postgres_url, calls=calls, window_seconds=window)
    with closing(slots), TvmazeClient(url, slots, limits=limits) as client:
        yield client
