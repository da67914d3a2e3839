"""Mailboxes that messages arrive at, and what the sensor reads that sends them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import dagster as dg
import msgspec
import orjson
from peewee import PostgresqlDatabase

from catalog.events import record_event
from pipeline.automation.asking import Attempts
from pipeline.automation.messenger import Progress, messenger


class Webhook:
    """A mailbox over HTTP, which may refuse what comes."""

    def __init__(self) -> None:
        self.taken: list[dict[str, Any]] = []
        self.refuses = False
        self.before_it_answers: Callable[[], object] = lambda: None
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._make_handler())
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        """Give its address, as Apprise has it."""
        return f"json://user:hidden@127.0.0.1:{self.server.server_port}/tvsi"

    @property
    def titles(self) -> list[str]:
        """List what came."""
        return [message["title"] for message in self.taken]

    def close(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    def _make_handler(self) -> type[BaseHTTPRequestHandler]:
        webhook = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                message = orjson.loads(self.rfile.read(int(self.headers["Content-Length"])))
                if not webhook.refuses:
                    webhook.taken.append(message)
                webhook.before_it_answers()
                self.send_response(500 if webhook.refuses else 200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        return Handler


def look(db: PostgresqlDatabase, cursor: str | None = None) -> str:
    with dg.DagsterInstance.ephemeral() as instance:
        result = messenger(dg.build_sensor_context(instance=instance, cursor=cursor, resources={"database": db}))
    assert isinstance(result, dg.SensorResult)
    assert result.cursor is not None
    return result.cursor


def fail(
    db: PostgresqlDatabase, run: str, asked_by: str | None = None, group: str = "listings", reason: str = "away"
) -> None:
    told = {"run_id": run, "groups": [group], "days": ["2024-03-12"], "reason": reason, "round": asked_by}
    record_event(db, "load.failed", told)


def list_runs(webhook: Webhook) -> list[str]:
    return [message["message"].rpartition("/")[2] for message in webhook.taken]


def succeed(db: PostgresqlDatabase, daily: str) -> None:
    told = {"run_id": f"daily {daily}", "daily": daily, "days": [daily], "counts": {"schedule": 50}}
    record_event(db, "daily.succeeded", told)


def make_due(cursor: str) -> str:
    """Let the time pass after which what failed is tried again."""
    progress = msgspec.json.decode(cursor, type=dict[str, Progress])
    assert all(one.attempts.not_before < datetime.max.replace(tzinfo=UTC) for one in progress.values())
    return msgspec.json.encode(
        {name: Progress(one.told, Attempts(), one.since) for name, one in progress.items()}
    ).decode()
