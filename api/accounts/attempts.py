"""Attempts to tell a password, as the routes meet them: counted before anything is compared, refused when too early."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, TypeVar

from sanic import Request

from api.accounts.delays import LoginDelayed, forget_old_failures, take_back
from api.accounts.passwords import Passwords
from api.accounts.queries import Account, Attempt, attempt_by_name, attempt_by_user, find_account
from api.authentication import User
from api.clients import ClientAddresses
from api.problems import LOGIN_DELAYED, Problem
from api.stores import Postgres

T = TypeVar("T")


class Attempts:
    """Counts attempts by account and by where they come from, and looks at them."""

    def __init__(self, postgres: Postgres, clients: ClientAddresses, passwords: Passwords, *, counted: bool) -> None:
        self._postgres = postgres
        self._clients = clients
        self._passwords = passwords
        self._counted = counted

    async def count_by_name(self, request: Request, name: str) -> Attempt:
        """Count an attempt to log in; raises a ``Problem`` with ``Retry-After`` when it comes too early."""
        return await self._count(attempt_by_name, request, name)

    async def count_by_user(self, request: Request, user: User) -> Attempt:
        """Count an attempt of somebody who is logged in; raises a ``Problem`` when it comes too early."""
        return await self._count(attempt_by_user, request, user.id, user.username)

    async def verify(self, attempt: Attempt, password: str) -> Account | None:
        """Give the account if this is its password; raises a ``Problem``, and counts nothing, when too many wait."""
        known = attempt.account.password_hash if attempt.account else None
        if await self._or_take_back(attempt, self._passwords.verify(known, password)):
            return attempt.account
        if self._counted:
            await self._postgres.run(forget_old_failures)
        return None

    async def hash(self, attempt: Attempt, password: str) -> str:
        """Hash a password after the right one was told; raises a ``Problem`` as ``verify`` does."""
        return await self._or_take_back(attempt, self._passwords.hash(password))

    async def _or_take_back(self, attempt: Attempt, hashing: Awaitable[T]) -> T:
        try:
            return await hashing
        except Problem:
            await self._postgres.run(take_back, attempt.counted)
            raise

    async def look_again(self, attempt: Attempt, account: Account) -> Attempt:
        """Give an attempt with its account as it is by now."""
        return replace(attempt, account=await self._postgres.run(find_account, account.id))

    async def _count(self, find: Callable[..., Attempt], request: Request, *whom: Any) -> Attempt:
        self._passwords.refuse_if_busy()
        try:
            return await self._postgres.run(find, *whom, self._clients.of(request), counted=self._counted)
        except LoginDelayed as delay:
            told = f"{LOGIN_DELAYED.title}: in {delay.seconds} s."
            raise Problem(LOGIN_DELAYED, told, headers={"Retry-After": str(delay.seconds)}) from None
