"""The OpenAPI document, out of the operations of all routes. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from api.credit import CREDIT, DESCRIPTION
from api.members import describe_body
from api.openapi.responses import REFERENCE, describe_responses, list_shapes
from api.operations import Access, Operation
from api.parameters import Parameter, PathParameter

SCHEME = "accessToken"
SECURITY: dict[Access, list[dict[str, list[str]]]] = {
    Access.ANYBODY: [],
    Access.VISITOR: [{}, {SCHEME: []}],
    Access.USER: [{SCHEME: []}],
}
# A client by openapi-python-client would have a variable of this name where it calls Python's ``typing.cast``. Such a
# member is described by a pattern that only its name fits, which is as exact, and which that generator passes over.
SHADOWING = {"cast"}
ERRORS = (
    "Whatever goes wrong is answered as `application/problem+json` (RFC 9457) with a `type` that never changes and the "
    "`request_id` that the `X-Request-ID` header has too. Any page of any origin may read answers."
)


# OpenAPI has no words for it.
EVENTS = (
    "`WS /v1/events?since=ID` is a WebSocket (RFC 6455). Each message is a JSON object with `id`, `type` "
    "(`load.succeeded` or `load.failed`), `created_at`, and of the load its `days`, `groups`, `counts` of rows by "
    "table and `failed_checks`. `since` is the last id that you have: all later ones come first; `0` begins with "
    "the oldest that is kept, without it only new ones come. Events are kept for 7 days. Nothing is expected from you "
    "but pongs."
)
Operations = Mapping[str, Mapping[str, Operation]]


def make_document(operations: Operations, base_url: str, version: str) -> dict[str, Any]:
    """Describe the API: ``operations`` are the routes by path, such as ``/v1/episodes/{episode_id}``, and method."""
    every = [pair for methods in operations.values() for pair in methods.items()]
    shapes = list(dict.fromkeys(shape for method, operation in every for shape in list_shapes(method, operation)))
    _, components = msgspec.json.schema_components(shapes, ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": _describe_api(version),
        "servers": [{"url": base_url}],
        "tags": [{"name": tag} for tag in sorted({operation.tag for _, operation in every})],
        "paths": {
            path: {method: _describe(method, operation) for method, operation in sorted(methods.items())}
            for path, methods in sorted(operations.items())
        },
        "components": {
            "schemas": {name: _tidy(schema) for name, schema in components.items()},
            "securitySchemes": {SCHEME: {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _describe_api(version: str) -> dict[str, Any]:
    credit = f"{CREDIT['text']} See {CREDIT['url']}; every episode keeps its `url` there."
    return {
        "title": "TVSI",
        "version": version,
        "description": f"{DESCRIPTION} {credit}\n\n{ERRORS}\n\n{EVENTS}",
        "license": {"name": "Data: CC BY-SA 4.0", "url": CREDIT["license"]},
    }


def _describe(method: str, operation: Operation) -> dict[str, Any]:
    parameters: list[Parameter | PathParameter] = [*operation.path_parameters, *operation.parameters]
    described = {
        "operationId": operation.name,
        "summary": operation.summary,
        "description": operation.description,
        "tags": [operation.tag],
        "security": SECURITY[operation.access],
        "parameters": [parameter.describe() for parameter in parameters],
        "requestBody": describe_body(operation.members) if operation.members else None,
        "responses": describe_responses(method, operation),
    }
    return {name: value for name, value in described.items() if value}


def _tidy(schema: dict[str, Any]) -> dict[str, Any]:
    """Join the lines that a docstring was broken into, and describe members that would shadow something."""
    tidied = {**schema, "description": " ".join(schema["description"].split())} if "description" in schema else schema
    shadowing = {name: part for name, part in schema.get("properties", {}).items() if name in SHADOWING}
    if not shadowing:
        return tidied
    properties = {name: part for name, part in schema["properties"].items() if name not in SHADOWING}
    return {
        **tidied,
        "properties": properties,
        "patternProperties": {f"^{name}$": part for name, part in shadowing.items()},
    }
