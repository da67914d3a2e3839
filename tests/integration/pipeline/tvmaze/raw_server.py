"""A server that says exactly the bytes it is told to, with pauses: for what no decent server would do."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

Piece = bytes | float
"""Bytes to send, or seconds to stay silent."""


class RawServer:
    """Answers every request with the same pieces. ``requests`` and ``connections`` are what it has seen."""

    def __init__(self, pieces: Sequence[Piece]) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self._pieces = pieces
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def serve(self) -> None:
        """Accept connections one after the other until closed."""
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            with connection:
                self._talk(connection)

    def close(self) -> None:
        """Stop serving."""
        self._over.set()
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _talk(self, connection: socket.socket) -> None:
        try:
            while request := connection.recv(65536):
                self.requests.append(request)
                for piece in self._pieces:
                    if isinstance(piece, bytes):
                        connection.sendall(piece)
                    elif self._over.wait(piece):
                        return
        except OSError:
            return  # the client has hung up, as some tests want


@contextmanager
def serve_raw(*pieces: Piece) -> Iterator[RawServer]:
    """Run a raw server for the length of a block."""
    server = RawServer(pieces)
    thread = threading.Thread(target=server.serve)
    thread.start()
    try:
        yield server
    finally:
        server.close()
        thread.join(10)


def ok(body: bytes, **headers: str) -> bytes:
    """Write a whole answer of 200; header names use underscores."""
    lines = [f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items()]
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n{''.join(lines)}\r\n"
    return head.encode() + body
