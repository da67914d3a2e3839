"""Parameters, declared once: the declaration parses what comes in and is what ``/openapi.json`` shows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes

from api.kinds import Integer, Kind
from api.problems import INVALID_PARAMETERS, Problem, ProblemType, refuse_each

MAX_VALUES = 50
MAX_PAIRS = 500
MAX_PAGE = 10_000  # where it holds a single item; ``paging`` bounds pages of more
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Parameter:
    """One parameter of a query. A repeatable one gives its values in order, each once; an absent one its default."""

    name: str
    kind: Kind
    description: str
    example: Any
    repeatable: bool = False
    default: Any = None
    required: bool = False

    def parse(self, texts: Sequence[str]) -> Any:
        """Give the value or values; raises ``ValueError`` with a sentence for the client."""
        if self.repeatable:
            if len(texts) > MAX_VALUES:
                raise ValueError(f"was given {len(texts)} times; at most {MAX_VALUES} are taken")
            return tuple(sorted({self.kind.parse(text) for text in texts}))
        if len(texts) > 1:
            raise ValueError("takes a single value")
        return self.kind.parse(texts[0])

    def describe(self) -> dict[str, Any]:
        """Describe the parameter as OpenAPI does."""
        schema = self.kind.schema()
        if self.repeatable:
            schema = {"type": "array", "items": schema, "maxItems": MAX_VALUES}
        if self.default is not None:
            schema = schema | {"default": _write(self.default)}
        return {
            "name": self.name,
            "in": "query",
            **({"required": True} if self.required else {}),
            "description": self.description,
            "schema": schema,
            "example": [self.example] if self.repeatable else _write(self.example),
        }


def _write(value: Any) -> Any:
    """Write several words as a comma list takes them; all else is written as it is."""
    return ",".join(value) if isinstance(value, list | tuple) else value


@dataclass(frozen=True)
class PathParameter:
    """One part of a path. What does not parse is ``refusal``, else a parameter that is wrong."""

    name: str
    kind: Kind
    description: str
    example: Any
    refusal: ProblemType | None = None

    def parse(self, text: str) -> Any:
        """Give the value; raises a ``Problem``."""
        try:
            return self.kind.parse(text)
        except ValueError as error:
            if self.refusal:
                raise Problem(self.refusal, f"{self.refusal.title}.") from None
            raise invalid({self.name: str(error)}) from None

    def describe(self) -> dict[str, Any]:
        """Describe the parameter as OpenAPI does."""
        return {
            "name": self.name,
            "in": "path",
            "required": True,
            "description": self.description,
            "schema": self.kind.schema(),
            "example": self.example,
        }


def paging(default_size: int) -> tuple[Parameter, Parameter]:
    """Declare the two parameters of every list."""
    return (
        Parameter("page", Integer(1, MAX_PAGE), "Which page, from 1, up to the 10,000th item.", 2, default=1),
        Parameter("per_page", Integer(1, 100), "How many items a page holds.", 20, default=default_size),
    )


def parse_query(query: str, parameters: Sequence[Parameter]) -> dict[str, Any]:
    """Give every parameter's value; raises a ``Problem`` that names each parameter that is wrong, and how."""
    given: dict[str, list[str]] = {}
    wrong: dict[str, str] = {}
    for name, text in _split(query, wrong):
        given.setdefault(name, []).append(text)
    known = {parameter.name for parameter in parameters}
    wrong.update({name: "is not a parameter here" for name in given if name not in known})
    values = {parameter.name: () if parameter.repeatable else parameter.default for parameter in parameters}
    for parameter in parameters:
        if parameter.name in given and parameter.name not in wrong:
            try:
                values[parameter.name] = parameter.parse(given[parameter.name])
            except ValueError as error:
                wrong[parameter.name] = str(error)
        elif parameter.required:
            wrong.setdefault(parameter.name, "is missing")
    if wrong:
        raise invalid(wrong)
    return values


def invalid(wrong: Mapping[str, str]) -> Problem:
    """Make the problem that names each wrong parameter."""
    return refuse_each(INVALID_PARAMETERS, wrong)


def _split(query: str, wrong: dict[str, str]) -> Iterator[tuple[str, str]]:
    pairs = [pair for pair in query.split("&") if pair]
    if len(pairs) > MAX_PAIRS:
        raise invalid({"query": f"has {len(pairs)} parameters; at most {MAX_PAIRS} are taken"})
    for pair in pairs:
        raw_name, _, raw_text = pair.partition("=")
        name, text = _decode(raw_name), _decode(raw_text)
        if name is None or text is None:
            wrong[name or raw_name] = "is not valid UTF-8 text"
        elif "\0" in text:
            wrong[name] = "holds a NUL character"
        else:
            yield name, text


def _decode(text: str) -> str | None:
    try:
        return unquote_to_bytes(text.replace("+", " ")).decode()
    except UnicodeDecodeError:
        return None
