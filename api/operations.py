"""A route's declaration: what it takes and what it answers. It parses requests and is what ``/openapi.json`` shows."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

import orjson
from sanic import HTTPResponse, Request

from api.parameters import Parameter, PathParameter, Values, parse_query
from api.problems import INVALID_PARAMETERS, ProblemType

Handler = Callable[..., Awaitable[HTTPResponse]]
ATTRIBUTE = "__operation__"


@dataclass(frozen=True)
class Operation:
    """One route as its users see it."""

    name: str
    summary: str
    answer: type
    example: Mapping[str, Any]
    description: str = ""
    tag: str = "Episodes"
    path_parameters: tuple[PathParameter, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    problems: tuple[ProblemType, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)

    def serve(self, handler: Handler) -> Handler:
        """Decorate a handler: it gets its parameters, if it has any, as ``values``, and its path's parts by name."""

        @wraps(handler)
        async def handle(request: Request, **given: Any) -> HTTPResponse:
            values: Values = parse_query(request.query_string, self.parameters)
            if self.parameters:
                given["values"] = values
            for part in self.path_parameters:
                given[part.name] = part.parse(given[part.name])
            return await handler(request, **given)

        setattr(handle, ATTRIBUTE, self)
        return handle

    @property
    def all_problems(self) -> tuple[ProblemType, ...]:
        """List the problems that this route may report; any route may be given a parameter that it does not know."""
        return tuple(dict.fromkeys((INVALID_PARAMETERS, *self.problems)))


def answer(body: Mapping[str, Any], *, headers: Mapping[str, str] | None = None) -> HTTPResponse:
    """Answer with JSON."""
    return HTTPResponse(orjson.dumps(body), headers=dict(headers or {}), content_type="application/json")
