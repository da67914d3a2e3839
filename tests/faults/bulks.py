"""An address of Elasticsearch where bulk requests may be refused as a whole, or arrive when nobody waits any more."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any
from urllib.parse import urlsplit

TOO_MANY = 429
KEPT_HEADERS = ("Content-Type", "X-elastic-product")


class Bulks:
    """Passes requests on; what happens to bulks, tests change as they go. ``held`` counts those that came late."""

    def __init__(self, target: str, chance: Random) -> None:
        self._target = urlsplit(target)
        self._chance = chance
        self.are_refused = False
        self.longest_delay = 0.0
        self.refused = 0
        self.held = 0

    @contextmanager
    def serve(self) -> Iterator[str]:
        """Serve until the block ends, and give the address."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        server.daemon_threads = True
        server.block_on_close = False
        serving = threading.Thread(target=server.serve_forever, args=[0.05])
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            serving.join()
            server.server_close()

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        answer = self._answer

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _pass_on(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                status, headers, told = answer(self.command, self.path, dict(self.headers), body)
                with suppress(OSError):
                    self.send_response(status)
                    for name, value in {**headers, "Content-Length": str(len(told))}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    if self.command != "HEAD":
                        self.wfile.write(told)

            do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = _pass_on  # noqa: N815 - the library's names

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        return Handler

    def _answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        if "_bulk" in path:
            if self.are_refused:
                self.refused += 1
                return TOO_MANY, {"Content-Type": "application/json"}, b'{"error": "too many", "status": 429}'
            if self.longest_delay:
                self.held += 1
                time.sleep(self._chance.uniform(0, self.longest_delay))
        return self._ask(method, path, headers, body)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: bytes) -> tuple[int, dict[str, str], bytes]:
        connection = HTTPConnection(str(self._target.hostname), self._target.port, timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            found = connection.getresponse()
            kept = {name: found.headers[name] for name in KEPT_HEADERS if name in found.headers}
            return found.status, kept, found.read()
        except OSError:
            return 502, {"Content-Type": "application/json"}, b'{"error": "gone", "status": 502}'
        finally:
            connection.close()
