"""Members of a request's JSON body, declared once: the declaration parses what comes in and describes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from api.kinds import Kind
from api.problems import INVALID_BODY, NOT_JSON, Problem, refuse_each

MEDIA_TYPE = "application/json"
# Of what is not known here; an answer must not outgrow its request.
MOST_NAMED = 20
Body = Mapping[str, Any]


@dataclass(frozen=True)
class Member:
    """One member of a body. All are text, and none may be left out."""

    name: str
    kind: Kind
    description: str
    example: str

    def parse(self, value: Any) -> Any:
        """Give the value; raises ``ValueError`` with a sentence for the client."""
        if not isinstance(value, str):
            raise ValueError("must be a string")  # noqa: TRY004 - the client is told, as of other malformed values
        if "\0" in value:
            raise ValueError("holds a NUL character")
        return self.kind.parse(value)

    def describe(self) -> dict[str, Any]:
        """Describe the member as JSON Schema does."""
        return {**self.kind.schema(), "description": self.description, "examples": [self.example]}


def parse_body(media_type: str, content: bytes, members: Sequence[Member]) -> dict[str, Any]:
    """Give every member's value; raises a ``Problem`` that names each that is wrong, and how."""
    if media_type.partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise Problem(NOT_JSON, f"{NOT_JSON.title}.")
    given = _read_object(content)
    known = {member.name for member in members}
    unknown = [name for name in given if name not in known]
    wrong = dict.fromkeys(unknown[:MOST_NAMED], "is not a member here")
    wrong |= dict.fromkeys(sorted(known - set(given)), "is missing")
    values: dict[str, Any] = {}
    for member in members:
        if member.name in given:
            try:
                values[member.name] = member.parse(given[member.name])
            except ValueError as error:
                wrong[member.name] = str(error)
    if wrong:
        raise refuse_members(wrong)
    return values


def refuse_members(wrong: Mapping[str, str]) -> Problem:
    """Make the problem that names each wrong member."""
    return refuse_each(INVALID_BODY, wrong)


def describe_body(members: Sequence[Member]) -> dict[str, Any]:
    """Describe a body as OpenAPI does."""
    schema = {
        "type": "object",
        "required": [member.name for member in members],
        "additionalProperties": False,
        "properties": {member.name: member.describe() for member in members},
    }
    example = {member.name: member.example for member in members}
    return {"required": True, "content": {MEDIA_TYPE: {"schema": schema, "example": example}}}


def _read_object(content: bytes) -> dict[str, Any]:
    try:
        given = orjson.loads(content)
    except orjson.JSONDecodeError:
        raise Problem(INVALID_BODY, "The body is no JSON.") from None
    if not isinstance(given, dict):
        raise Problem(INVALID_BODY, "The body must be a JSON object.")
    return given
