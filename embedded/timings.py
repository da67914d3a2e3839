"""How long after the start each stage was reached, kept in a file for whoever compares."""

from __future__ import annotations

import json
import time
from pathlib import Path

import psutil


class Timings:
    """Seconds from the process's start to each stage, noted once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._began = psutil.Process().create_time()
        self.stages: dict[str, float] = {}

    def elapsed(self) -> float:
        """Give the seconds since the process started."""
        return time.time() - self._began

    def mark(self, stage: str) -> bool:
        """Note a stage, and tell whether it is reached for the first time."""
        if stage in self.stages:
            return False
        self.stages[stage] = round(self.elapsed(), 2)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        self._path.write_text(json.dumps(self.stages, indent=2) + "\n")
        return True
