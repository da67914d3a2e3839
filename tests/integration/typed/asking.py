"""How the tests of this folder ask."""

from __future__ import annotations

from typing import Any

from tests.fixtures.api import RunningApi


def search(api: RunningApi, words: str, **more: Any) -> dict[str, Any]:
    """Search and give the whole answer."""
    response = api.get("/v1/episodes", params={"q": words, "facets": "", **more})
    assert response.status_code == 200, response.text
    found: dict[str, Any] = response.json()
    return found


def list_ids(api: RunningApi, words: str, **more: Any) -> list[int]:
    """Search and give the ids in order."""
    return [item["id"] for item in search(api, words, **more)["items"]]
