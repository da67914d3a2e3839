"""The limits as requests meet them: each counts for its user or its address, and its answer says what is left."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil

from sanic import Request

from api.clients import ClientAddresses
from api.limits.counters import Counters
from api.limits.rules import ACCOUNT_LOGINS, AN_HOUR, LOGINS, READS, REGISTRATIONS, USER_READS, USER_WRITES, Rule, tell
from api.problems import TOO_MANY_REQUESTS, Problem

READING = ("GET", "HEAD")


class Limits:
    """Counts requests and refuses those that are too many."""

    def __init__(self, counters: Counters | None, clients: ClientAddresses, registrations: int) -> None:
        self._counters = counters
        self._clients = clients
        self._registrations = Rule(REGISTRATIONS, registrations, AN_HOUR, registrations) if registrations else None

    async def count(self, request: Request, user_id: int | None) -> None:
        """Count a request of a user, or of nobody known; raises a ``Problem``."""
        if user_id is None:
            await self._count(request, READS, self._clients.of(request))
        else:
            await self._count(request, USER_READS if request.method in READING else USER_WRITES, str(user_id))

    async def count_login(self, request: Request, name: str) -> None:
        """Count an attempt to log in as somebody; raises a ``Problem``."""
        address = self._clients.of(request)
        await self._count(request, LOGINS, address)
        await self._count(request, ACCOUNT_LOGINS, f"{address} {name.casefold()}")

    async def count_registration(self, request: Request) -> None:
        """Count a new account; raises a ``Problem``."""
        if self._registrations is not None:
            await self._count(request, self._registrations, self._clients.of(request))

    async def _count(self, request: Request, rule: Rule, client: str) -> None:
        if self._counters is None:
            return
        standing = await self._counters.count(rule, client)
        standings = [*getattr(request.ctx, "standings", ()), standing]
        request.ctx.standings = standings
        if standing.is_exceeded:
            seconds = max(1, ceil(standing.retry_seconds))
            told = f"{TOO_MANY_REQUESTS.title}: {rule.limit} in {rule.seconds} s. Try again in {seconds} s."
            raise Problem(TOO_MANY_REQUESTS, told, headers={"Retry-After": str(seconds)})


def tell_standings(request: Request) -> Mapping[str, str]:
    """Give the headers that tell how the client of a request stands, where it was counted."""
    return tell(getattr(request.ctx, "standings", ()))
