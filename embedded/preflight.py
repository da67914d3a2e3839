"""What is looked at before anything is started, each failure a line that says what to do."""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from embedded.ports import is_listening
from embedded.supervisor.service import StartFailed

NEEDED_BYTES = 1_000_000_000
CLEANING_SECONDS = 30


@contextmanager
def hold_lock(data_dir: Path) -> Iterator[int]:
    """Hold the data directory for ourselves and give the lock's file descriptor; raises ``StartFailed``."""
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        lock = os.open(data_dir / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StartFailed(f"TVSI_DATA_DIR: {data_dir} can't be written ({error.strerror}): choose another") from None
    try:
        _take(lock, data_dir)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield lock
    finally:
        os.close(lock)


def _take(lock: int, data_dir: Path) -> None:
    """Take the lock; wait for one that was killed, whose services are still being ended."""
    deadline = time.monotonic() + CLEANING_SECONDS
    while not _try(lock):
        holder = _read_holder(lock)
        if _is_alive(holder) or time.monotonic() > deadline:
            raise StartFailed(
                f"another `make up` (process {holder}) runs on {data_dir}: use that one, stop it, "
                "or choose another TVSI_DATA_DIR"
            )
        time.sleep(0.1)


def _read_holder(lock: int) -> int:
    """Read who holds the lock; 0 where it has not said so yet, or a full disk left nothing legible."""
    text = os.pread(lock, 20, 0)
    return int(text) if text.isdigit() else 0


def _is_alive(pid: int) -> bool:
    """Tell whether a process runs. In a container whose first process reaps nothing, killed ones stay as zombies."""
    try:
        return pid > 0 and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _try(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def check_ports(ports: dict[str, int]) -> None:
    """Check that the ports, by variable, are free and apart; raises ``StartFailed``."""
    taken: dict[int, str] = {}
    for variable, port in ports.items():
        if port in taken:
            raise StartFailed(f"{variable} and {taken[port]} are both {port}: change one")
        if is_listening(port):
            raise StartFailed(f"port {port} is in use by another program: stop it, or choose another with {variable}")
        taken[port] = variable


def check_space(data_dir: Path, needed_bytes: int = NEEDED_BYTES) -> None:
    """Check that the disk has room for the stores; raises ``StartFailed``."""
    free = shutil.disk_usage(data_dir).free
    if free < needed_bytes:
        raise StartFailed(
            f"{data_dir} has {free / 1e9:.1f} GB left and {needed_bytes / 1e9:.0f} GB is needed: "
            "free some, or choose another TVSI_DATA_DIR"
        )
