"""What the screen shows: every part's state, and how far the load is. Both screens read it."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Protocol

from embedded.progress import Progress
from embedded.supervisor.service import Part, Service, State

GONE = {State.RESTARTING, State.DONE, State.FAILED, State.STOPPED}
WORRYING = {State.RESTARTING, State.FAILED, State.SILENT}


class Listener(Protocol):
    """Who hears what is said; what the table shows anyway is marked as routine."""

    def __call__(self, message: str, *, is_routine: bool = False) -> None:
        """Hear a message."""


@dataclass
class Row:
    """One part as shown."""

    name: str
    address: str = ""
    state: State = State.WAITING
    detail: str = ""
    pid: int | None = None
    memory_bytes: int = 0
    changed_at: float = field(default_factory=time.monotonic)


class Board:
    """The parts in order, and a listener that hears of each change and message."""

    def __init__(self, parts: Iterable[Part], listener: Listener) -> None:
        self.rows = {part.name: Row(part.name, part.address if isinstance(part, Service) else "") for part in parts}
        self.progress: Progress | None = None
        self._listener = listener

    def report(self, name: str, state: State, detail: str) -> None:
        """Note a part's new state and say it."""
        row = self.rows[name]
        row.state, row.detail, row.changed_at = state, detail, time.monotonic()
        text = " ".join(filter(None, (str(state), f"at {row.address}" if _is_worth_naming(row) else "")))
        if state in GONE:
            row.pid, row.memory_bytes = None, 0
        message = f"{name}: {text}" + (f" ({detail})" if detail else "")
        self.say(message, is_routine=state not in WORRYING)

    def say(self, message: str, *, is_routine: bool = False) -> None:
        """Say something to the operator."""
        self._listener(message, is_routine=is_routine)

    def is_ready(self, *names: str) -> bool:
        """Tell whether these parts, where they are ours at all, are ready or done."""
        rows = [self.rows[name] for name in names if name in self.rows]
        return all(row.state in {State.READY, State.DONE} for row in rows)


def describe(progress: Progress) -> str:
    """Say in a line how far the load is."""
    parts = [f"{progress.days or 0} of {progress.days_wanted} days loaded"]
    if progress.episodes is not None:
        parts.append(f"{progress.episodes} episodes in Postgres")
    if progress.searchable is not None:
        parts.append(f"{progress.searchable} searchable")
    if progress.shows:
        parts.append(f"casts of {progress.casts} of {progress.shows} shows")
    if progress.running or progress.queued:
        parts.append(f"runs: {progress.running} running, {progress.queued} queued")
    return ", ".join(parts)


def _is_worth_naming(row: Row) -> bool:
    return row.state is State.READY and bool(row.address)
