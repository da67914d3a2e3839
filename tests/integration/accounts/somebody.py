"""Somebody with an account: what they know, and requests in their name."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

import httpx
import jwt

from tests.fixtures.api import RunningApi

PASSWORD = "a heron on the pier"


def bear(access_token: str) -> dict[str, str]:
    """Give the header that an access token is sent in."""
    return {"Authorization": f"Bearer {access_token}".strip()}


def try_login(api: RunningApi, username: str, password: str = PASSWORD, **options: Any) -> httpx.Response:
    """Try to log in."""
    return api.client.post("/v1/auth/login", json={"username": username, "password": password}, **options)


def try_refresh(api: RunningApi, refresh_token: str) -> httpx.Response:
    """Try to exchange a refresh token."""
    return api.client.post("/v1/auth/refresh", json={"refresh_token": refresh_token})


def is_let_in(api: RunningApi, access_token: str) -> bool:
    """Tell whether an access token is good for anything; it must be either good or refused."""
    status = api.get("/v1/me", headers=bear(access_token)).status_code
    assert status in {200, 401}
    return status == httpx.codes.OK


@dataclass(frozen=True)
class Somebody:
    """Somebody who is logged in. Renewed or logged in again, they are another object; this one keeps its tokens."""

    api: RunningApi
    id: int
    username: str
    email: str
    password: str
    access_token: str
    refresh_token: str

    @property
    def headers(self) -> dict[str, str]:
        """Give the headers of their requests."""
        return bear(self.access_token)

    @property
    def session(self) -> UUID:
        """Name their session."""
        return UUID(jwt.decode(self.access_token, options={"verify_signature": False})["sid"])

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Ask in their name."""
        headers = {**self.headers, **options.pop("headers", {})}
        return self.api.client.request(method, path, headers=headers, **options)

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Read something."""
        return self.ask("GET", path, **options)

    def list_ids(self, path: str) -> list[int]:
        """List the ids of what a search finds."""
        response = self.get(path)
        assert response.status_code == httpx.codes.OK, response.text
        return [item["id"] for item in response.json()["items"]]

    def like(self, episode_id: int) -> httpx.Response:
        """Like an episode."""
        return self.ask("PUT", f"/v1/episodes/{episode_id}/like")

    def unlike(self, episode_id: int) -> httpx.Response:
        """Take a like back."""
        return self.ask("DELETE", f"/v1/episodes/{episode_id}/like")

    def bookmark(self, episode_id: int) -> httpx.Response:
        """Bookmark an episode."""
        return self.ask("PUT", f"/v1/episodes/{episode_id}/bookmark")

    def unbookmark(self, episode_id: int) -> httpx.Response:
        """Remove a bookmark."""
        return self.ask("DELETE", f"/v1/episodes/{episode_id}/bookmark")

    def log_in(self, **options: Any) -> Somebody:
        """Begin another session."""
        return self._with(try_login(self.api, self.username, self.password, **options))

    def refresh(self) -> Somebody:
        """Carry the session on."""
        return self._with(try_refresh(self.api, self.refresh_token))

    def log_out(self) -> httpx.Response:
        """End the session."""
        return self.ask("POST", "/v1/auth/logout")

    def change_password(self, to: str, *, current: str | None = None) -> httpx.Response:
        """Change the password."""
        known = self.password if current is None else current
        return self.ask("POST", "/v1/me/password", json={"current_password": known, "new_password": to})

    def remove(self) -> httpx.Response:
        """Remove the account."""
        return self.ask("DELETE", "/v1/me")

    def at(self, api: RunningApi) -> Somebody:
        """Ask another API from now on."""
        return replace(self, api=api)

    def is_in(self) -> bool:
        """Tell whether their session still stands, by both of its tokens; uses the refresh token up."""
        is_let = is_let_in(self.api, self.access_token)
        refreshed = try_refresh(self.api, self.refresh_token).status_code
        assert (refreshed == httpx.codes.OK) == is_let
        assert refreshed in {200, 401}
        return is_let

    def _with(self, response: httpx.Response) -> Somebody:
        assert response.status_code == httpx.codes.OK, response.text
        pair = response.json()
        return replace(self, access_token=pair["access_token"], refresh_token=pair["refresh_token"])


class Register(Protocol):
    """Makes accounts of which one knows everything."""

    def __call__(self, at: RunningApi | None = None, **overrides: str) -> Somebody:
        """Register and log in, at the usual API unless told."""
        ...


def register_at(api: RunningApi, **overrides: str) -> Somebody:
    """Register somebody with a name of their own and log them in."""
    name = f"user-{secrets.token_hex(6)}"
    body = {"username": name, "email": f"{name}@example.org", "password": PASSWORD, **overrides}
    made = api.client.post("/v1/auth/register", json=body)
    assert made.status_code == httpx.codes.CREATED, made.text
    pair = try_login(api, body["username"], body["password"]).json()
    return Somebody(
        api, made.json()["id"], **body, access_token=pair["access_token"], refresh_token=pair["refresh_token"]
    )
