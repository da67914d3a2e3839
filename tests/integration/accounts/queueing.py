"""Requests that wait for the same account's row, in a known order: races whose outcome is not a matter of luck."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import httpx

from tests.integration.accounts.catalogue import Catalogue

PATIENCE_SECONDS = 3
_COUNT_WAITING = """
    SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
"""
Ask = Callable[[], httpx.Response]


class Queue:
    """Requests behind an account's row, first come, first served."""

    def __init__(self, catalogue: Catalogue, pool: ThreadPoolExecutor) -> None:
        self._catalogue = catalogue
        self._pool = pool
        self._length = 0

    def append(self, ask: Ask) -> Future[httpx.Response]:
        """Ask, and wait until the request waits behind those before it."""
        asked = self._pool.submit(ask)
        self._length += 1
        deadline = time.monotonic() + PATIENCE_SECONDS
        while self._catalogue.read(_COUNT_WAITING)[0] < self._length:
            assert time.monotonic() < deadline, "the request does not wait for the account"
            assert not asked.done(), f"the request did not wait for the account: {asked.result().status_code}"
            time.sleep(0.01)
        return asked


@contextmanager
def hold_account(catalogue: Catalogue, user_id: int, more: str = "SELECT 1") -> Iterator[Queue]:
    """Hold an account until the end of the block, then let those go on that wait for it; ``more`` is done first."""
    with ThreadPoolExecutor(10) as pool, catalogue.connect() as connection:
        connection.execute("SELECT FROM app_user WHERE id = %s FOR UPDATE", (user_id,))
        yield Queue(catalogue, pool)
        statement: Any = more
        connection.execute(statement)
