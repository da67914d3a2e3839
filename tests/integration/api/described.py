"""Answers held against the API's description of itself."""

from __future__ import annotations

from typing import Any

import httpx
from openapi_schema_validator import OAS31Validator

from api.headers import FIXED, SHARED

# Of any answer of HTTP, and those that tell browsers what they may do, which ``tests/integration/api`` looks at.
UNDESCRIBED = {
    name.lower()
    for name in (*FIXED, *SHARED, "Strict-Transport-Security", "Content-Type", "Content-Length", "Connection")
}


def check_shape(document: dict[str, Any], name: str, body: Any) -> None:
    """Refuse what has not exactly the shape that the description gives under this name."""
    check_schema(document, {"$ref": f"#/components/schemas/{name}"}, body)


def check_schema(document: dict[str, Any], schema: dict[str, Any], body: Any) -> None:
    """Refuse what does not fit a schema of the description, or has a member that it does not name."""
    whole = {**close(schema), "components": close(document["components"])}
    OAS31Validator(whole, format_checker=OAS31Validator.FORMAT_CHECKER).validate(body)


def close(schema: Any) -> Any:
    """Give a schema of which no object has any member but those named."""
    if isinstance(schema, list):
        return [close(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {name: close(part) for name, part in schema.items()}
    return {"additionalProperties": False, **closed} if _lists_members(schema) else closed


def _lists_members(schema: dict[str, Any]) -> bool:
    return schema.get("type") == "object" and isinstance(schema.get("properties"), dict)


def check_answer(document: dict[str, Any], method: str, path: str, response: httpx.Response) -> dict[str, Any]:
    """Refuse an answer that is not as described: its status, media type, body and headers. Gives its description."""
    told = f"{response.status_code} to {method} {response.url}: {response.text[:500]}"
    described: dict[str, Any] = document["paths"][path][method]["responses"].get(str(response.status_code))
    assert described, f"not described: {told}"
    content = described.get("content")
    if content is None:
        assert response.content == b"", told
    else:
        media_type = response.headers["Content-Type"].partition(";")[0]
        body = response.text if media_type.startswith("text/") else response.json()
        check_schema(document, content[media_type]["schema"], body)
    check_headers(described["headers"], response.headers)
    return described


def check_headers(described: dict[str, Any], sent: httpx.Headers) -> None:
    """Refuse headers that are not described, and the lack of those that are always there."""
    names = list_headers(sent)
    assert names <= {name.lower() for name in described}
    assert {name.lower() for name, header in described.items() if header.get("required")} <= names
    whole = [name for name, header in described.items() if header["schema"]["type"] == "integer"]
    assert all(sent[name].isdecimal() for name in whole if name in sent)


def list_headers(sent: httpx.Headers) -> set[str]:
    """List the headers of an answer that a description must name."""
    return {name.lower() for name in sent} - UNDESCRIBED


def to_query(parameter: dict[str, Any]) -> dict[str, Any]:
    """Write a parameter's example as it is sent."""
    example = parameter["example"]
    return {parameter["name"]: [_to_text(part) for part in (example if isinstance(example, list) else [example])]}


def _to_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
