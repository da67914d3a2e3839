"""The ledger: every call of TVMaze's endpoints in order of arrival, refused ones included."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(slots=True)
class Call:
    """One call. ``at`` is wall-clock seconds at arrival; ``status`` stays null when no answer was begun."""

    at: float
    method: str
    path: str
    query: str
    target: str
    client: str
    status: int | None = None


class Ledger:
    """The calls since the start or the last emptying."""

    def __init__(self) -> None:
        self._calls: list[Call] = []

    def record(self, call: Call) -> Call:
        """Append a call; its status is filled in when it is answered."""
        self._calls.append(call)
        return call

    def entries(self) -> list[dict[str, Any]]:
        """List the calls, ready for JSON."""
        return [asdict(call) for call in self._calls]

    def clear(self) -> None:
        """Empty the ledger."""
        self._calls = []
