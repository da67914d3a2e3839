"""A store's address that can be cut off and restored: connections are passed through, or refused and broken.

Those that are refused can be counted.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urlsplit


class Proxy:
    """Passes TCP connections on to a store while it is up."""

    def __init__(self, target: str) -> None:
        parts = urlsplit(target)
        self._target = (parts.hostname, parts.port)
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.turned_away_at: list[float] = []
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self._address = probe.getsockname()

    @property
    def url(self) -> str:
        """Give the address, whether or not anything answers there."""
        return f"http://127.0.0.1:{self._address[1]}"

    def restore(self) -> None:
        """Let connections through."""
        self._listen(self._accept)

    def turn_away(self) -> None:
        """Break what is open, and every new connection at once, noting when in ``turned_away_at``."""
        self.cut()
        self._listen(self._refuse)

    def cut(self) -> None:
        """Refuse new connections and break those that are open."""
        if self._listener:
            # Closing alone leaves the accepting thread in its call, and the port open.
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        for end in self._open:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
        self._open.clear()

    def _listen(self, serve: Callable[[socket.socket], None]) -> None:
        self._listener = socket.create_server(self._address)
        threading.Thread(target=serve, args=(self._listener,), daemon=True).start()

    def _refuse(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                self.turned_away_at.append(time.monotonic())
                near.close()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                near, _ = listener.accept()
                far = socket.create_connection(self._target)
                self._open += [near, far]
                for ends in ((near, far), (far, near)):
                    threading.Thread(target=_pass_on, args=ends, daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
