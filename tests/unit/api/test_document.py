"""What a route declares of access, bodies and problems is what the OpenAPI document says of it."""

from __future__ import annotations

from typing import Any, TypedDict

import pytest
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from api.kinds import Text
from api.members import Member
from api.openapi.document import make_document
from api.operations import Access, Operation
from api.problems import (
    ALREADY_TAKEN,
    INVALID_BODY,
    LOGIN_DELAYED,
    LOGIN_REFUSED,
    NOT_AUTHENTICATED,
    NOT_JSON,
    WRONG_PASSWORD,
    ProblemType,
)


class Heron(TypedDict):
    """A bird."""

    name: str


class Play(TypedDict):
    """A play."""

    cast: list[str]
    name: str


MEMBERS = (Member("name", Text(), "Its name.", "Ada"),)


def _describe(**more: Any) -> dict[str, Any]:
    operation = Operation(name="x", summary="X", **{"answer": Heron, "example": {"name": "Ada"}, **more})
    document = make_document({"/x": {"post": operation}}, "https://tv.example", "1")
    validate(document)
    described: dict[str, Any] = document["paths"]["/x"]["post"]
    return described


def _slugs(described: dict[str, Any], status: int) -> set[str]:
    return set(described["responses"][str(status)]["content"]["application/problem+json"]["examples"])


@pytest.mark.parametrize(
    ("access", "security"),
    [(Access.ANYBODY, None), (Access.VISITOR, [{}, {"accessToken": []}]), (Access.USER, [{"accessToken": []}])],
)
def test_who_may_ask_is_said_and_who_may_be_refused(access: Access, security: list[Any] | None) -> None:
    described = _describe(access=access)

    assert described.get("security") == security
    assert ("401" in described["responses"]) == (access is not Access.ANYBODY)


def test_a_refused_token_names_the_scheme() -> None:
    described = _describe(access=Access.USER)

    assert _slugs(described, 401) == {NOT_AUTHENTICATED.slug}
    assert "WWW-Authenticate" in described["responses"]["401"]["headers"]


def test_a_route_without_an_answer_answers_with_nothing() -> None:
    described = _describe(answer=None, status=204)

    assert "content" not in described["responses"]["204"]
    assert "200" not in described["responses"]


def test_a_body_is_described_with_its_refusals() -> None:
    described = _describe(members=MEMBERS, status=201)

    assert described["requestBody"]["required"] is True
    assert INVALID_BODY.slug in _slugs(described, 400)
    assert _slugs(described, 415) == {NOT_JSON.slug}
    assert set(described["responses"]) == {"201", "400", "413", "414", "415", "431", "500"}


def test_a_route_that_takes_no_body_describes_none() -> None:
    described = _describe()

    assert "requestBody" not in described
    assert "415" not in described["responses"]


def test_a_delay_says_after_how_long_to_try_again() -> None:
    headers = _describe(problems=(LOGIN_DELAYED,))["responses"]["429"]["headers"]

    assert "Retry-After" in headers


def test_problems_of_one_status_stand_together() -> None:
    described = _describe(access=Access.USER, problems=(LOGIN_REFUSED,))

    assert _slugs(described, 401) == {NOT_AUTHENTICATED.slug, LOGIN_REFUSED.slug}


@pytest.mark.parametrize("kind", [ALREADY_TAKEN, WRONG_PASSWORD, INVALID_BODY], ids=lambda kind: kind.slug)
def test_an_example_of_what_is_wrong_names_it(kind: ProblemType) -> None:
    described = _describe(problems=(kind,), members=MEMBERS)

    example = described["responses"][str(kind.status)]["content"]["application/problem+json"]["examples"][kind.slug]
    (error,) = example["value"]["errors"]
    assert set(error) == {"parameter", "detail"}
    assert error["parameter"] in example["value"]["detail"]


@pytest.mark.parametrize(
    ("play", "is_one"),
    [
        ({"name": "Hamlet", "cast": ["Ada"]}, True),
        ({"name": "Hamlet", "cast": "Ada"}, False),
        ({"name": "Hamlet", "cast": [1]}, False),
        ({"name": "Hamlet"}, False),
        ({"name": "Hamlet", "cast": [], "recast": 1}, True),
    ],
)
def test_a_member_whose_name_clients_trip_over_is_described_as_exactly(play: Any, is_one: bool) -> None:  # noqa: FBT001
    operation = Operation(name="x", summary="X", answer=Play, example={"name": "Hamlet", "cast": []})

    document = make_document({"/x": {"get": operation}}, "https://tv.example", "1")

    schema = document["components"]["schemas"]["Play"]
    assert set(schema["properties"]) == {"name"}
    assert OAS31Validator(schema).is_valid(play) == is_one
