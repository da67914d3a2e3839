"""Answers of accounts and reactions have the shape that ``/openapi.json`` promises."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.somebody import Register, Somebody, try_login
from tests.integration.api.described import check_answer, to_query

ASKED = [
    ("get", "/v1/me", None),
    ("put", "/v1/episodes/{episode_id}/like", None),
    ("put", "/v1/episodes/{episode_id}/bookmark", None),
    ("get", "/v1/me/likes", None),
    ("get", "/v1/me/bookmarks", None),
    ("delete", "/v1/episodes/{episode_id}/like", None),
    ("delete", "/v1/episodes/{episode_id}/bookmark", None),
    ("get", "/v1/episodes", None),
    ("get", "/v1/episodes/{episode_id}", None),
    ("post", "/v1/me/password", {"current_password": "a heron on the pier", "new_password": "two herons"}),
    ("post", "/v1/auth/logout", None),
]


@pytest.fixture(scope="module")
def document(api: RunningApi) -> dict[str, Any]:
    """Give the API's description of itself."""
    found: dict[str, Any] = api.get("/openapi.json").json()
    return found


def test_what_a_user_is_answered_has_the_described_shape(document: dict[str, Any], somebody: Somebody) -> None:
    for method, path, body in ASKED:
        response = somebody.ask(method.upper(), path.replace("{episode_id}", "2"), **({"json": body} if body else {}))

        assert response.status_code in {200, 204}
        check_answer(document, method, path, response)


def test_what_a_user_is_refused_has_the_described_shape(document: dict[str, Any], somebody: Somebody) -> None:
    somebody.log_out()

    for method, path, body in ASKED:
        response = somebody.ask(method.upper(), path.replace("{episode_id}", "2"), **({"json": body} if body else {}))

        assert response.status_code == 401
        check_answer(document, method, path, response)


def test_registration_and_login_have_the_described_shape(
    document: dict[str, Any], api: RunningApi, register: Register
) -> None:
    body = {"username": "shape.of-ada", "email": "shape@example.org", "password": "a heron on the pier"}
    answers = [("/v1/auth/register", api.client.post("/v1/auth/register", json=body)) for _ in range(2)]
    answers += [("/v1/auth/login", try_login(api, register().username)), ("/v1/auth/login", try_login(api, "nobody"))]

    for path, response in answers:
        check_answer(document, "post", path, response)

    assert [response.status_code for _, response in answers] == [201, 409, 200, 401]


@pytest.mark.parametrize("path", ["/v1/me/bookmarks", "/v1/me/likes"])
def test_every_described_parameter_of_one_s_own_is_accepted_with_its_example(
    document: dict[str, Any], somebody: Somebody, path: str
) -> None:
    somebody.bookmark(1)
    somebody.like(1)

    for parameter in document["paths"][path]["get"]["parameters"]:
        assert somebody.get(path, params=to_query(parameter)).status_code == 200
