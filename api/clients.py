"""Where a request comes from, as far as that can be believed: a proxy's word counts only if the proxy is trusted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address

from sanic import Request

from api.settings import Network

UNKNOWN = "unknown"
# Some proxies write the client's port as well.
WITH_PORT = re.compile(r"([0-9.]+):[0-9]{1,5}|\[([0-9A-Fa-f:.]+)\](?::[0-9]{1,5})?")


class ClientAddresses:
    """Tells clients' addresses. IPv6 hosts have whole networks of 64 bits for themselves and count by those."""

    def __init__(self, trusted: Sequence[Network]) -> None:
        self._trusted = tuple(trusted)

    def of(self, request: Request) -> str:
        """Give the address of the nearest that is no trusted proxy; ``X-Forwarded-For`` is read from the right."""
        forwarded = [part.strip() for text in request.headers.getall("X-Forwarded-For", []) for part in text.split(",")]
        return self.find([*forwarded, request.ip])

    def find(self, path: Sequence[str]) -> str:
        """Find the client on a path of addresses, the one that is connected to us last."""
        found: IPv4Address | IPv6Address | None = None
        for text in reversed(path):
            address = _parse(text)
            if address is None:
                break
            found = address
            if not any(address in network for network in self._trusted):
                break
        return _write(found)


def _parse(text: str) -> IPv4Address | IPv6Address | None:
    found = WITH_PORT.fullmatch(text)
    try:
        address = ip_address(found.group(1) or found.group(2) if found else text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _write(address: IPv4Address | IPv6Address | None) -> str:
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address):
        return str(IPv6Address(int(address) >> 64 << 64))
    return str(address)
