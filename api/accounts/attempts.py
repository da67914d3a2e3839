"""Attempts to tell a password, as the routes meet them: counted before anything is compared, refused when too early."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sanic import Request

from api.accounts.delays import LoginDelayed, forget_old_failures
from api.accounts.queries import Attempt, attempt_by_id, attempt_by_name
from api.clients import ClientAddresses
from api.problems import LOGIN_DELAYED, Problem
from api.stores import Postgres


class Attempts:
    """Counts attempts by account and by where they come from."""

    def __init__(self, postgres: Postgres, clients: ClientAddresses, *, counted: bool) -> None:
        self._postgres = postgres
        self._clients = clients
        self._counted = counted

    async def count_by_name(self, request: Request, name: str) -> Attempt:
        """Count an attempt to log in; raises a ``Problem`` with ``Retry-After`` when it comes too early."""
        return await self._count(attempt_by_name, name, request)

    async def count_by_id(self, request: Request, user_id: int) -> Attempt:
        """Count an attempt of somebody who is logged in; raises a ``Problem`` when it comes too early."""
        return await self._count(attempt_by_id, user_id, request)

    async def note_failure(self) -> None:
        """Make room for the counts that failures leave."""
        if self._counted:
            await self._postgres.run(forget_old_failures)

    async def _count(self, find: Callable[..., Attempt], whom: Any, request: Request) -> Attempt:
        try:
            return await self._postgres.run(find, whom, self._clients.of(request), counted=self._counted)
        except LoginDelayed as delay:
            told = f"{LOGIN_DELAYED.title}: in {delay.seconds} s."
            raise Problem(LOGIN_DELAYED, told, headers={"Retry-After": str(delay.seconds)}) from None
