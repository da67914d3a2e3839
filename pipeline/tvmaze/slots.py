"""TVMaze's rate limit, kept over all processes by one table with a row per permitted call.

A slot is claimed only when it is free, stays claimed while its call is under way, and is free again a window
after the call is known to have arrived. So no window can hold more calls than there are slots, however
long a call takes to arrive, and however many wait. The rows count the calls, since they are written anyway.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.sql import SQL

CLAIM_SECONDS = 60
"""A claim ends by itself this long after its window, where the process died that made it; connecting and
sending take less (``Limits``)."""

_ROWS = SQL(
    "INSERT INTO rate_slot (slot, free_at) SELECT slot, '-infinity' FROM generate_series(0, %(calls)s) AS slot"
    " ON CONFLICT DO NOTHING"
)
_CLAIM = SQL(
    "UPDATE rate_slot SET free_at = clock_timestamp() + make_interval(secs => %(claim)s), calls = calls + 1"
    " WHERE slot = (SELECT slot FROM rate_slot WHERE slot BETWEEN 1 AND %(calls)s AND free_at <= clock_timestamp()"
    " AND (SELECT free_at FROM rate_slot WHERE slot = 0) <= clock_timestamp()"
    " ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " RETURNING slot"
)
_WAIT = SQL(
    "SELECT extract(epoch FROM greatest(clock_timestamp(), min(free_at) FILTER (WHERE slot > 0),"
    " max(free_at) FILTER (WHERE slot = 0)) - clock_timestamp())::float8"
    " FROM rate_slot WHERE slot <= %(calls)s"
)
_SETTLE = SQL(
    "UPDATE rate_slot SET free_at = clock_timestamp() + make_interval(secs => %(seconds)s),"
    " throttled = throttled + %(throttled)s WHERE slot = %(slot)s"
)
_PAUSE = SQL(
    "UPDATE rate_slot SET free_at = greatest(free_at, clock_timestamp() + make_interval(secs => %(seconds)s))"
    " WHERE slot = 0"
)
_LOCKED_SECONDS = 0.005


@dataclass(frozen=True)
class Slot:
    """The right to make one call now; ``waited`` is how many seconds it took to get."""

    number: int
    waited: float


def margin(window: float) -> float:
    """Give the seconds by which a slot rests longer than the window, since TVMaze's clock is not ours."""
    return max(0.01 * window, 0.005)


class RateSlots:
    """Hands out slots, on a connection of its own. Slot 0 is no call: it holds the end of a pause.

    Slots beyond the configured number of calls, left by a higher setting, stay unused.
    """

    def __init__(self, postgres_url: str, *, calls: int, window_seconds: float) -> None:
        self._url = postgres_url
        self._calls = calls
        self._rest = window_seconds + margin(window_seconds)
        # Waiting ones look again this often even while every slot is claimed.
        self._longest_nap = min(1.0, window_seconds / 4)
        self._connection: psycopg.Connection[Any] | None = None

    def take(self, within: float = math.inf) -> Slot:
        """Wait for a free slot and claim it; ``settle`` must follow the call.

        Raises ``TimeoutError`` where none is free after so many seconds.
        """
        began = time.monotonic()
        while (number := self._claim()) is None:
            if time.monotonic() - began > within:
                raise TimeoutError
            seconds: float = self._execute(_WAIT, {"calls": self._calls})[0][0]
            # Nothing to wait for and yet no slot: others hold the free rows, for one statement each.
            time.sleep(min(max(seconds, _LOCKED_SECONDS), self._longest_nap))
        return Slot(number, time.monotonic() - began)

    def settle(self, slot: Slot, arrived: float, *, throttled: bool = False) -> None:
        """Say by when (monotonic) the call had arrived, and if it was answered 429; a window later the slot is free."""
        rest = self._rest - (time.monotonic() - arrived)
        self._execute(_SETTLE, {"seconds": rest, "slot": slot.number, "throttled": int(throttled)})

    def pause(self, seconds: float) -> None:
        """Let no process call for this long, the waiting ones included. A longer pause that is on stays."""
        self._execute(_PAUSE, {"seconds": seconds})

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()

    def _claim(self) -> int | None:
        claimed = self._execute(_CLAIM, {"calls": self._calls, "claim": self._rest + CLAIM_SECONDS})
        return claimed[0][0] if claimed else None

    def _execute(self, statement: SQL, parameters: dict[str, Any]) -> Sequence[Any]:
        try:
            return self._run(statement, parameters)
        except psycopg.OperationalError:
            # Once more on a new connection: Postgres may have restarted. A slot claimed twice frees itself.
            self.close()
            return self._run(statement, parameters)

    def _run(self, statement: SQL, parameters: dict[str, Any]) -> Sequence[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True)
            self._connection.execute(_ROWS, {"calls": self._calls})
        cursor = self._connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else ()
