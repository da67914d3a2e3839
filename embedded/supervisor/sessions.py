"""Processes by session: each service leads one, so what it started is found and ended even after it died."""

from __future__ import annotations

import os
import signal
import time
from contextlib import suppress

import psutil

POLL_SECONDS = 0.05


def list_members(session: int) -> list[int]:
    """List the processes of a session, except zombies and ourselves."""
    return [pid for pid in psutil.pids() if pid != os.getpid() and _is_member(pid, session)]


def _is_member(pid: int, session: int) -> bool:
    try:
        return os.getsid(pid) == session and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except (OSError, psutil.Error):
        return False


def send(pids: list[int], number: int) -> None:
    """Send a signal to processes of which some may have ended."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def end_session(session: int, patience_seconds: float) -> None:
    """End what is left of a session: SIGTERM, then SIGKILL. Returns when nothing is left."""
    deadline = time.monotonic() + patience_seconds
    send(list_members(session), signal.SIGTERM)
    while members := list_members(session):
        if time.monotonic() > deadline:
            send(members, signal.SIGKILL)
        time.sleep(POLL_SECONDS)


def measure_memory(session: int) -> int:
    """Sum the resident bytes of a session, shared pages counted once where the system tells."""
    return sum(measure_process(pid) for pid in list_members(session))


def measure_process(pid: int) -> int:
    """Give the resident bytes of a process: none where it has ended, or is not ours to look at."""
    try:
        full = psutil.Process(pid).memory_full_info()
        return int(getattr(full, "pss", full.rss))
    except psutil.Error:
        return 0
