"""An Elasticsearch of a test's own, which may stop, come back, and lose everything."""

from __future__ import annotations

import shutil
import signal
import subprocess
from pathlib import Path

from embedded.elasticsearch.node import EmbeddedElasticsearch


class Node:
    """A node that the test stops and starts again, on the same port."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._node = EmbeddedElasticsearch(directory, heap="256m")
        self._process: subprocess.Popen[bytes] | None = None
        self.url = self._node.url

    def start(self) -> None:
        """Start, and wait until it answers searches."""
        self._process = self._node.start()

    def stop(self) -> None:
        """Stop in order, if it runs."""
        if self._process is not None:
            with self._process as process:
                process.terminate()
            self._process = None

    def kill(self) -> None:
        """Kill it."""
        if self._process is not None:
            self._process.kill()
        self.stop()

    def hang(self) -> None:
        """Let it do nothing, and keep every connection."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    def lose(self) -> None:
        """Lose all that it kept."""
        shutil.rmtree(self._directory / "data")
