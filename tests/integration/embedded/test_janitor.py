"""The janitor: what a killed supervisor leaves is ended, what it ended itself is left alone."""

from __future__ import annotations

import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from embedded.supervisor.janitor import Janitor
from embedded.supervisor.sessions import end_session, list_members
from tests.integration.embedded.supervising import DEADLINE_SECONDS, FOREVER, WITH_CHILD

SUPERVISOR = textwrap.dedent("""
    import subprocess, sys, time
    from pathlib import Path
    from embedded.supervisor.janitor import Janitor

    janitor = Janitor(Path(sys.argv[1]))
    service = subprocess.Popen([sys.executable, "-c", sys.argv[2]], start_new_session=True)
    janitor.watch(service.pid)
    print(service.pid, flush=True)
    time.sleep(600)
""")


def wait_until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_the_janitor_ends_everything_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    leftover = tmp_path / "addresses.json"
    leftover.touch()
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(leftover), WITH_CHILD], stdout=subprocess.PIPE, text=True
    )
    assert supervisor.stdout is not None
    session = int(supervisor.stdout.readline())
    wait_until(lambda: len(list_members(session)) == 2)

    with supervisor:
        supervisor.kill()

    wait_until(lambda: list_members(session) == [])
    wait_until(lambda: not leftover.exists())


def test_the_janitor_leaves_alone_what_was_ended_in_order(tmp_path: Path) -> None:
    other = subprocess.Popen([sys.executable, "-c", FOREVER], start_new_session=True)

    with other:
        with Janitor(tmp_path / "none") as janitor:
            janitor.watch(other.pid)
            janitor.forget(other.pid)

        assert psutil.Process(other.pid).status() != psutil.STATUS_ZOMBIE
        end_session(other.pid, 5)
