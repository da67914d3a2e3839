"""Who is asking: the user whose access token a request carries, if its session still stands.

Sessions begin and end in ``accounts``. Handlers receive a ``User`` where there must be one, a ``Visitor`` where there
may be; a token that is not valid is refused in both cases, with one answer for all reasons.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sanic import Request

from api.limits.limits import Limits
from api.problems import NOT_AUTHENTICATED, Problem
from api.stores import Postgres
from api.tokens import Claims, TokenInvalid, Tokens
from catalog.database import database

PRIVATE = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
SHARED = {"Vary": "Authorization"}
VARIED = {"Vary": "`Authorization`: a user is answered otherwise than somebody unknown."}

# An open session has exactly one token that was not exchanged for the next.
_FIND_USER = """
    SELECT app_user.id, app_user.username, app_user.email, app_user.created_at
    FROM login_session JOIN app_user ON app_user.id = login_session.user_id
    WHERE family = %s AND user_id = %s AND NOT used AND ended_at IS NULL
      AND expires_at > clock_timestamp() AND disabled_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class User:
    """An account that is logged in, by the session that asks."""

    id: int
    username: str
    email: str
    created_at: datetime
    session: UUID


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody, perhaps a user."""

    user: User | None

    @property
    def headers(self) -> dict[str, str]:
        """Tell caches for whom the answer is."""
        return PRIVATE if self.user else SHARED


class AccountGone(Exception):
    """The account was removed while its owner was being served."""


def make_authentication(
    tokens: Tokens, postgres: Postgres, limits: Limits
) -> tuple[Callable[..., Awaitable[User]], Callable[..., Awaitable[Visitor]]]:
    """Give what makes a ``User`` and a ``Visitor`` of a request, and counts it.

    Both raise a ``Problem`` at an invalid token, and at one request too many.
    """

    async def identify(request: Request) -> User | None:
        try:
            user = await _authenticate(request, tokens, postgres)
        except Problem as problem:
            if problem.kind is NOT_AUTHENTICATED:
                await limits.count(request, None)
            raise
        await limits.count(request, user.id if user else None)
        return user

    async def get_user(request: Request) -> User:
        user = await identify(request)
        if user is None:
            raise refuse()
        return user

    async def get_visitor(request: Request) -> Visitor:
        return Visitor(await identify(request))

    return get_user, get_visitor


def refuse() -> Problem:
    """Make the one answer to every kind of bad token, and to none."""
    return Problem(NOT_AUTHENTICATED, f"{NOT_AUTHENTICATED.title}.")


async def _authenticate(request: Request, tokens: Tokens, postgres: Postgres) -> User | None:
    sent = request.headers.getall("Authorization", [])
    if not sent:
        return None
    scheme, _, token = sent[0].partition(" ")
    if len(sent) > 1:
        raise refuse()
    if scheme.lower() != "bearer":
        return None  # of somebody else's, such as a proxy's
    try:
        claims = tokens.read(token.strip())
    except TokenInvalid:
        raise refuse() from None
    user = await postgres.run(find_user, claims)
    if user is None:
        raise refuse()
    return user


def find_user(claims: Claims) -> User | None:
    """Find whose session this is, if it stands."""
    record = database.execute_sql(_FIND_USER, (claims.session, claims.user_id)).fetchone()
    if record is None:
        return None
    user_id, username, email, created_at = record
    return User(user_id, username, email, created_at, claims.session)
