"""The one error contract: whatever goes wrong becomes ``application/problem+json`` with the request's id.

Nothing of an unforeseen exception reaches the client; it is logged whole under the same id.
"""

from __future__ import annotations

import logging
from asyncio import CancelledError
from contextlib import suppress
from typing import Any

import orjson
from sanic import HTTPResponse, Request
from sanic.constants import HTTP_METHODS
from sanic.exceptions import SanicException
from sanic.handlers import ErrorHandler

from api.headers import identify
from api.heads import refuse_head
from api.problems import INTERNAL_ERROR, METHOD_NOT_ALLOWED, Problem, problem_of
from catalog.logs import belong_to

MEDIA_TYPE = "application/problem+json"
UNFORESEEN = "Something went wrong here. Quote the request_id when you report it."
logger = logging.getLogger("tvsi.api")


class ProblemHandler(ErrorHandler):
    """Answers every exception that reaches Sanic, those raised before a route is known included."""

    def default(self, request: Request, exception: BaseException) -> HTTPResponse:
        """Turn an exception into a problem."""
        problem = refuse_head(request, exception) or to_problem(exception)
        if problem.kind is METHOD_NOT_ALLOWED:
            problem.headers["Allow"] = ", ".join(_list_methods(request))
        request_id = identify(request)
        # A request whose head can't be read meets no middleware.
        belong_to(request_id=request_id)
        if isinstance(exception, CancelledError):
            request.ctx.is_given_up = True
            logger.info("given up by its client")
        elif problem.kind is INTERNAL_ERROR:
            logger.error("failed", exc_info=exception)
        elif problem.kind.status >= INTERNAL_ERROR.status:
            logger.warning("%s (%s)", problem.detail, _tell(exception.__cause__))
        return HTTPResponse(
            orjson.dumps(to_body(problem, request_id)),
            status=problem.kind.status,
            headers={**problem.headers, "Cache-Control": "no-store"},
            content_type=MEDIA_TYPE,
        )


def _tell(cause: BaseException | None) -> str:
    """Say in one line what lies behind a problem. As a client represents its errors, all its settings are in them."""
    return "for no other error" if cause is None else f"{type(cause).__name__}: {cause}".splitlines()[0]


def _list_methods(request: Request) -> list[str]:
    """List what an address takes. Sanic itself tells so of addresses without variable parts only."""
    taken = []
    for method in HTTP_METHODS:
        with suppress(SanicException):
            request.app.router.get(request.path, method.value, None)
            taken.append(method.value)
    return taken


def to_problem(exception: BaseException) -> Problem:
    """Find what may be said of an exception."""
    if isinstance(exception, Problem):
        return exception
    if not isinstance(exception, SanicException) or exception.status_code == INTERNAL_ERROR.status:
        return Problem(INTERNAL_ERROR, UNFORESEEN)
    kind = problem_of(exception.status_code)
    # Sanic's own sentences quote the request; the kind's title says the same without.
    return Problem(kind, f"{kind.title}.", headers={name: str(value) for name, value in exception.headers.items()})


def to_body(problem: Problem, request_id: str) -> dict[str, Any]:
    """Write a problem down, its members as RFC 9457 names them."""
    body: dict[str, Any] = {
        "type": problem.kind.uri,
        "title": problem.kind.title,
        "status": problem.kind.status,
        "detail": problem.detail,
        "request_id": request_id,
    }
    if problem.errors:
        body["errors"] = [{"parameter": error.parameter, "detail": error.detail} for error in problem.errors]
    return body | problem.members
