"""The environment's proxies are for TVMaze, not for what stands in for it on this machine."""

from __future__ import annotations

import pytest

from pipeline.tvmaze.exchange import is_loopback, open_connection
from pipeline.tvmaze.limits import LIMITS


@pytest.mark.parametrize(
    ("url", "is_ours"),
    [
        ("http://127.0.0.1:8001", True),
        ("http://127.8.8.8", True),
        ("http://[::1]:8001/tvmaze", True),
        ("http://LOCALHOST:8001", True),
        ("https://api.tvmaze.com", False),
        ("http://localhost.example.com", False),
        ("http://10.0.0.1:8001", False),
    ],
)
def test_proxies_are_for_other_machines_alone(url: str, monkeypatch: pytest.MonkeyPatch, *, is_ours: bool) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy.example:3128")

    with open_connection(url, LIMITS) as http:
        assert is_loopback(url) is is_ours
        assert http.trust_env is not is_ours
