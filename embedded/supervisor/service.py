"""What the supervisor keeps: services that run on, jobs that end, and steps taken in the supervisor itself."""

from __future__ import annotations

import signal
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from embedded.ownership import Identity


class State(StrEnum):
    """Where a part of the system is."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    SILENT = "not answering"
    RESTARTING = "restarting"
    DONE = "done"
    FAILED = "failed"
    STOPPING = "stopping"
    STOPPED = "stopped"


Check = Callable[[], Awaitable[bool]]


async def check_nothing() -> bool:
    """Take a service that has no address for ready once its process runs."""
    return True


def prepare_nothing() -> None:
    """Prepare nothing."""


@dataclass(frozen=True)
class Step:
    """Something done once, in a thread of the supervisor. Its failure ends the start."""

    name: str
    action: Callable[[], None]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Service:
    """A child process: how it is started, known to be ready, stopped, and what its end means."""

    name: str
    command: Callable[[], list[str]]
    environment: Mapping[str, str] = field(repr=False)
    needs: tuple[str, ...] = ()
    address: str = ""
    check: Check = check_nothing
    prepare: Callable[[], None] = prepare_nothing
    explain: Callable[[int, Path], str] | None = None  # exit code and log, in words: a failed first start is final
    identity: Identity = field(default_factory=Identity)
    stop_signal: int = signal.SIGTERM
    is_stopped_whole: bool = False  # the signal goes to its children too, which would otherwise keep it waiting
    start_seconds: float = 120
    stop_seconds: float = 10
    niceness: int = 0
    is_job: bool = False  # it ends by itself, and is not started again
    stage: int = 1  # stopped in falling order: what uses a store before the store


Part = Step | Service


class StartFailed(Exception):
    """The system can't start; the message is for the operator."""
