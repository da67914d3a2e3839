"""Messages arrive at a webhook: one per daily load, one per failure, again until they are taken, and never twice."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import apprise
import dagster as dg
import msgspec
import orjson
import pytest
from peewee import PostgresqlDatabase

from catalog.events import record_event
from catalog.settings import SettingsInvalid
from pipeline.automation import messenger as module
from pipeline.automation.asking import Attempts
from pipeline.automation.messenger import Progress, messenger
from pipeline.settings import MessageSettings


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


@pytest.fixture
def webhooks() -> Iterator[list[Webhook]]:
    """Listen at two addresses."""
    found = [Webhook(), Webhook()]
    yield found
    for webhook in found:
        webhook.close()


@pytest.fixture
def webhook(webhooks: list[Webhook], monkeypatch: pytest.MonkeyPatch) -> Webhook:
    """Have the first told."""
    monkeypatch.setenv("TVSI_NOTIFY_URLS", webhooks[0].url)
    monkeypatch.setenv("TVSI_DAGSTER_URL", "http://dagster.example:3000/")
    return webhooks[0]


def _look(db: PostgresqlDatabase, cursor: str | None = None) -> str:
    with dg.DagsterInstance.ephemeral() as instance:
        result = messenger(dg.build_sensor_context(instance=instance, cursor=cursor, resources={"database": db}))
    assert isinstance(result, dg.SensorResult)
    assert result.cursor is not None
    return result.cursor


def _fail(
    db: PostgresqlDatabase, run: str, asked_by: str | None = None, group: str = "listings", reason: str = "away"
) -> None:
    told = {"run_id": run, "groups": [group], "days": ["2024-03-12"], "reason": reason, "round": asked_by}
    record_event(db, "load.failed", told)


def _runs(webhook: Webhook) -> list[str]:
    return [message["message"].rpartition("/")[2] for message in webhook.taken]


def _succeed(db: PostgresqlDatabase, daily: str) -> None:
    told = {"run_id": f"daily {daily}", "daily": daily, "days": [daily], "counts": {"schedule": 50}}
    record_event(db, "daily.succeeded", told)


def test_a_daily_load_is_one_message_and_a_failure_one_with_reason_and_link(
    db: PostgresqlDatabase, webhook: Webhook
) -> None:
    cursor = _look(db)
    record_event(db, "load.succeeded", {"run_id": "r0", "groups": ["listings"], "days": ["2024-03-12"], "counts": {}})
    _succeed(db, "2024-03-12")
    _fail(db, "r1")

    cursor = _look(db, cursor)

    assert [message["type"] for message in webhook.taken] == ["success", "failure"]
    assert webhook.taken[0]["message"] == "2024-03-12: 50 schedule rows."
    assert webhook.taken[1]["message"] == "away http://dagster.example:3000/runs/r1"
    _look(db, cursor)
    assert len(webhook.taken) == 2


def test_what_was_before_the_first_look_is_not_told(db: PostgresqlDatabase, webhook: Webhook) -> None:
    _fail(db, "r1")

    _look(db, _look(db))

    assert webhook.taken == []


def test_the_retries_of_a_round_are_not_told_again(db: PostgresqlDatabase, webhook: Webhook) -> None:
    cursor = _look(db)
    _fail(db, "r1", asked_by="tvsi/daily 2024-03-12")
    cursor = _look(db, cursor)
    for run in ("r2", "r3"):
        _fail(db, run, asked_by="tvsi/daily 2024-03-12")
    _fail(db, "r4", asked_by="tvsi/daily 2024-03-12", group="casts")
    _fail(db, "r5", asked_by="tvsi/updates 2024-03-12")

    _look(db, cursor)

    assert _runs(webhook) == ["r1", "r4", "r5"]


def test_a_failure_after_a_cancelled_run_of_its_round_is_told(db: PostgresqlDatabase, webhook: Webhook) -> None:
    cursor = _look(db)
    _fail(db, "r1", asked_by="tvsi/daily 2024-03-12", reason="cancelled")
    _fail(db, "r2", asked_by="tvsi/daily 2024-03-12")

    _look(db, cursor)

    assert _runs(webhook) == ["r2"]


def test_an_address_hears_of_a_round_that_was_failing_before_it_was_added(
    db: PostgresqlDatabase, webhook: Webhook
) -> None:
    _fail(db, "r1", asked_by="tvsi/daily 2024-03-12")
    cursor = _look(db)
    for run in ("r2", "r3"):
        _fail(db, run, asked_by="tvsi/daily 2024-03-12")

    _look(db, _look(db, cursor))

    assert _runs(webhook) == ["r2"]


def test_a_mailbox_that_is_away_gets_its_messages_later_in_order_and_holds_up_no_other(
    db: PostgresqlDatabase, webhooks: list[Webhook], webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVSI_NOTIFY_URLS", f"{webhook.url}, {webhooks[1].url}")
    cursor = _look(db)
    _succeed(db, "2024-03-12")
    _succeed(db, "2024-03-13")
    webhook.refuses = True

    cursor = _look(db, cursor)
    later = _look(db, cursor)
    webhook.refuses = False

    assert later == cursor
    assert (len(webhook.taken), len(webhooks[1].taken)) == (0, 2)
    _look(db, _make_due(later))
    assert webhook.titles == webhooks[1].titles
    assert len(webhooks[1].taken) == 2


def test_addresses_are_told_side_by_side(
    db: PostgresqlDatabase, webhooks: list[Webhook], webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVSI_NOTIFY_URLS", f"{webhook.url}, {webhooks[1].url}")
    cursor = _look(db)
    _fail(db, "r1")
    met = threading.Barrier(2, timeout=2)
    for mailbox in webhooks:
        mailbox.before_it_answers = met.wait

    _look(db, cursor)

    assert not met.broken
    assert [_runs(mailbox) for mailbox in webhooks] == [["r1"], ["r1"]]


def test_a_tick_ends_in_time_and_the_next_goes_on_where_it_ended(
    db: PostgresqlDatabase, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TICK_SECONDS", 0.25)
    webhook.before_it_answers = lambda: time.sleep(0.2)
    runs = [f"r{n}" for n in range(6)]
    cursor = _look(db)
    for run in runs:
        _fail(db, run)

    cursor = _look(db, cursor)
    assert 1 <= len(webhook.taken) < len(runs)
    for _ in runs:
        cursor = _look(db, cursor)

    assert _runs(webhook) == runs


def test_a_slow_mailbox_gets_its_message_once(
    db: PostgresqlDatabase, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apprise.URLBase, "socket_read_timeout", 0.1)
    webhook.before_it_answers = lambda: time.sleep(0.5)
    cursor = _look(db)
    _fail(db, "r1")

    _look(db, _make_due(_look(db, cursor)))

    assert _runs(webhook) == ["r1"]


def _make_due(cursor: str) -> str:
    """Let the time pass after which what failed is tried again."""
    progress = msgspec.json.decode(cursor, type=dict[str, Progress])
    assert all(one.attempts.not_before < datetime.max.replace(tzinfo=UTC) for one in progress.values())
    return msgspec.json.encode(
        {name: Progress(one.told, Attempts(), one.since) for name, one in progress.items()}
    ).decode()


def test_the_cursor_tells_no_address(db: PostgresqlDatabase, webhook: Webhook) -> None:
    cursor = _look(db)

    assert "hidden" not in cursor
    assert str(webhook.server.server_port) not in cursor


def test_without_addresses_nothing_is_sent_and_later_nothing_old(
    db: PostgresqlDatabase, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TVSI_NOTIFY_URLS")
    cursor = _look(db)
    _fail(db, "r1")
    monkeypatch.setenv("TVSI_NOTIFY_URLS", webhook.url)

    _look(db, _look(db, cursor))

    assert webhook.taken == []


def test_a_wrong_address_is_named_by_its_place_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("TVSI_NOTIFY_URLS", "json://127.0.0.1/a secret-of-ours://x")

    with pytest.raises(
        SettingsInvalid, match="TVSI_NOTIFY_URLS: has no address that Apprise knows in place 2"
    ) as error:
        MessageSettings.read()

    assert "ours" not in str(error.value)
    assert "ours" not in caplog.text
