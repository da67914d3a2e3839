"""One request and its whole answer over HTTP, within the limits of time and size. Judges no status."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from ipaddress import ip_address
from urllib.parse import urlsplit

import httpx

from pipeline.tvmaze.errors import AnswerLost, AnswerTooLarge
from pipeline.tvmaze.limits import Limits

# TVMaze: "a descriptive user agent is strongly recommended", and at most one idle connection.
USER_AGENT = f"TVSI/{version('tvsi')} (TV schedule information; copies the schedule day by day to search it)"
_ONE = httpx.Limits(max_connections=1, max_keepalive_connections=1, keepalive_expiry=30)


@dataclass(frozen=True)
class Reply:
    """A status, headers and a body that is whole as far as HTTP tells.

    ``asked_at`` is by our own clock; by ``arrived`` (monotonic) the request had reached the server.
    """

    url: httpx.URL
    status: int
    headers: httpx.Headers
    body: bytes
    asked_at: datetime
    arrived: float


def open_connection(url: str, limits: Limits) -> httpx.Client:
    """Make the one connection to TVMaze; it opens at the first request and is kept alive."""
    timeout = httpx.Timeout(limits.read_seconds, connect=limits.connect_seconds)
    headers = {"User-Agent": USER_AGENT, "Accept": "application/json"}
    return httpx.Client(
        base_url=url,
        headers=headers,
        timeout=timeout,
        limits=_ONE,
        follow_redirects=False,
        trust_env=not is_loopback(url),
    )


def is_loopback(url: str) -> bool:
    """Tell whether an address is on this machine, which the environment's proxies (``HTTP_PROXY``) cannot reach."""
    host = urlsplit(url).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def exchange(http: httpx.Client, request: str, address: httpx.URL | str, limits: Limits) -> Reply:
    """Get what is at the address, for the request; raises ``AnswerLost`` or ``AnswerTooLarge``."""
    asked_at = datetime.now(UTC)
    deadline = time.monotonic() + limits.answer_seconds
    try:
        with http.stream("GET", address) as response:
            arrived = time.monotonic()
            body = _read_body(response, request, limits, deadline)
    except httpx.TransportError as error:
        raise AnswerLost(request, _describe(error, limits)) from error
    except httpx.DecodingError as error:
        raise AnswerLost(request, f"the body's compression is broken: {error}") from error
    return Reply(response.url, response.status_code, response.headers, body, asked_at, arrived)


def _read_body(response: httpx.Response, request: str, limits: Limits, deadline: float) -> bytes:
    too_large = AnswerTooLarge(request, f"the body goes beyond {limits.body_bytes:,} bytes")
    announced = response.headers.get("Content-Length", "")
    if announced.isdigit() and int(announced) > limits.body_bytes:
        raise too_large
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if len(body) > limits.body_bytes:
            raise too_large
        if time.monotonic() > deadline:
            raise AnswerLost(request, f"no end of the body after {limits.answer_seconds:g} s")
    return bytes(body)


def _describe(error: httpx.TransportError, limits: Limits) -> str:
    match error:
        case httpx.ConnectTimeout():
            return f"no connection within {limits.connect_seconds:g} s"
        case httpx.ReadTimeout():
            return f"nothing came for {limits.read_seconds:g} s"
        case httpx.ConnectError():
            return f"no connection: {error}"
        case _:
            return f"the connection broke: {error or type(error).__name__}"
