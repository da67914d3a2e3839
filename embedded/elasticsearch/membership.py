"""A node's place in a cluster: under which name, who else is in it, and who made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ALONE: Mapping[str, str] = {"node.name": "tvsi", "discovery.type": "single-node"}


@dataclass(frozen=True)
class Membership:
    """One of several nodes on this machine: its name and its port for the others, and everybody's names and ports."""

    name: str
    transport_port: int
    names: tuple[str, ...]
    transport_ports: tuple[int, ...]

    def settings(self) -> Mapping[str, str]:
        """Give what Elasticsearch is to be told. Of a cluster that was made already, it takes no notice of founders."""
        return {
            "node.name": self.name,
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in self.transport_ports),
            "cluster.initial_master_nodes": ",".join(self.names),
        }
