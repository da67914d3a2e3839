"""Two mailboxes, of which the first is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.integration.pipeline.automation.mailboxes import Webhook


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
