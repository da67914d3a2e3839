"""Which redirects are followed: those that stay on TVMaze's host."""

from __future__ import annotations

import httpx

from pipeline.tvmaze.errors import RedirectRefused
from pipeline.tvmaze.exchange import Reply

_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def is_redirect(reply: Reply) -> bool:
    """Tell whether the answer lies elsewhere."""
    return reply.status in _REDIRECTS


def redirect_target(request: str, reply: Reply) -> httpx.URL:
    """Give the address that a reply sends us to; raises ``RedirectRefused`` if it is on another host or none."""
    location = reply.headers.get("Location", "")
    if not location:
        raise RedirectRefused(request, f"answered {reply.status} without saying where to go")
    try:
        target = reply.url.join(location)
    except httpx.InvalidURL:
        raise RedirectRefused(request, f"redirected to what is no address: {location[:200]!r}") from None
    upgraded = reply.url.scheme == "http" and target.scheme == "https"
    is_same_host = target.host == reply.url.host and (_origin(target) == _origin(reply.url) or upgraded)
    if not is_same_host or target.userinfo:
        raise RedirectRefused(request, f"redirected to another host: {str(target)[:200]}")
    return target


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port
