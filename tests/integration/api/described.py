"""Answers held against the API's description of itself."""

from __future__ import annotations

from typing import Any

from openapi_schema_validator import OAS31Validator


def check_shape(document: dict[str, Any], name: str, body: Any) -> None:
    """Refuse what has not the shape that the description gives under this name."""
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    OAS31Validator(schema, format_checker=OAS31Validator.FORMAT_CHECKER).validate(body)
