"""A process that outlives the supervisor by seconds: when that is killed, it ends whatever was left behind.

It reads which processes there are from a pipe. The pipe's end is the supervisor's end, kill -9 included.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from embedded.supervisor.sessions import end_session, list_members, send

PATIENCE_SECONDS = 10


class Janitor:
    """The supervisor's side. Name each process that leads a session, and take it back when it was ended in order."""

    def __init__(self, *leftovers: Path, held: tuple[int, ...] = ()) -> None:
        """Remove ``leftovers`` after a kill; keep the file descriptors ``held`` open (a lock) until all is ended."""
        self._process = subprocess.Popen(
            [sys.executable, "-m", "embedded.supervisor.janitor", *map(str, leftovers)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            pass_fds=held,
            cwd=Path(__file__).parents[2],
        )

    def watch(self, pid: int, stop_signal: int = signal.SIGTERM) -> None:
        """End this process and its session if we die."""
        self._tell(f"+{pid} {int(stop_signal)}\n")

    def forget(self, pid: int) -> None:
        """Leave this process alone: it has ended."""
        self._tell(f"-{pid}\n")

    def _tell(self, line: str) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it was asked for above
        try:
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()
        except BrokenPipeError:
            return  # somebody killed it; what it knew is lost, and we are still here to end our own

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._process:
            pass  # closes its pipe and waits for it


def read_sessions(lines: list[str]) -> dict[int, int]:
    """Give the sessions to end and the signal for the leader of each, from all that was said."""
    sessions: dict[int, int] = {}
    for line in lines:
        if line.startswith("+"):
            pid, number = line[1:].split()
            sessions[int(pid)] = int(number)
        else:
            sessions.pop(int(line[1:]), None)
    return sessions


def end_all(sessions: dict[int, int]) -> None:
    """Ask each leader in its own way, give all of them time together, then end what is left."""
    for leader, number in sessions.items():
        if leader in list_members(leader):
            send([leader], number)
    deadline = time.monotonic() + PATIENCE_SECONDS
    for leader in sessions:
        while leader in list_members(leader) and time.monotonic() < deadline:
            time.sleep(0.05)
        end_session(leader, max(0.0, deadline - time.monotonic()))


def main() -> None:
    """Wait for the pipe's end, then clean up."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.chdir("/")
    sessions = read_sessions(sys.stdin.read().splitlines())
    end_all(sessions)
    for leftover in sys.argv[1:]:
        Path(leftover).unlink(missing_ok=True)


if __name__ == "__main__":
    main()
