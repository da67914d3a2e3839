"""Several nodes of Elasticsearch on this machine as one cluster, to be killed and brought back one by one."""

from __future__ import annotations

import subprocess
from pathlib import Path
from types import TracebackType
from typing import Self

from embedded.elasticsearch.membership import Membership
from embedded.elasticsearch.node import EmbeddedElasticsearch
from embedded.ports import choose_ports

Process = subprocess.Popen[bytes]


class EmbeddedCluster:
    """Nodes by name, ``node-1`` and so on, each over a directory of its own. While the block lasts, they run.

    The first may have been alone before, over its directory.
    """

    def __init__(self, directory: Path, nodes: int = 3, heap: str = "512m") -> None:
        names = tuple(f"node-{number}" for number in range(1, nodes + 1))
        ports = choose_ports(2 * nodes)
        transport_ports = tuple(ports[nodes:])
        self._nodes = {
            name: EmbeddedElasticsearch(
                directory / name, port, heap, membership=Membership(name, transport_port, transport_ports, names[0])
            )
            for name, port, transport_port in zip(names, ports[:nodes], transport_ports, strict=True)
        }
        self._running: dict[str, Process] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Name the nodes."""
        return tuple(self._nodes)

    @property
    def url(self) -> str:
        """Give the addresses of all nodes, parted by commas, those that are down included."""
        return ",".join(node.url for node in self._nodes.values())

    def __enter__(self) -> Self:
        try:
            self.start(*self.names)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def start(self, *names: str) -> None:
        """Start nodes and wait until they answer; at first a majority of all, since none answers before that.

        Raises ``ElasticsearchDidNotStart``.
        """
        for name in names:
            self._running[name] = self._nodes[name].launch()
        for name in names:
            self._nodes[name].await_ready(self._running[name])

    def kill(self, *names: str) -> None:
        """Kill nodes, as a machine does that loses its power."""
        for name in names:
            self._running[name].kill()
        for name in names:
            with self._running.pop(name):
                pass

    def url_of(self, name: str) -> str:
        """Give a node's address."""
        return self._nodes[name].url

    def _end(self) -> None:
        for process in self._running.values():
            process.terminate()
        while self._running:
            with self._running.popitem()[1]:
                pass
