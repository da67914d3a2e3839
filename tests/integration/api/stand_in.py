"""An Elasticsearch that says what it is told: what the real one says too seldom to be waited for."""

from __future__ import annotations

import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import orjson

WHOLE = {"took": 1, "timed_out": False, "_shards": {"failed": 0}, "hits": {"total": {"value": 0}}}


class StandIn:
    """An Elasticsearch that answers every search as it is told; without an answer it hangs until told."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, bytes]] = []
        self.asked: list[tuple[str, Any]] = []
        self.told = threading.Event()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def tell(self, status: int, *bodies: Any) -> None:
        """Answer so from now on: with one body after the other, and with the last for ever."""
        self.answers = [(status, orjson.dumps(body)) for body in bodies]
        self.told.set()

    def break_off(self) -> None:
        """Close the connection in place of an answer from now on, as a node does that is killed."""
        self.answers = []
        self.told.set()

    def hang(self) -> None:
        """Answer nothing from now on."""
        self.told.clear()

    def close(self) -> None:
        """Stop listening."""
        self.told.set()
        self.server.shutdown()
        self.server.server_close()

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        stand_in = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = self.rfile.read(int(self.headers["Content-Length"]))
                lines = [orjson.loads(line) for line in asked.splitlines() if line]
                stand_in.asked.append((self.path, lines[0] if len(lines) == 1 else lines))
                stand_in.told.wait(20)
                answers = stand_in.answers
                self.close_connection = True
                if answers:
                    with suppress(ConnectionError):
                        self._answer(*(answers.pop(0) if len(answers) > 1 else answers[0]))

            def do_PUT(self) -> None:
                self.do_POST()

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                for name, value in (("X-Elastic-Product", "Elasticsearch"), ("Content-Type", "application/json")):
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        return Handler
