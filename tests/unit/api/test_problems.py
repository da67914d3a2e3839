"""Whatever goes wrong is told in one shape, and nothing internal with it."""

from __future__ import annotations

import pytest
from sanic.exceptions import MethodNotAllowed, NotFound, PayloadTooLarge, RequestTimeout, SanicException, ServerError

from api import problems
from api.errors import to_body, to_problem
from api.problems import INVALID_PARAMETERS, FieldError, Problem, ProblemType

SECRET = "password=hunter2 at /srv/app.py"


@pytest.mark.parametrize(
    ("exception", "status", "slug"),
    [
        (NotFound(SECRET), 404, "not-found"),
        (PayloadTooLarge(SECRET), 413, "content-too-large"),
        (RequestTimeout(SECRET), 408, "request-timeout"),
        (SanicException(SECRET, status_code=418), 418, "i'm-a-teapot"),
        (SanicException(SECRET, status_code=499), 499, "error"),
        (ServerError(SECRET), 500, "internal-error"),
        (ValueError(SECRET), 500, "internal-error"),
        (KeyboardInterrupt(SECRET), 500, "internal-error"),
    ],
)
def test_any_exception_becomes_a_problem_that_tells_nothing_internal(
    exception: BaseException, status: int, slug: str
) -> None:
    body = to_body(to_problem(exception), "id-1")

    assert (body["status"], body["type"], body["request_id"]) == (status, f"urn:tvsi:problem:{slug}", "id-1")
    assert SECRET not in str(body)


def test_a_wrong_method_is_told_the_right_ones() -> None:
    problem = to_problem(MethodNotAllowed("no", method="PUT", allowed_methods=("GET", "HEAD")))

    assert problem.headers["Allow"] == "GET, HEAD"


def test_a_problem_names_the_fields_that_are_wrong() -> None:
    problem = Problem(INVALID_PARAMETERS, "page is wrong", errors=[FieldError("page", "must be a number")])

    assert to_body(problem, "id-1")["errors"] == [{"parameter": "page", "detail": "must be a number"}]


def test_every_kind_of_problem_has_a_type_of_its_own() -> None:
    kinds = [kind for kind in vars(problems).values() if isinstance(kind, ProblemType)]

    assert len(kinds) > 8
    assert len({kind.uri for kind in kinds}) == len(kinds)
    assert all(kind.retry_after for kind in kinds if kind.status == 503)
