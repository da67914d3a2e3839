"""Without a token only this machine reads metrics: by its own names, through no proxy, and on no page of elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fixtures.api import RunningApi, StartApi


@pytest.fixture(scope="module")
def open_api(start_api: StartApi) -> Iterator[RunningApi]:
    """Serve without a token."""
    api = start_api()
    yield api
    api.stop()


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"x-forwarded-proto": "https"},
        {"Forwarded": "for=127.0.0.1"},
        {"Via": "1.1 proxy"},
        {"X-Real-IP": "127.0.0.1"},
        {"Host": "tvsi.example.org"},
        {"Host": "127.0.0.1.example.org:8000"},
        {"Host": "[::2]:8000"},
        {"Host": "["},
    ],
    ids=str,
)
def test_what_comes_through_a_proxy_or_for_another_host_is_not_from_here(
    open_api: RunningApi, headers: dict[str, str]
) -> None:
    refused = open_api.get("/metrics", headers=headers)

    assert (refused.status_code, refused.json()["type"]) == (403, "urn:tvsi:problem:metrics-refused")


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1", "[::1]:8000"])
def test_from_this_machine_it_opens_by_any_of_its_names(open_api: RunningApi, host: str) -> None:
    assert open_api.get("/metrics", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["localhost", "elsewhere"])
def test_no_page_of_another_site_may_read_it(open_api: RunningApi, host: str) -> None:
    sent = {"Host": host, "Origin": "https://example.org"}
    answered = open_api.get("/metrics", headers=sent).headers

    assert "Access-Control-Allow-Origin" not in answered
    assert answered["Cross-Origin-Resource-Policy"] == "same-origin"
    assert open_api.get("/health/live", headers=sent).headers["Access-Control-Allow-Origin"] == "*"
