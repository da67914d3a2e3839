"""``GET /openapi.json``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, TypedDict

import orjson
from sanic import Blueprint, HTTPResponse, Request

from api.application import App
from api.openapi.document import make_document
from api.operations import ATTRIBUTE, Operation

# HEAD and OPTIONS are answered everywhere and described nowhere.
METHODS = {"GET", "POST", "PUT", "DELETE"}
MEDIA_TYPE = "application/json"
PART = re.compile(r"<(\w+):\w+>")
# Sanic-Ext injects nothing into a blueprint that is called "openapi".
blueprint = Blueprint("description")


class OpenApi(TypedDict):
    """An OpenAPI document, version 3.1."""

    openapi: str
    info: dict[str, Any]
    servers: list[dict[str, str]]
    tags: list[dict[str, str]]
    paths: dict[str, Any]
    components: dict[str, Any]


@dataclass(frozen=True)
class Description:
    """The document, written once: it does not change while the process runs."""

    body: bytes


GET_OPENAPI = Operation(
    name="getOpenApi",
    summary="Describe this API",
    tag="Home",
    answer=OpenApi,
    example={
        "openapi": "3.1.0",
        "info": {"title": "TVSI", "version": "0.1.0"},
        "servers": [{"url": "https://tv.example"}],
        "tags": [],
        "paths": {},
        "components": {},
    },
)


@blueprint.get("/openapi.json")
@GET_OPENAPI.serve
async def openapi(_: Request, *, description: Description) -> HTTPResponse:
    """Answer with the document."""
    return HTTPResponse(description.body, content_type=MEDIA_TYPE)


def list_operations(app: App) -> dict[str, dict[str, Operation]]:
    """List the operations of an app by path, as OpenAPI writes paths, and by method in small letters."""
    operations: dict[str, dict[str, Operation]] = {}
    for route in app.router.routes:
        operation = getattr(route.handler, ATTRIBUTE, None)
        for method in METHODS & set(route.methods):
            if operation is not None:
                path = PART.sub(r"{\1}", f"/{route.path}")
                operations.setdefault(path, {})[method.lower()] = operation
    return operations


def describe(app: App, base_url: str, version: str) -> Description:
    """Write the document of an app whose routes are all there."""
    return Description(orjson.dumps(make_document(list_operations(app), base_url, version)))
