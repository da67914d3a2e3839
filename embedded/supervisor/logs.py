"""Log files of services, a few megabytes each."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 10_000_000
TAIL_BYTES = 3_000


def open_log(path: Path) -> BinaryIO:
    """Open a log to append to."""
    path.parent.mkdir(parents=True, exist_ok=True)
    make_room(path)
    return path.open("ab")


def make_room(path: Path) -> None:
    """Set a log that has grown large aside and empty it, also under the process that appends to it."""
    if path.exists() and path.stat().st_size > MOST_BYTES:
        shutil.copyfile(path, path.with_suffix(".1.log"))
        os.truncate(path, 0)


def read_tail(path: Path) -> str:
    """Read the end of a log."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    return content[-TAIL_BYTES:].decode(errors="replace").strip()
