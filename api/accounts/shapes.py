"""The shapes of answers about accounts. Shapes that several features share are in ``api.shapes``."""

from __future__ import annotations

from typing import Literal, TypedDict

from api.shapes import Moment


class Account(TypedDict):
    """A user's own account."""

    id: int
    username: str
    email: str
    created_at: Moment


class TokenPair(TypedDict):
    """What a session is carried on with. The access token is valid for ``expires_in`` seconds."""

    access_token: str
    refresh_token: str
    token_type: Literal["Bearer"]
    expires_in: int
