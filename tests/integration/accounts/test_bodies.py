"""What the routes of accounts and reactions cannot be asked: told by name, before anything is changed."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody, bear

BODIES: dict[str, dict[str, str]] = {
    "/v1/auth/register": {"username": "ada", "email": "ada@example.org", "password": "a heron on the pier"},
    "/v1/auth/login": {"username": "ada", "password": "a heron on the pier"},
    "/v1/auth/refresh": {"refresh_token": "x" * 43},
    "/v1/me/password": {"current_password": "a heron on the pier", "new_password": "two herons on the pier"},
}
WITHOUT_BODY = [
    ("POST", "/v1/auth/logout"),
    ("GET", "/v1/me"),
    ("DELETE", "/v1/me"),
    ("PUT", "/v1/episodes/1/like"),
    ("DELETE", "/v1/episodes/1/like"),
    ("PUT", "/v1/episodes/1/bookmark"),
    ("DELETE", "/v1/episodes/1/bookmark"),
    ("GET", "/v1/me/likes"),
    ("GET", "/v1/me/bookmarks"),
]
PATHS = pytest.mark.parametrize("path", BODIES)


@pytest.fixture(scope="module")
def ada(register: Register) -> Somebody:
    """Give somebody to whom nothing must happen here."""
    return register()


def _tell(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].removeprefix("urn:tvsi:problem:")


def _wrong(response: httpx.Response) -> dict[str, str]:
    assert _tell(response) == (400, "invalid-body")
    return {error["parameter"]: error["detail"] for error in response.json()["errors"]}


@PATHS
def test_what_does_not_say_that_it_is_json_is_not_read(ada: Somebody, path: str) -> None:
    form = ada.ask("POST", path, data=BODIES[path])
    text = ada.ask("POST", path, content=b"{}", headers={"Content-Type": "text/plain"})
    nothing = ada.ask("POST", path)

    assert [_tell(answer) for answer in (form, text, nothing)] == [(415, "not-json")] * 3


@PATHS
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'"x"', b"\xff", b"[" * 50_000], ids=lambda text: repr(text[:4])
)
def test_what_is_no_object_is_refused(ada: Somebody, path: str, content: bytes) -> None:
    response = ada.ask("POST", path, content=content, headers={"Content-Type": "application/json"})

    assert _tell(response) == (400, "invalid-body")


@PATHS
def test_all_that_is_missing_is_named(ada: Somebody, path: str) -> None:
    assert _wrong(ada.ask("POST", path, json={})) == dict.fromkeys(BODIES[path], "is missing")


@PATHS
@pytest.mark.parametrize("value", [None, 7, True, ["x"], {"$ne": ""}], ids=repr)
def test_all_that_is_no_text_is_named(ada: Somebody, path: str, value: Any) -> None:
    response = ada.ask("POST", path, json=dict.fromkeys(BODIES[path], value))

    assert _wrong(response) == dict.fromkeys(BODIES[path], "must be a string")


@PATHS
def test_a_member_that_nobody_asked_for_is_named(ada: Somebody, path: str) -> None:
    response = ada.ask("POST", path, json={**BODIES[path], "user_id": "1"})

    assert _wrong(response) == {"user_id": "is not a member here"}


@PATHS
def test_a_parameter_that_nobody_asked_for_is_named(ada: Somebody, path: str) -> None:
    response = ada.ask("POST", f"{path}?verbose=1", json=BODIES[path])

    assert _tell(response) == (400, "invalid-parameters")
    assert [error["parameter"] for error in response.json()["errors"]] == ["verbose"]


@PATHS
def test_too_large_a_body_is_refused(ada: Somebody, path: str) -> None:
    body = dict.fromkeys(BODIES[path], "x" * 70000)

    assert _tell(ada.ask("POST", path, json=body)) == (413, "content-too-large")


@pytest.mark.parametrize(("method", "path"), [asked for asked in WITHOUT_BODY if asked[0] != "GET"])
def test_too_large_a_body_is_refused_where_none_is_asked_for(ada: Somebody, method: str, path: str) -> None:
    assert _tell(ada.ask(method, path, content=b"x" * 70_000)) == (413, "content-too-large")
    assert ada.get("/v1/me").status_code == 200


@PATHS
def test_a_large_text_is_named_and_never_repeated(ada: Somebody, path: str) -> None:
    name = next(iter(BODIES[path]))

    response = ada.ask("POST", path, json={**BODIES[path], name: "hunter2" * 1000})

    assert set(_wrong(response)) == {name}
    assert "hunter2" not in response.text


@PATHS
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH"])
def test_another_method_is_told_the_right_one(ada: Somebody, path: str, method: str) -> None:
    response = ada.ask(method, path)

    assert _tell(response) == (405, "method-not-allowed")
    assert set(response.headers["Allow"].split(", ")) == {"POST", "OPTIONS"}


@pytest.mark.parametrize(("method", "path"), WITHOUT_BODY)
def test_where_there_is_no_body_a_parameter_is_named_all_the_same(ada: Somebody, method: str, path: str) -> None:
    response = ada.ask(method, f"{path}?verbose=1")

    assert _tell(response) == (400, "invalid-parameters")
    assert [error["parameter"] for error in response.json()["errors"]] == ["verbose"]
    assert ada.get("/v1/me").status_code == 200


@pytest.mark.parametrize(("method", "path"), WITHOUT_BODY)
def test_without_a_token_nothing_is_told_of_what_else_is_wrong(api: RunningApi, method: str, path: str) -> None:
    for address in (path, f"{path}?verbose=1", path.replace("/1/", "/999999999/"), path.replace("/1/", "/x/")):
        response = api.client.request(method, address)
        assert _tell(response) == (401, "not-authenticated")
        assert response.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize("path", [*BODIES, *dict(WITHOUT_BODY).values()])
def test_anybody_is_told_how_an_address_may_be_asked(api: RunningApi, path: str) -> None:
    response = api.client.options(path)

    methods = {method for method, one in WITHOUT_BODY if one == path} | ({"POST"} if path in BODIES else set())
    assert (response.status_code, response.content) == (204, b"")
    assert methods <= set(response.headers["Allow"].split(","))


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("reaction", ["like", "bookmark"])
@pytest.mark.parametrize(
    "part", ["999999999", "0", "-1", "abc", "1.0", "1e3", "9223372036854775807", "9223372036854775808", "1%00", "%FF"]
)
def test_what_no_episode_is_numbered_is_not_found(
    ada: Somebody, catalogue: Catalogue, method: str, reaction: str, part: str
) -> None:
    response = ada.ask(method, f"/v1/episodes/{part}/{reaction}")

    assert _tell(response) == (404, "episode-not-found")
    assert catalogue.read(f"SELECT count(*) FROM episode_{reaction} WHERE user_id = %s", ada.id) == [0]


@pytest.mark.parametrize("method", ["GET", "POST", "PATCH"])
@pytest.mark.parametrize("reaction", ["like", "bookmark"])
def test_a_reaction_is_put_or_deleted_and_nothing_else(ada: Somebody, method: str, reaction: str) -> None:
    response = ada.ask(method, f"/v1/episodes/1/{reaction}")

    assert _tell(response) == (405, "method-not-allowed")
    assert set(response.headers["Allow"].split(", ")) == {"PUT", "DELETE", "OPTIONS"}


def test_a_refused_request_still_needs_its_token_first(api: RunningApi) -> None:
    path = "/v1/me/password"

    for headers in ({}, bear("garbage")):
        assert _tell(api.client.post(path, content=b"{", headers=headers)) == (401, "not-authenticated")
