"""Log files of services, a few megabytes each."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

MOST_BYTES = 10_000_000
TAIL_BYTES = 3_000


def open_log(path: Path) -> BinaryIO:
    """Open a log to append to; one that has grown large makes room first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > MOST_BYTES:
        path.replace(path.with_suffix(".1.log"))
    return path.open("ab")


def read_tail(path: Path) -> str:
    """Read the end of a log."""
    try:
        content = path.read_bytes()
    except FileNotFoundError:
        return ""
    return content[-TAIL_BYTES:].decode(errors="replace").strip()
