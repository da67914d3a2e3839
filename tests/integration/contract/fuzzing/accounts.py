"""Requests in somebody's name. Any of them may end the session or the account; then somebody else goes on."""

from __future__ import annotations

import secrets
from typing import Any

import httpx
import schemathesis

PASSWORD = "a heron on the pier"


@schemathesis.auth(refresh_interval=None)
class SomebodyLoggedIn:
    """Gives a token that is good at this moment."""

    def __init__(self) -> None:
        self._token = ""

    def get(self, case: Any, _: Any) -> str:
        """Give the token of before if it is still good, else that of a new account."""
        with httpx.Client(base_url=case.operation.base_url) as client:
            if not self._token or client.get("/v1/me", headers=_bear(self._token)).is_error:
                self._token = _register(client)
        return self._token

    def set(self, case: Any, token: str, _: Any) -> None:
        """Send it."""
        case.headers = {**(case.headers or {}), **_bear(token)}


def _bear(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _register(client: httpx.Client) -> str:
    name = f"user-{secrets.token_hex(8)}"
    body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    client.post("/v1/auth/register", json=body).raise_for_status()
    pair = client.post("/v1/auth/login", json={"username": name, "password": PASSWORD}).raise_for_status().json()
    token: str = pair["access_token"]
    headers = _bear(token)
    client.put("/v1/episodes/1/like", headers=headers).raise_for_status()
    client.put("/v1/episodes/2/bookmark", headers=headers).raise_for_status()
    return token
