"""A supervisor over small Python programs, and a witness of what it reports."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from embedded.supervisor.janitor import Janitor
from embedded.supervisor.keeper import Surroundings
from embedded.supervisor.service import Part, Service, State
from embedded.supervisor.supervisor import Supervisor

FOREVER = "import time; time.sleep(600)"
STUBBORN = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(600)"
WITH_CHILD = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {STUBBORN!r}]); time.sleep(600)"
DEADLINE_SECONDS = 20


@dataclass
class Witness:
    """Hears every report."""

    heard: list[tuple[str, State, str]] = field(default_factory=list)

    def __call__(self, name: str, state: State, detail: str) -> None:
        self.heard.append((name, state, detail))

    def order(self, state: State) -> list[str]:
        return [name for name, heard, _ in self.heard if heard is state]

    async def await_state(self, name: str, state: State, times: int = 1) -> None:
        await until(lambda: self.order(state).count(name) >= times)


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(DEADLINE_SECONDS):
        while not condition():  # noqa: ASYNC110 - processes end without an event of ours
            await asyncio.sleep(0.02)


def service(name: str, program: str = FOREVER, **options: Any) -> Service:
    return Service(name, lambda: [sys.executable, "-c", program], dict(os.environ), **options)


@asynccontextmanager
async def supervised(
    logs: Path, witness: Witness, *parts: Part
) -> AsyncIterator[tuple[Supervisor, asyncio.Task[None], asyncio.Event]]:
    """Run the parts; stop them at the end, unless that was done."""
    stop = asyncio.Event()
    reading, writing = os.pipe()
    with Janitor() as janitor:
        supervisor = Supervisor(parts, Surroundings(logs, janitor, witness, reading))
        running = asyncio.create_task(supervisor.run(stop))
        try:
            yield supervisor, running, stop
        finally:
            stop.set()
            await asyncio.gather(running, return_exceptions=True)
            os.close(writing)
            os.close(reading)


def pid_of(supervisor: Supervisor, name: str) -> int:
    keeper = next(keeper for keeper in supervisor.keepers if keeper.service.name == name)
    assert keeper.process is not None
    return keeper.process.pid
