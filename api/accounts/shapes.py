"""The shapes of answers about accounts. Shapes that several features share are in ``api.shapes``."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict


class Account(TypedDict):
    """A user's own account."""

    id: int
    username: str
    email: str
    created_at: datetime


class TokenPair(TypedDict):
    """What a session is carried on with. The access token is valid for ``expires_in`` seconds."""

    access_token: str
    refresh_token: str
    token_type: str
    expires_in: int
