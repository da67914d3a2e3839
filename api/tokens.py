"""Access tokens: short-lived JSON Web Tokens (RFC 7519) that name a user and a session. The only place that knows JWT.

A token says who asks; whether the session still stands is looked up at each request, see ``authentication``.
Refresh tokens are no JWTs: opaque, stored hashed, see ``accounts.sessions``.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from uuid import UUID, uuid4

import jwt

ALGORITHM = "HS256"
ISSUER, AUDIENCE, KIND = "tvsi", "tvsi-api", "access"
LIFE_SECONDS = 15 * 60
# Clocks of several machines differ by about so much.
LEEWAY_SECONDS = 5
REQUIRED = ("iss", "aud", "sub", "iat", "exp", "jti", "sid", "typ")
LONGEST = 2048
USER_ID = re.compile(r"[1-9][0-9]{0,17}")


class TokenInvalid(Exception):
    """A token is no valid access token of ours. Why is nobody's business."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a valid token says: whose it is, and of which session."""

    user_id: int
    session: UUID


class Tokens:
    """Signs and reads access tokens with one secret; a previous one is still read while secrets are exchanged."""

    def __init__(self, secret: str, previous_secret: str | None = None) -> None:
        self._secret = secret
        self._accepted = tuple(filter(None, (secret, previous_secret)))

    def issue(self, user_id: int, session: UUID) -> str:
        """Sign a token that is valid from now on for ``LIFE_SECONDS``."""
        now = int(time.time())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": str(user_id),
            "iat": now,
            "exp": now + LIFE_SECONDS,
            "jti": uuid4().hex,
            "sid": session.hex,
            "typ": KIND,
        }
        return jwt.encode(claims, self._secret, ALGORITHM)

    def read(self, token: str) -> Claims:
        """Give the claims of a valid token; raises ``TokenInvalid``.

        Nothing in the token's header is believed: not its algorithm, nor any key that it names (RFC 8725).
        """
        if len(token) > LONGEST:
            raise TokenInvalid
        for secret in self._accepted:
            try:
                claims = jwt.decode(
                    token,
                    secret,
                    algorithms=[ALGORITHM],
                    issuer=ISSUER,
                    audience=AUDIENCE,
                    leeway=LEEWAY_SECONDS,
                    options={"require": list(REQUIRED), "strict_aud": True},
                )
            except jwt.InvalidSignatureError:
                continue
            except (jwt.InvalidTokenError, ValueError, RecursionError):
                break
            return _check(claims["typ"], claims["sub"], claims["sid"])
        raise TokenInvalid


def _check(kind: object, subject: object, session: object) -> Claims:
    if kind != KIND or not isinstance(subject, str) or not USER_ID.fullmatch(subject) or not isinstance(session, str):
        raise TokenInvalid
    try:
        return Claims(int(subject), UUID(session))
    except ValueError:
        raise TokenInvalid from None
