"""TVMaze's rate limit, kept over all processes by one table with a row per permitted call.

A slot may be used again a window after its last call, so no window can hold more calls than there are slots.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.sql import SQL

_LOCKED_SECONDS = 0.005
_ROWS = SQL(
    "INSERT INTO rate_slot (slot, free_at) SELECT slot, '-infinity' FROM generate_series(0, %(calls)s) AS slot"
    " ON CONFLICT DO NOTHING"
)
_TAKE = SQL(
    "UPDATE rate_slot SET free_at = greatest(clock_timestamp(), free_at) + make_interval(secs => %(spacing)s)"
    " WHERE slot = (SELECT slot FROM rate_slot WHERE slot BETWEEN 1 AND %(calls)s"
    " ORDER BY free_at LIMIT 1 FOR UPDATE SKIP LOCKED)"
    " RETURNING slot,"
    " extract(epoch FROM free_at - make_interval(secs => %(spacing)s) - clock_timestamp())::float8"
)
_PAUSED = SQL("SELECT free_at > clock_timestamp() FROM rate_slot WHERE slot = 0")
_PAUSE = SQL(
    "UPDATE rate_slot SET free_at = until.moment"
    " FROM (SELECT clock_timestamp() + make_interval(secs => %(seconds)s) AS moment) AS until"
    " WHERE slot IN (SELECT slot FROM rate_slot ORDER BY slot FOR UPDATE) AND free_at < until.moment"
)
_DELAY = SQL(
    "UPDATE rate_slot SET free_at = greatest(free_at, clock_timestamp() + make_interval(secs => %(seconds)s))"
    " WHERE slot = %(slot)s"
)


@dataclass(frozen=True)
class Slot:
    """The right to make one call now. ``due`` is when it began (monotonic), ``waited`` the seconds slept for it."""

    number: int
    due: float
    waited: float


def margin(window: float) -> float:
    """Give the seconds by which a slot rests longer than the window: 2.5 %, at least what a busy machine jitters.

    The limit is judged where calls arrive, and two calls may travel at different speeds.
    """
    return max(0.025 * window, 0.05)


class RateSlots:
    """Takes slots, on a connection of its own. Slot 0 is no call: it holds the end of a pause.

    Slots beyond the configured number of calls, left by a higher setting, stay unused.
    """

    def __init__(self, postgres_url: str, *, calls: int, window_seconds: float) -> None:
        self._url = postgres_url
        self._calls = calls
        self._window = window_seconds
        self._margin = margin(window_seconds)
        self._connection: psycopg.Connection[Any] | None = None

    def take(self) -> Slot:
        """Reserve the slot that is free first, sleep until its time, and give it."""
        waited = 0.0
        while True:
            number, seconds = self._reserve()
            due = time.monotonic() + seconds
            if seconds > 0:
                time.sleep(seconds)
                waited += seconds
            if seconds <= 0 or not self._is_paused():
                return Slot(number, due, waited)

    def settle(self, slot: Slot, arrived: float) -> None:
        """Say by when (monotonic) the slot's call had arrived. A late one keeps its slot the longer."""
        # Time lost between taking the slot and the call's arrival (connecting, a busy machine) is
        # made good here, beyond the half of the margin that is left to the travelling itself.
        if arrived - slot.due > self._margin / 2:
            rest = self._window + self._margin / 2 - (time.monotonic() - arrived)
            self._execute(_DELAY, {"seconds": rest, "slot": slot.number})

    def pause(self, seconds: float) -> None:
        """Let no process call for this long; waiting ones wait again. A longer pause that is on stays."""
        self._execute(_PAUSE, {"seconds": seconds})

    def close(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            self._connection.close()

    def _reserve(self) -> tuple[int, float]:
        parameters = {"calls": self._calls, "spacing": self._window + self._margin}
        while not (rows := self._execute(_TAKE, parameters)):
            time.sleep(_LOCKED_SECONDS)  # others hold every slot's row, for one statement each
        number, seconds = rows[0]
        return number, seconds

    def _is_paused(self) -> bool:
        return bool(self._execute(_PAUSED, {})[0][0])

    def _execute(self, statement: SQL, parameters: dict[str, Any]) -> Sequence[Any]:
        try:
            return self._run(statement, parameters)
        except psycopg.OperationalError:
            # Once more on a new connection: Postgres may have restarted. A slot taken twice is merely wasted.
            self.close()
            return self._run(statement, parameters)

    def _run(self, statement: SQL, parameters: dict[str, Any]) -> Sequence[Any]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True)
            self._connection.execute(_ROWS, {"calls": self._calls})
        cursor = self._connection.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else ()
