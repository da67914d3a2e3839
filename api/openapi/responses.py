"""What an operation may answer, as OpenAPI describes it: its answer, its problems, their headers and examples. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import orjson

from api.authentication import VARIED
from api.operations import Access, Operation
from api.problems import (
    ADDRESS_TOO_LONG,
    ALREADY_TAKEN,
    CONTENT_TOO_LARGE,
    DATABASE_UNAVAILABLE,
    HEADERS_TOO_LARGE,
    INVALID_BODY,
    INVALID_PARAMETERS,
    NOT_JSON,
    NOT_READY,
    TOO_MANY_REQUESTS,
    WRONG_PASSWORD,
    ProblemType,
)

REFERENCE = "#/components/schemas/{name}"
PROBLEM_MEDIA_TYPE = "application/problem+json"
EXAMPLE_ID = "6f1e2a52-6c0f-4a55-9d0a-2f7c3b1f9a10"
WRONG = {
    INVALID_PARAMETERS: {"parameter": "page", "detail": "must be a whole number"},
    ADDRESS_TOO_LONG: {"parameter": "person", "detail": "makes the address too long"},
    INVALID_BODY: {"parameter": "password", "detail": "is missing"},
    ALREADY_TAKEN: {"parameter": "username", "detail": "is taken"},
    WRONG_PASSWORD: {"parameter": "current_password", "detail": "is another"},
}
MEMBERS = {NOT_READY: {"database": "down", "migrations": "unknown", "search": "up"}}
# What every answer carries is there by ``api.headers``.
ALWAYS = {
    "X-Request-ID": "The request's id: the client's own, if it sent a harmless one.",
    "Cache-Control": "Who may keep the answer, and for how long.",
}
SOURCE = {"X-TVSI-Source": "`simulated` where the data is made up; absent where it is TVMaze's."}
OF_COUNTED = {
    "RateLimit-Policy": "The limits that the request was counted for: how many (`q`) in how many seconds (`w`).",
    "RateLimit": "What is left of each at once (`r`), and the seconds until all of it is there again (`t`).",
}
# Met before a request is counted: for whom it counts is not known yet, or what its body says of that.
UNREAD = {ADDRESS_TOO_LONG, HEADERS_TOO_LARGE}
UNCOUNTED = {
    Access.ANYBODY: UNREAD | {CONTENT_TOO_LARGE, INVALID_PARAMETERS, INVALID_BODY, NOT_JSON},
    Access.VISITOR: UNREAD,
    Access.USER: UNREAD | {DATABASE_UNAVAILABLE},
}
WHOLE_NUMBERS = {"Retry-After"}


def describe_responses(method: str, operation: Operation) -> dict[str, Any]:
    """Describe the answer and the problems of an operation by status."""
    kinds = operation.list_problems(method)
    counted = _list_counted(operation, kinds)
    by_status: dict[int, list[ProblemType]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    problems = {str(status): _describe_problems(same, counted) for status, same in sorted(by_status.items())}
    headers = {**(OF_COUNTED if counted else {}), **(VARIED if operation.access is Access.VISITOR else {})}
    known = {"304": _describe_known(headers)} if "ETag" in operation.headers else {}
    return {str(operation.status): _describe_answer(operation, headers), **known, **problems}


def _list_counted(operation: Operation, kinds: Iterable[ProblemType]) -> set[ProblemType]:
    """List the problems of requests that were counted, whose answers tell what is left."""
    if TOO_MANY_REQUESTS not in kinds:
        return set()
    return set(kinds) - UNCOUNTED[operation.access]


def list_shapes(method: str, operation: Operation) -> list[type]:
    """List the shapes that the answers of an operation have."""
    shapes = [kind.shape for kind in operation.list_problems(method)]
    return [operation.answer, *shapes] if operation.answer else shapes


def _describe_answer(operation: Operation, more: Mapping[str, str]) -> dict[str, Any]:
    headers = _describe_headers({**more, **operation.headers})
    if operation.text_example:
        content = {"schema": {"type": "string"}, "example": operation.text_example}
        return {"description": "The answer.", "headers": headers, "content": {operation.media_type: content}}
    if operation.answer is None:
        return {"description": "Done.", "headers": headers}
    content = {"schema": _refer(operation.answer), "example": _to_json(operation.example)}
    return {"description": "The answer.", "headers": headers, "content": {"application/json": content}}


def _describe_known(more: Mapping[str, str]) -> dict[str, Any]:
    headers = _describe_headers({**more, "ETag": "The one that was sent."})
    return {"description": "Nothing has changed since the answer of the `ETag` in `If-None-Match`.", "headers": headers}


def _describe_problems(kinds: list[ProblemType], counted: set[ProblemType]) -> dict[str, Any]:
    headers = dict(OF_COUNTED) if counted.intersection(kinds) else {}
    if any(kind.retry_after for kind in kinds):
        headers["Retry-After"] = "Seconds after which to try again."
    if any(kind.status == HTTPStatus.UNAUTHORIZED for kind in kinds):
        headers["WWW-Authenticate"] = "`Bearer`."
    shapes = [_refer(shape) for shape in dict.fromkeys(kind.shape for kind in kinds)]
    examples = {kind.slug: {"value": _make_example(kind)} for kind in kinds}
    content = {"schema": shapes[0] if len(shapes) == 1 else {"anyOf": shapes}, "examples": examples}
    return {
        "description": "; ".join(f"{kind.title} (`{kind.uri}`)" for kind in kinds),
        "headers": _describe_headers(headers),
        "content": {PROBLEM_MEDIA_TYPE: content},
    }


def _make_example(kind: ProblemType) -> dict[str, Any]:
    example: dict[str, Any] = {"type": kind.uri, "title": kind.title, "status": kind.status}
    example |= {"detail": f"{kind.title}.", "request_id": EXAMPLE_ID}
    if kind in WRONG:
        wrong = WRONG[kind]
        example |= {"detail": f"{wrong['parameter']} {wrong['detail']}", "errors": [wrong]}
    return {**example, **MEMBERS.get(kind, {})}


def _describe_headers(more: Mapping[str, str]) -> dict[str, Any]:
    always = {name: {**header, "required": True} for name, header in _write_headers(ALWAYS.items())}
    return {**always, **dict(_write_headers([*SOURCE.items(), *more.items()]))}


def _write_headers(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, dict[str, Any]]]:
    for name, text in headers:
        yield name, {"description": text, "schema": {"type": "integer" if name in WHOLE_NUMBERS else "string"}}


def _refer(shape: type) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=shape.__name__)}


def _to_json(example: Mapping[str, Any]) -> Any:
    return orjson.loads(orjson.dumps(example))
