"""Follows a running system: when each stage was reached, how far the load is, how much memory each service takes."""

from __future__ import annotations

import asyncio
import time

from embedded.board import Board, describe
from embedded.progress import Progress, Watcher
from embedded.supervisor.sessions import measure_memory
from embedded.supervisor.supervisor import Supervisor
from embedded.timings import Timings

FAST_SECONDS = 0.25
CALM_SECONDS = 1.0
LINE_SECONDS = 5.0
MEMORY_SECONDS = 5.0
# Observing never takes more than a tenth of the time, however large the tables have grown.
REST_FACTOR = 9

STAGES = {
    "stores up": ("postgres", "elasticsearch"),
    "tables ready": ("tables",),
    "API up": ("api",),
    "Dagster up": ("code server", "dagster", "daemon"),
}


class Follower:
    """Looks at the system again and again, and says what is new."""

    def __init__(self, board: Board, supervisor: Supervisor, watcher: Watcher, timings: Timings) -> None:
        self._board = board
        self._supervisor = supervisor
        self._watcher = watcher
        self._timings = timings
        self._last_line = ("", 0.0)

    async def run(self, stop: asyncio.Event) -> None:
        """Follow until the system is told to stop."""
        await asyncio.gather(self._follow(stop), self._measure(stop))

    async def _follow(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            began = time.monotonic()
            self._note_parts()
            if self._board.is_ready("tables"):
                self._board.progress = await asyncio.to_thread(self._watcher.observe)
                self._note_progress(self._board.progress)
            rest = max(CALM_SECONDS, REST_FACTOR * (time.monotonic() - began))
            await asyncio.sleep(rest if "first hit" in self._timings.stages else FAST_SECONDS)

    async def _measure(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            for keeper in self._supervisor.keepers:
                row, process = self._board.rows[keeper.service.name], keeper.process
                is_alive = process is not None and process.returncode is None
                row.pid = process.pid if process is not None and is_alive else None
                row.memory_bytes = await asyncio.to_thread(measure_memory, row.pid) if row.pid else 0
            await asyncio.sleep(MEMORY_SECONDS)

    def _note_parts(self) -> None:
        for stage, names in STAGES.items():
            if self._board.is_ready(*names):
                self._mark(stage)

    def _note_progress(self, progress: Progress) -> None:
        if progress.days:
            self._mark("first day loaded")
        if (began := self._timings.find_first(progress.runs_began_at)) is not None:
            self._mark("first run started", began)
        if progress.searchable and self._mark("first hit"):
            self._board.say(f"search it: {progress.example}")
        if progress.is_complete:
            self._mark("all days loaded")
        self._say_line(describe(progress))

    def _say_line(self, line: str) -> None:
        said, at = self._last_line
        if line != said and time.monotonic() - at > LINE_SECONDS:
            self._board.say(line, is_routine=True)
            self._last_line = (line, time.monotonic())

    def _mark(self, stage: str, at: float | None = None) -> bool:
        is_new = self._timings.mark(stage, at)
        if is_new:
            self._board.say(f"{stage} after {self._timings.stages[stage]:.1f} s")
        return is_new
