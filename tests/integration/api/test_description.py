"""The API describes itself truly: every operation, with examples of the shapes that answers have."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.fixtures.api import RunningApi
from tests.integration.api.described import check_shape

ADDRESSES = {
    "/": "/",
    "/openapi.json": "/openapi.json",
    "/health/live": "/health/live",
    "/health/ready": "/health/ready",
    "/v1/episodes": "/v1/episodes?q=home&include=cast,guest_cast",
    "/v1/episodes/facets/{facet}": "/v1/episodes/facets/person?value_q=mar",
    "/v1/episodes/{episode_id}": "/v1/episodes/2",
    "/v1/shows/{show_id}": "/v1/shows/1",
    "/v1/shows/{show_id}/episodes": "/v1/shows/1/episodes?include=cast",
    "/v1/suggest": "/v1/suggest?q=law",
    "/v1/schedule/{date}": "/v1/schedule/2020-12-01?include=cast",
}
# What only users may ask, or what changes something: asked in ``tests/integration/accounts``.
OF_USERS = {
    ("post", "/v1/auth/register"),
    ("post", "/v1/auth/login"),
    ("post", "/v1/auth/refresh"),
    ("post", "/v1/auth/logout"),
    ("get", "/v1/me"),
    ("delete", "/v1/me"),
    ("post", "/v1/me/password"),
    ("put", "/v1/episodes/{episode_id}/like"),
    ("delete", "/v1/episodes/{episode_id}/like"),
    ("put", "/v1/episodes/{episode_id}/bookmark"),
    ("delete", "/v1/episodes/{episode_id}/bookmark"),
    ("get", "/v1/me/bookmarks"),
    ("get", "/v1/me/likes"),
}


def test_the_description_is_valid_and_credits_tvmaze(document: dict[str, Any]) -> None:
    validate(document)
    assert document["servers"] == [{"url": "https://tv.example/tvsi"}]
    assert "TVmaze" in document["info"]["description"]
    assert "https://www.tvmaze.com" in document["info"]["description"]


def _operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method, path): operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


def test_every_address_is_described(document: dict[str, Any]) -> None:
    assert set(_operations(document)) == OF_USERS | {("get", path) for path in [*ADDRESSES, "/v1/calendar.ics"]}


def test_a_calendar_is_described_as_the_text_that_it_is(document: dict[str, Any]) -> None:
    content = document["paths"]["/v1/calendar.ics"]["get"]["responses"]["200"]["content"]

    assert list(content) == ["text/calendar"]
    assert content["text/calendar"]["schema"] == {"type": "string"}


def test_names_of_operations_differ(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for operation in _operations(document).values()]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize(("method", "path"), sorted(OF_USERS))
def test_examples_of_answers_and_bodies_have_the_described_shape(
    document: dict[str, Any], method: str, path: str
) -> None:
    operation = document["paths"][path][method]
    (status,) = [status for status in operation["responses"] if status.startswith("2")]
    described = operation["responses"][status].get("content", {})
    for content in described.values():
        check_shape(document, content["schema"]["$ref"].rpartition("/")[2], content["example"])
    for content in operation.get("requestBody", {}).get("content", {}).values():
        OAS31Validator(content["schema"], format_checker=OAS31Validator.FORMAT_CHECKER).validate(content["example"])

    assert (status == "204") == (not described)


@pytest.mark.parametrize(("method", "path"), sorted(OF_USERS))
def test_what_only_users_may_ask_says_so_and_refuses_the_anonymous(
    api: RunningApi, document: dict[str, Any], method: str, path: str
) -> None:
    security = document["paths"][path][method].get("security")
    if path in {"/v1/auth/register", "/v1/auth/login", "/v1/auth/refresh"}:
        assert security is None
        return

    response = api.client.request(method, path.replace("{episode_id}", "1"))

    assert security == [{"accessToken": []}]
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Bearer"
    check_shape(document, "ProblemDetails", response.json())


@pytest.mark.parametrize("path", ADDRESSES)
def test_answers_and_their_examples_have_the_described_shape(
    api: RunningApi, document: dict[str, Any], path: str
) -> None:
    content = document["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]
    name = content["schema"]["$ref"].rpartition("/")[2]

    response = api.get(ADDRESSES[path])

    assert response.headers["Content-Type"] == "application/json"
    check_shape(document, name, response.json())
    check_shape(document, name, content["example"])


@pytest.mark.parametrize("path", ["/v1/episodes", "/v1/schedule/{date}"])
def test_every_described_parameter_is_accepted_with_its_example(
    api: RunningApi, document: dict[str, Any], path: str
) -> None:
    parameters = [one for one in document["paths"][path]["get"]["parameters"] if one["in"] == "query"]

    for parameter in parameters:
        example = parameter["example"]
        text = ",".join(example) if isinstance(example, list) else str(example).removesuffix(".0")
        query = {parameter["name"]: text.lower() if isinstance(example, bool) else text}
        response = api.get(path.replace("{date}", "2020-12-01"), params=query)
        assert response.status_code == 200, response.text


def test_described_problems_have_the_shape_of_problems(document: dict[str, Any]) -> None:
    responses = [answer for operation in _operations(document).values() for answer in operation["responses"].items()]
    examples = [
        example["value"]
        for status, answer in responses
        if int(status) >= 400
        for example in answer["content"]["application/problem+json"]["examples"].values()
    ]

    assert len(examples) >= len(ADDRESSES)
    for example in examples:
        check_shape(document, "ProblemDetails", example)
