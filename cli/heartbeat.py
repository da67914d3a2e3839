"""A sign of life for a loop that looks again and again whether it is to stop: a file that is touched as it looks."""

from __future__ import annotations

import time
from pathlib import Path
from threading import Event

EVERY_SECONDS = 1.0


class HeartbeatEvent(Event):
    """An event that touches a file whenever it is asked whether it is set, at most once a second."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file
        self._next = 0.0

    def is_set(self) -> bool:
        """Tell whether it is set, and leave the sign."""
        if (now := time.monotonic()) >= self._next:
            self._file.touch()
            self._next = now + EVERY_SECONDS
        return super().is_set()
