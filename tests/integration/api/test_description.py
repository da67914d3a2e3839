"""The API describes itself: every route, validly, with examples of the shapes that it describes."""

from __future__ import annotations

from typing import Any

import pytest
from openapi_spec_validator import validate

from tests.integration.api.described import check_schema
from tests.integration.api.routes import ROUTES, Route, name_route


def test_the_description_is_valid_and_credits_tvmaze(document: dict[str, Any]) -> None:
    validate(document)
    assert document["servers"] == [{"url": "https://tv.example/tvsi"}]
    assert "TVmaze" in document["info"]["description"]
    assert "https://www.tvmaze.com" in document["info"]["description"]


def test_every_route_is_described_and_no_other(document: dict[str, Any]) -> None:
    described = {(method, path) for path, methods in document["paths"].items() for method in methods}

    assert described == set(ROUTES)


def test_names_of_operations_differ(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for methods in document["paths"].values() for operation in methods.values()]

    assert len(set(names)) == len(names)


@pytest.mark.parametrize("route", ROUTES, ids=name_route)
def test_examples_have_the_described_shape(document: dict[str, Any], route: Route) -> None:
    method, path = route
    operation = document["paths"][path][method]
    bodies = [operation.get("requestBody", {}), *operation["responses"].values()]
    contents = [content for body in bodies for content in body.get("content", {}).values()]
    examples = [
        (content["schema"], example)
        for content in contents
        for example in ([content["example"]] if "example" in content else _list_values(content))
    ]
    examples += [(parameter["schema"], parameter["example"]) for parameter in operation.get("parameters", [])]

    assert len(examples) >= len(contents) > 0
    for schema, example in examples:
        check_schema(document, schema, example)


def _list_values(content: dict[str, Any]) -> list[Any]:
    return [example["value"] for example in content["examples"].values()]


@pytest.mark.parametrize("route", ROUTES, ids=name_route)
def test_everything_is_explained(document: dict[str, Any], route: Route) -> None:
    method, path = route
    operation = document["paths"][path][method]
    explained = [operation["summary"], *(parameter["description"] for parameter in operation.get("parameters", []))]
    for answer in operation["responses"].values():
        explained += [answer["description"], *(header["description"] for header in answer["headers"].values())]

    assert all(text.strip() for text in explained)
