"""A redirect is followed on TVMaze's host and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from pipeline.tvmaze.errors import RedirectRefused
from pipeline.tvmaze.exchange import Reply
from pipeline.tvmaze.redirects import redirect_target


def reply(location: str | None, url: str = "https://api.tvmaze.com/lookup/shows") -> Reply:
    headers = httpx.Headers({} if location is None else {"Location": location})
    return Reply(httpx.URL(url), 301, headers, b"", datetime.now(UTC), 0.0)


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/shows/1", "https://api.tvmaze.com/shows/1"),
        ("shows/1", "https://api.tvmaze.com/lookup/shows/1"),
        ("https://api.tvmaze.com/shows/1?embed=cast", "https://api.tvmaze.com/shows/1?embed=cast"),
        ("https://API.tvmaze.com:443/shows/1", "https://api.tvmaze.com/shows/1"),
    ],
)
def test_a_redirect_on_the_same_host_is_followed(location: str, target: str) -> None:
    assert str(redirect_target("/x", reply(location))) == target


def test_a_redirect_may_lead_to_tls_on_the_same_host() -> None:
    target = redirect_target("/x", reply("https://api.tvmaze.com/shows/1", url="http://api.tvmaze.com/shows/1"))

    assert target.scheme == "https"


@pytest.mark.parametrize(
    "location",
    [
        "https://example.org/shows/1",
        "//example.org/shows/1",
        "http://api.tvmaze.com/shows/1",
        "https://api.tvmaze.com:8443/shows/1",
        "https://api.tvmaze.com.example.org/",
        "https://user:secret@api.tvmaze.com/shows/1",
        "https://[broken",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_to_anywhere_else_is_refused(location: str) -> None:
    with pytest.raises(RedirectRefused, match=r"^/x: redirected to another host"):
        redirect_target("/x", reply(location))


@pytest.mark.parametrize("location", [None, ""])
def test_a_redirect_to_nowhere_is_refused(location: str | None) -> None:
    with pytest.raises(RedirectRefused, match=r"^/x: answered 301 without saying where to go"):
        redirect_target("/x", reply(location))


def test_a_redirect_to_what_is_no_address_is_refused() -> None:
    with pytest.raises(RedirectRefused, match=r"^/x: redirected to what is no address"):
        redirect_target("/x", reply("https://api.tvmaze.com:port/"))
