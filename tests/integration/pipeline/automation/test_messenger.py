"""Messages arrive at a webhook: one per daily load, one per failure, again until they are taken, and never twice."""

from __future__ import annotations

import pytest
from peewee import PostgresqlDatabase

from catalog.events import record_event
from catalog.settings import SettingsInvalid
from pipeline.settings import MessageSettings
from tests.integration.pipeline.automation.mailboxes import Webhook, fail, list_runs, look, make_due, succeed


def test_a_daily_load_is_one_message_and_a_failure_one_with_reason_and_link(
    db: PostgresqlDatabase, webhook: Webhook
) -> None:
    cursor = look(db)
    record_event(db, "load.succeeded", {"run_id": "r0", "groups": ["listings"], "days": ["2024-03-12"], "counts": {}})
    succeed(db, "2024-03-12")
    fail(db, "r1")

    cursor = look(db, cursor)

    assert [message["type"] for message in webhook.taken] == ["success", "failure"]
    assert webhook.taken[0]["message"] == "2024-03-12: 50 schedule rows."
    assert webhook.taken[1]["message"] == "away http://dagster.example:3000/runs/r1"
    look(db, cursor)
    assert len(webhook.taken) == 2


def test_what_was_before_the_first_look_is_not_told(db: PostgresqlDatabase, webhook: Webhook) -> None:
    fail(db, "r1")

    look(db, look(db))

    assert webhook.taken == []


def test_the_retries_of_a_round_are_not_told_again(db: PostgresqlDatabase, webhook: Webhook) -> None:
    cursor = look(db)
    fail(db, "r1", asked_by="tvsi/daily 2024-03-12")
    cursor = look(db, cursor)
    for run in ("r2", "r3"):
        fail(db, run, asked_by="tvsi/daily 2024-03-12")
    fail(db, "r4", asked_by="tvsi/daily 2024-03-12", group="casts")
    fail(db, "r5", asked_by="tvsi/updates 2024-03-12")

    look(db, cursor)

    assert list_runs(webhook) == ["r1", "r4", "r5"]


def test_a_failure_after_a_cancelled_run_of_its_round_is_told(db: PostgresqlDatabase, webhook: Webhook) -> None:
    cursor = look(db)
    fail(db, "r1", asked_by="tvsi/daily 2024-03-12", reason="cancelled")
    fail(db, "r2", asked_by="tvsi/daily 2024-03-12")

    look(db, cursor)

    assert list_runs(webhook) == ["r2"]


def test_an_address_hears_of_a_round_that_was_failing_before_it_was_added(
    db: PostgresqlDatabase, webhook: Webhook
) -> None:
    fail(db, "r1", asked_by="tvsi/daily 2024-03-12")
    cursor = look(db)
    for run in ("r2", "r3"):
        fail(db, run, asked_by="tvsi/daily 2024-03-12")

    look(db, look(db, cursor))

    assert list_runs(webhook) == ["r2"]


def test_a_mailbox_that_is_away_gets_its_messages_later_in_order_and_holds_up_no_other(
    db: PostgresqlDatabase, webhooks: list[Webhook], webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVSI_NOTIFY_URLS", f"{webhook.url}, {webhooks[1].url}")
    cursor = look(db)
    succeed(db, "2024-03-12")
    succeed(db, "2024-03-13")
    webhook.refuses = True

    cursor = look(db, cursor)
    later = look(db, cursor)
    webhook.refuses = False

    assert later == cursor
    assert (len(webhook.taken), len(webhooks[1].taken)) == (0, 2)
    look(db, make_due(later))
    assert webhook.titles == webhooks[1].titles
    assert len(webhooks[1].taken) == 2


def test_the_cursor_tells_no_address(db: PostgresqlDatabase, webhook: Webhook) -> None:
    cursor = look(db)

    assert "hidden" not in cursor
    assert str(webhook.server.server_port) not in cursor


def test_without_addresses_nothing_is_sent_and_later_nothing_old(
    db: PostgresqlDatabase, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TVSI_NOTIFY_URLS")
    cursor = look(db)
    fail(db, "r1")
    monkeypatch.setenv("TVSI_NOTIFY_URLS", webhook.url)

    look(db, look(db, cursor))

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
