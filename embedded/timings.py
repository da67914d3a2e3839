"""How long after the start each stage was reached, kept in a file for whoever compares."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import psutil


class Timings:
    """Seconds from the process's start to each stage, noted once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began = psutil.Process().create_time()
        self.stages: dict[str, float] = {}

    def find_first(self, moments: Iterable[float]) -> float | None:
        """Give the first moment that belongs to this start, not to an earlier one."""
        return min((moment for moment in moments if moment >= self._began), default=None)

    def mark(self, stage: str, at: float | None = None) -> bool:
        """Note a stage reached now, or at a moment of this start, and tell whether that is the first time."""
        if stage in self.stages:
            return False
        self.stages[stage] = round((at or time.time()) - self._began, 2)
        with suppress(OSError):  # a full disk: the stage was reached all the same
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._path.write_text(json.dumps(self.stages, indent=2) + "\n")
        return True
