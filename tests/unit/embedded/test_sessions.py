"""What is told of processes that may be gone by the time one looks."""

from __future__ import annotations

import os
import subprocess
import sys

import psutil

from embedded.supervisor.sessions import measure_process


def test_a_process_that_ended_since_it_was_listed_takes_no_memory() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()

    assert not psutil.pid_exists(ended.pid)
    assert measure_process(ended.pid) == 0
    assert measure_process(os.getpid()) > 0
