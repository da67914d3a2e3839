"""Requests made from the description alone: an operation with its path, body and token filled in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

import httpx

from tests.fixtures.api import RunningApi
from tests.integration.accounts.somebody import Somebody, bear, register_at
from tests.integration.api.described import to_query
from tests.integration.api.routes import Route

# Of paths: what ``tests.integration.api.corpus`` holds. Of others the description's own example is taken.
# Of facets one that no text selects in: a facet's own selection does not narrow its values.
KNOWN = {"episode_id": "2", "date": "2020-12-01", "show_id": "1", "facet": "season"}


@dataclass(frozen=True)
class Call:
    """One operation, asked in somebody's name if it is for users."""

    api: RunningApi
    document: dict[str, Any]
    route: Route
    user: Somebody

    @property
    def described(self) -> dict[str, Any]:
        """Give the operation's description."""
        method, path = self.route
        found: dict[str, Any] = self.document["paths"][path][method]
        return found

    @property
    def is_of_users(self) -> bool:
        """Tell whether a token is taken at all."""
        return "security" in self.described

    def list_parameters(self, place: str) -> list[dict[str, Any]]:
        """List the parameters of the path or the query."""
        return [one for one in self.described.get("parameters", []) if one["in"] == place]

    def make_body(self) -> dict[str, Any]:
        """Fill the described body in: the description's own examples, but what this user knows."""
        content = self.described.get("requestBody", {}).get("content", {})
        example = content.get("application/json", {}).get("example", {})
        user, name = self.user, f"new-{secrets.token_hex(6)}"
        known = {"password": user.password, "current_password": user.password, "refresh_token": user.refresh_token}
        known |= {"email": f"{name}@example.org", "username": name if "email" in example else user.username}
        return {**example, **{member: value for member, value in known.items() if member in example}}

    def ask(
        self, at: RunningApi | None = None, *, path: dict[str, str] | None = None, **options: Any
    ) -> httpx.Response:
        """Ask, with a body as described unless another is given; ``query`` is sent as it is."""
        method, address = self.route
        for parameter in self.list_parameters("path"):
            known = {parameter["name"]: str(parameter["example"]), **KNOWN, **(path or {})}
            address = address.replace(f"{{{parameter['name']}}}", known[parameter["name"]])
        if "requestBody" in self.described and not {"json", "content"} & set(options):
            options["json"] = self.make_body()
        required = [one for one in self.list_parameters("query") if one.get("required")]
        if query := options.pop("query", ""):
            address = f"{address}?{query}"
        else:
            options["params"] = {**self._merge(required), **options.get("params", {})}
        token = options.pop("token", self.user.access_token if self.is_of_users else None)
        headers = {**({} if token is None else bear(token)), **options.pop("headers", {})}
        return (at or self.api).client.request(method, address, headers=headers, **options)

    @staticmethod
    def _merge(parameters: list[dict[str, Any]]) -> dict[str, Any]:
        return {name: value for one in parameters for name, value in to_query(one).items()}

    def ask_anybody(self, at: RunningApi | None = None, **options: Any) -> httpx.Response:
        """Ask in nobody's name where that is possible."""
        is_for_all = {} in self.described.get("security", [{}])
        return self.ask(at, **options, **({"token": None} if is_for_all else {}))

    def ask_each_example(self) -> list[httpx.Response]:
        """Ask with each parameter of the query alone, as its example has it."""
        return [self.ask(params=to_query(parameter)) for parameter in self.list_parameters("query")]


def register_fan(api: RunningApi) -> Somebody:
    """Register somebody who likes episodes and bookmarked them: a search of one's own asks the index then."""
    fan = register_at(api)
    for episode_id in (1, 2):
        fan.like(episode_id)
        fan.bookmark(episode_id)
    return fan
