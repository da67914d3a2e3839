"""The OpenAPI document, out of the operations of all routes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus
from typing import Any

import msgspec
import orjson

from api.credit import CREDIT, DESCRIPTION
from api.members import describe_body
from api.operations import Access, Operation
from api.parameters import Parameter, PathParameter
from api.problems import (
    ALREADY_TAKEN,
    INTERNAL_ERROR,
    INVALID_BODY,
    INVALID_PARAMETERS,
    TOO_MANY_REQUESTS,
    WRONG_PASSWORD,
    ProblemType,
)
from api.shapes import ProblemDetails

REFERENCE = "#/components/schemas/{name}"
EXAMPLE_ID = "6f1e2a52-6c0f-4a55-9d0a-2f7c3b1f9a10"
PROBLEM_MEDIA_TYPE = "application/problem+json"
SCHEME = "accessToken"
SECURITY: dict[Access, list[dict[str, list[str]]]] = {
    Access.ANYBODY: [],
    Access.VISITOR: [{}, {SCHEME: []}],
    Access.USER: [{SCHEME: []}],
}
WRONG = {
    INVALID_PARAMETERS: {"parameter": "page", "detail": "must be a whole number"},
    INVALID_BODY: {"parameter": "password", "detail": "is missing"},
    ALREADY_TAKEN: {"parameter": "username", "detail": "is taken"},
    WRONG_PASSWORD: {"parameter": "current_password", "detail": "is another"},
}
EVERY_HEADER = {
    "X-Request-ID": "The request's id: the client's own, if it sent a harmless one.",
    "X-TVSI-Source": "`simulated` where the data is made up; absent where it is TVMaze's.",
}
OF_COUNTED = {
    "RateLimit-Policy": "The limits that the request was counted for: how many (`q`) in how many seconds (`w`).",
    "RateLimit": "What is left of each at once (`r`), and the seconds until all of it is there again (`t`).",
}

Operations = Mapping[str, Mapping[str, Operation]]


def make_document(operations: Operations, base_url: str, version: str) -> dict[str, Any]:
    """Describe the API: ``operations`` are the routes by path, such as ``/v1/episodes/{episode_id}``, and method."""
    every = [operation for methods in operations.values() for operation in methods.values()]
    shapes = list(dict.fromkeys([*(operation.answer for operation in every if operation.answer), ProblemDetails]))
    _, components = msgspec.json.schema_components(shapes, ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": _describe_api(version),
        "servers": [{"url": base_url}],
        "tags": [{"name": tag} for tag in sorted({operation.tag for operation in every})],
        "paths": {
            path: {method: _describe(operation) for method, operation in sorted(methods.items())}
            for path, methods in sorted(operations.items())
        },
        "components": {
            "schemas": {name: _tidy(schema) for name, schema in components.items()},
            "securitySchemes": {SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _describe_api(version: str) -> dict[str, Any]:
    return {
        "title": "TVSI",
        "version": version,
        "description": f"{DESCRIPTION} {CREDIT['text']} See {CREDIT['url']}; every episode keeps its `url` there.",
        "license": {"name": "Data: CC BY-SA 4.0", "url": CREDIT["license"]},
    }


def _describe(operation: Operation) -> dict[str, Any]:
    parameters: list[Parameter | PathParameter] = [*operation.path_parameters, *operation.parameters]
    described = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
        "security": SECURITY[operation.access],
        "parameters": [parameter.describe() for parameter in parameters],
        "requestBody": describe_body(operation.members) if operation.members else None,
        "responses": {
            str(operation.status): _describe_answer(operation),
            **({"304": _describe_known()} if "ETag" in operation.headers else {}),
            **_describe_problems(operation.all_problems),
        },
    }
    return {name: value for name, value in described.items() if value}


def _describe_answer(operation: Operation) -> dict[str, Any]:
    counted = OF_COUNTED if TOO_MANY_REQUESTS in operation.all_problems else {}
    headers = _describe_headers({**EVERY_HEADER, **counted, **operation.headers})
    if operation.text_example:
        text = {"schema": {"type": "string"}, "example": operation.text_example}
        return {"description": "The answer.", "headers": headers, "content": {operation.media_type: text}}
    if operation.answer is None:
        return {"description": "Done.", "headers": headers}
    content = {"schema": _refer(operation.answer.__name__), "example": _to_json(operation.example)}
    return {"description": "The answer.", "headers": headers, "content": {"application/json": content}}


def _describe_known() -> dict[str, Any]:
    headers = _describe_headers({**EVERY_HEADER, "ETag": "The one that was sent."})
    return {"description": "Nothing has changed since the answer of the `ETag` in `If-None-Match`.", "headers": headers}


def _describe_problems(kinds: Iterable[ProblemType]) -> dict[str, Any]:
    by_status: dict[int, list[ProblemType]] = {}
    for kind in (*kinds, INTERNAL_ERROR):
        by_status.setdefault(kind.status, []).append(kind)
    return {str(status): _describe_status(same) for status, same in sorted(by_status.items())}


def _describe_status(kinds: list[ProblemType]) -> dict[str, Any]:
    headers = dict(EVERY_HEADER)
    if TOO_MANY_REQUESTS in kinds:
        headers |= OF_COUNTED
    if any(kind.retry_after for kind in kinds):
        headers["Retry-After"] = "Seconds after which to try again."
    if any(kind.status == HTTPStatus.UNAUTHORIZED for kind in kinds):
        headers["WWW-Authenticate"] = "`Bearer`."
    examples = {kind.slug: {"value": _make_example(kind)} for kind in kinds}
    return {
        "description": "; ".join(f"{kind.title} (`{kind.uri}`)" for kind in kinds),
        "headers": _describe_headers(headers),
        "content": {PROBLEM_MEDIA_TYPE: {"schema": _refer(ProblemDetails.__name__), "examples": examples}},
    }


def _make_example(kind: ProblemType) -> dict[str, Any]:
    example: dict[str, Any] = {"type": kind.uri, "title": kind.title, "status": kind.status}
    example |= {"detail": f"{kind.title}.", "request_id": EXAMPLE_ID}
    if kind in WRONG:
        wrong = WRONG[kind]
        example |= {"detail": f"{wrong['parameter']} {wrong['detail']}", "errors": [wrong]}
    return example


def _describe_headers(headers: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"description": text, "schema": {"type": "string"}} for name, text in headers.items()}


def _refer(name: str) -> dict[str, str]:
    return {"$ref": REFERENCE.format(name=name)}


def _tidy(schema: dict[str, Any]) -> dict[str, Any]:
    """Join the lines that a docstring was broken into."""
    return {**schema, "description": " ".join(schema["description"].split())} if "description" in schema else schema


def _to_json(example: Mapping[str, Any]) -> Any:
    return orjson.loads(orjson.dumps(example))
