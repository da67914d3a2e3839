"""A route's declaration: what it takes and what it answers. It parses requests and is what ``/openapi.json`` shows.

Who is asking is a collaborator that handlers receive by type, as they do the stores: see ``authentication``.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import wraps
from typing import Any

import orjson
from sanic import HTTPResponse, Request

from api.members import Member, parse_body
from api.parameters import Parameter, PathParameter, Values, parse_query
from api.problems import (
    ADDRESS_TOO_LONG,
    CONTENT_TOO_LARGE,
    HEADERS_TOO_LARGE,
    INTERNAL_ERROR,
    INVALID_BODY,
    INVALID_PARAMETERS,
    NOT_AUTHENTICATED,
    NOT_JSON,
    TOO_MANY_REQUESTS,
    ProblemType,
)

Handler = Callable[..., Awaitable[HTTPResponse]]
ATTRIBUTE = "__operation__"
# Any route may be given a parameter that it does not know, and too much of anything.
OF_ANY = (INVALID_PARAMETERS, ADDRESS_TOO_LONG, HEADERS_TOO_LARGE, INTERNAL_ERROR)
# Whatever body comes with them is not read.
BODILESS = {"get", "head", "options"}


class Access(Enum):
    """Who may ask: anybody, whether or not they say who they are; or users alone. All but the first are counted."""

    ANYBODY, VISITOR, USER = range(3)


@dataclass(frozen=True)
class Operation:
    """One route as its users see it. Without an ``answer`` it answers 204, or a text of its ``media_type``."""

    name: str
    summary: str
    answer: type | None = None
    example: Mapping[str, Any] = field(default_factory=dict)
    description: str = ""
    tag: str = "Episodes"
    status: int = 200
    access: Access = Access.ANYBODY
    path_parameters: tuple[PathParameter, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    members: tuple[Member, ...] = ()
    problems: tuple[ProblemType, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    media_type: str = "application/json"
    text_example: str = ""

    def serve(self, handler: Handler) -> Handler:
        """Decorate a handler: it gets parameters as ``values``, the body as ``body``, its path's parts by name."""

        @wraps(handler)
        async def handle(request: Request, **given: Any) -> HTTPResponse:
            values: Values = parse_query(request.query_string, self.parameters)
            if self.parameters:
                given["values"] = values
            for part in self.path_parameters:
                given[part.name] = part.parse(given[part.name])
            if self.members:
                given["body"] = parse_body(request.headers.getone("Content-Type", ""), request.body, self.members)
            return await handler(request, **given)

        setattr(handle, ATTRIBUTE, self)
        return handle

    def list_problems(self, method: str) -> tuple[ProblemType, ...]:
        """List the problems that this route may report when asked by a method, in small letters."""
        of_access = () if self.access is Access.ANYBODY else (NOT_AUTHENTICATED, TOO_MANY_REQUESTS)
        of_body = () if method in BODILESS else (CONTENT_TOO_LARGE,)
        of_members = (INVALID_BODY, NOT_JSON) if self.members else ()
        return tuple(dict.fromkeys((*OF_ANY, *of_body, *of_members, *of_access, *self.problems)))


def answer(body: Mapping[str, Any], *, status: int = 200, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer with JSON."""
    return HTTPResponse(orjson.dumps(body), status, dict(headers or {}), content_type="application/json")


def answer_nothing() -> HTTPResponse:
    """Answer that it is done."""
    return HTTPResponse(status=204)
