"""Local ports: a free one, whether one is taken, what answers on one."""

from __future__ import annotations

import http.client
import ipaddress
import socket
from contextlib import ExitStack

HOST = "127.0.0.1"
LOOPBACK = (HOST, "localhost", "::1")


def choose_port() -> int:
    """Choose a port that is free now."""
    return choose_ports(1)[0]


def choose_ports(number: int) -> list[int]:
    """Choose ports that are free now, each another."""
    with ExitStack() as probes:
        chosen = [probes.enter_context(socket.socket()) for _ in range(number)]
        for probe in chosen:
            probe.bind((HOST, 0))
        return [probe.getsockname()[1] for probe in chosen]


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine under an address that no proxy can reach."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in LOOPBACK


def is_listening(port: int) -> bool:
    """Tell whether a program accepts connections on a port."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def ask(port: int, path: str, timeout_seconds: float = 3) -> int | None:
    """Give the status of an answer over HTTP, or None. Without httpx, which loads certificates for every client."""
    connection = http.client.HTTPConnection(HOST, port, timeout=timeout_seconds)
    try:
        connection.request("GET", path)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()
