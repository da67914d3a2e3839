"""Messages go out within the time that a sensor's tick has, however slow a mailbox is, and each once."""

from __future__ import annotations

import threading
import time

import apprise
import pytest
from peewee import PostgresqlDatabase

from pipeline.automation import messenger as module
from tests.integration.pipeline.automation.mailboxes import Webhook, fail, list_runs, look, make_due


def test_addresses_are_told_side_by_side(
    db: PostgresqlDatabase, webhooks: list[Webhook], webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TVSI_NOTIFY_URLS", f"{webhook.url}, {webhooks[1].url}")
    cursor = look(db)
    fail(db, "r1")
    met = threading.Barrier(2, timeout=2)
    for mailbox in webhooks:
        mailbox.before_it_answers = met.wait

    look(db, cursor)

    assert not met.broken
    assert [list_runs(mailbox) for mailbox in webhooks] == [["r1"], ["r1"]]


def test_a_tick_ends_in_time_and_the_next_goes_on_where_it_ended(
    db: PostgresqlDatabase, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TICK_SECONDS", 0.25)
    webhook.before_it_answers = lambda: time.sleep(0.2)
    runs = [f"r{n}" for n in range(6)]
    cursor = look(db)
    for run in runs:
        fail(db, run)

    cursor = look(db, cursor)
    assert 1 <= len(webhook.taken) < len(runs)
    for _ in runs:
        cursor = look(db, cursor)

    assert list_runs(webhook) == runs


def test_a_slow_mailbox_gets_its_message_once(
    db: PostgresqlDatabase, webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apprise.URLBase, "socket_read_timeout", 0.1)
    webhook.before_it_answers = lambda: time.sleep(0.5)
    cursor = look(db)
    fail(db, "r1")

    look(db, make_due(look(db, cursor)))

    assert list_runs(webhook) == ["r1"]


def test_an_address_that_never_ends_costs_others_neither_their_messages_nor_the_note_of_them(
    db: PostgresqlDatabase, webhooks: list[Webhook], webhook: Webhook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LAST_SECONDS", 1.0)
    monkeypatch.setenv("TVSI_NOTIFY_URLS", f"{webhook.url}, {webhooks[1].url}")
    may_end = threading.Event()
    webhook.before_it_answers = may_end.wait
    cursor = look(db)
    fail(db, "r1")
    begun = time.monotonic()

    later = look(db, cursor)
    assert time.monotonic() - begun < 5
    again = look(db, later)
    may_end.set()

    assert again == later, "it is not tried again at once"
    assert [list_runs(mailbox) for mailbox in webhooks] == [["r1"], ["r1"]]
