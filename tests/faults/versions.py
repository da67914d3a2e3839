"""Indexers of this and of a later version of TVSI, each a process that may end by itself, and what they said."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.faults.system import INDEXER
from tests.processes import PATIENCE_SECONDS, end_process

# As a release does that adds a field.
_LATER = """
import catalog.index
older = catalog.index._mappings
def add_field():
    made = older()
    made["properties"]["added"] = {"type": "keyword"}
    return made
catalog.index._mappings = add_field
catalog.index.DEFINITION += 1
"""


@dataclass(frozen=True)
class RunningIndexer:
    """An indexer's process and its log."""

    process: subprocess.Popen[bytes]
    log: Path

    def is_ready(self) -> bool:
        """Tell whether it has found, or made, an index that may serve; fails if it has ended."""
        said = self.log.read_text()
        assert self.process.poll() is None, said
        return ":ready\n" in said

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Let it do nothing until the block ends."""
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)

    def wait(self) -> int:
        """Wait until it ends by itself and give its exit code."""
        return self.process.wait(2 * PATIENCE_SECONDS)


@contextmanager
def start_indexer(
    postgres_url: str, elasticsearch_url: str, alias: str, log: Path, *, is_later: bool = False
) -> Iterator[RunningIndexer]:
    """Start an indexer; it is ended with the block if it has not ended by itself."""
    variables = {"TVSI_POSTGRES_URL": postgres_url, "TVSI_ELASTICSEARCH_URL": elasticsearch_url}
    program = (_LATER if is_later else "") + INDEXER
    command = [sys.executable, "-c", program, alias]
    with log.open("ab") as written:
        process = subprocess.Popen(command, env={**os.environ, **variables}, stderr=written, start_new_session=True)
        try:
            yield RunningIndexer(process, log)
        finally:
            end_process(process)
