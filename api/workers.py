"""Several workers on one socket: started together, replaced when one dies, ended together.

Not Sanic's own manager: told to stop while its workers start, it waits for ever, and it kills by process group, which
would take along whoever started it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from types import FrameType

# A worker that dies sooner than this would do so again.
SOON_SECONDS = 5.0
STOP_SECONDS = 20.0
Work = Callable[[socket.socket], None]


class WorkerDied(Exception):
    """A worker died as soon as it had started."""


@dataclass(frozen=True)
class _Worker:
    process: SpawnProcess
    started: float


def run_workers(count: int, work: Work, listening: socket.socket) -> None:
    """Keep ``count`` processes at work until SIGTERM or SIGINT; raises ``WorkerDied`` where that is of no use."""
    told, tell = socket.socketpair()
    tell.setblocking(False)
    before = signal.set_wakeup_fd(tell.fileno())
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _be_woken)
    workers: list[_Worker] = []
    try:
        workers.extend(_start(work, listening) for _ in range(count))
        _replace_the_dead(workers, work, listening, told)
    finally:
        _stop(workers)
        signal.set_wakeup_fd(before)
        told.close()
        tell.close()


def _replace_the_dead(workers: list[_Worker], work: Work, listening: socket.socket, told: socket.socket) -> None:
    while told not in wait([told, *(worker.process.sentinel for worker in workers)]):
        for place, worker in enumerate(workers):
            if worker.process.exitcode is not None:
                if time.monotonic() - worker.started < SOON_SECONDS:
                    raise WorkerDied(f"a worker ended with {worker.process.exitcode} as soon as it had started")
                workers[place] = _start(work, listening)


def _start(work: Work, listening: socket.socket) -> _Worker:
    process = multiprocessing.get_context("spawn").Process(target=_work, args=(work, listening))
    process.start()
    return _Worker(process, time.monotonic())


def _work(work: Work, listening: socket.socket) -> None:
    threading.Thread(target=_follow_parent, daemon=True).start()
    work(listening)


def _follow_parent() -> None:
    """End with the parent, even where that was killed."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def _stop(workers: list[_Worker]) -> None:
    deadline = time.monotonic() + STOP_SECONDS
    for worker in workers:
        worker.process.terminate()
    for worker in workers:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        if worker.process.exitcode is None:
            worker.process.kill()
            worker.process.join()


def _be_woken(number: int, frame: FrameType | None) -> None:
    """Do nothing: the wake-up descriptor tells."""
