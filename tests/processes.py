"""Processes that tests start are ended by their own handle, with everything that they started."""

from __future__ import annotations

import os
import signal
import subprocess
from contextlib import suppress

PATIENCE_SECONDS = 15


def end_process(process: subprocess.Popen[bytes]) -> None:
    """End a process that leads a session, kindly first, and then whatever is left of its session."""
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(PATIENCE_SECONDS)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(PATIENCE_SECONDS)
