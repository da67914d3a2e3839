"""A node's place in a cluster: under which name, who else is in it, and who made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

ALONE: Mapping[str, str] = {"node.name": "tvsi", "discovery.type": "single-node"}


@dataclass(frozen=True)
class Membership:
    """One of several nodes on this machine: its name, its port for the others, everybody's ports, and who founds it.

    One node alone makes the cluster, unless it is of one already, and the others join. Were all to make it, those that
    come first would make one without the node that has the data.
    """

    name: str
    transport_port: int
    transport_ports: tuple[int, ...]
    founder: str

    def settings(self) -> Mapping[str, str]:
        """Give what Elasticsearch is to be told."""
        told = {
            "node.name": self.name,
            "discovery.seed_hosts": ",".join(f"127.0.0.1:{port}" for port in self.transport_ports),
        }
        return {**told, "cluster.initial_master_nodes": self.name} if self.name == self.founder else told
