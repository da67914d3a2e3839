"""Scripted faults: which call fails and how. How a fault is carried out lives in ``disruption``.

``PUT /_simulator/faults`` takes a list of objects and replaces the one before, with all counts at zero:

- ``path``: a path (``/schedule``, whatever the query) or a path with its query (``/schedule?country=US&date=…``);
  ``*`` stands for any text (``/shows/*``, ``/schedule/web?*country=US*``, ``*``).
- ``nth``: the how-manieth matching call fails, from 1; absent or null: every one. Calls that the rate limit refuses
  are not counted.
- ``fault`` and ``value``:
  ``status``: a status, or ``{"status", "headers", "body"}``; a body that is text is sent as it stands, else as JSON;
  ``delay``: seconds to wait before the ordinary answer;
  ``hang``: no answer, the connection left open (no value);
  ``reset``: the TCP connection is reset (no value);
  ``truncate``: the ordinary answer's head, then so many bytes of its body (no value: half), then the end;
  ``body``: a 200 with this body instead: text as it stands (``text/html``), ``{"size": N}`` a JSON text of N bytes,
  anything else as JSON (a ``size`` that is no number of bytes must be put as text).

Each entry counts its own matches; where several mean the same call, the first in the list is carried out.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from simulator.glob import compile_pattern, matches


class FaultInvalid(Exception):
    """The list is not usable; the message names the field."""


@dataclass(slots=True)
class Fault:
    """One entry of the script and the matching calls that it has seen."""

    path: str
    pattern: re.Pattern[str]
    nth: int | None
    fault: str
    value: Any
    seen: int = 0

    def strikes(self, path: str, query: str) -> bool:
        """Count the call if it is meant; true if this is the one to fail."""
        if not matches(self.pattern, path, query):
            return False
        self.seen += 1
        return self.nth in (None, self.seen)

    def describe(self) -> dict[str, Any]:
        """Give the entry as it was put, and its count."""
        return {"path": self.path, "nth": self.nth, "fault": self.fault, "value": self.value, "seen": self.seen}


class FaultScript:
    """The faults in force."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []

    def replace(self, entries: Any) -> None:
        """Put a new list in force; an invalid one raises ``FaultInvalid`` and leaves the old."""
        if not isinstance(entries, list):
            raise FaultInvalid("the body must be a list of faults")
        self._faults = [_parse(position, entry) for position, entry in enumerate(entries)]

    def next_fault(self, path: str, query: str) -> Fault | None:
        """Count a call on every entry that means it, and give the fault to carry out."""
        struck = [fault for fault in self._faults if fault.strikes(path, query)]
        return struck[0] if struck else None

    def describe(self) -> list[dict[str, Any]]:
        """List the faults in force."""
        return [fault.describe() for fault in self._faults]


def _parse(position: int, entry: Any) -> Fault:
    if not isinstance(entry, dict):
        raise FaultInvalid(f"[{position}] must be an object")
    problem = _find_problem(entry)
    if problem:
        raise FaultInvalid(f"[{position}].{problem}")
    pattern = compile_pattern(entry["path"])
    return Fault(entry["path"], pattern, entry.get("nth"), entry["fault"], entry.get("value"))


def _find_problem(entry: dict[str, Any]) -> str | None:
    unknown = sorted(set(entry) - {"path", "nth", "fault", "value"})
    if unknown:
        return f"{unknown[0]} is unknown"
    if not isinstance(entry.get("path"), str) or not entry["path"].startswith(("/", "*")):
        return 'path must be a text that begins with "/" or "*"'
    if not (entry.get("nth") is None or (_is_whole(entry["nth"]) and entry["nth"] >= 1)):
        return "nth must be a whole number from 1"
    # A list or an object cannot be looked up.
    if not isinstance(entry.get("fault"), str) or entry["fault"] not in VALUES:
        return f"fault must be one of {', '.join(VALUES)}"
    is_valid, wanted = VALUES[entry["fault"]]
    return None if is_valid(entry.get("value")) else f"value must be {wanted}"


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_status(value: Any) -> bool:
    if not isinstance(value, dict):
        return _is_whole(value) and 200 <= value <= 599  # noqa: PLR2004 - the statuses of HTTP that end a call
    headers = value.get("headers", {})
    return (
        set(value) <= {"status", "headers", "body"}
        and _is_whole(value.get("status"))
        and _is_status(value["status"])
        and isinstance(headers, dict)
        and all(isinstance(text, str) for text in headers.values())
        and _is_body(value.get("body", ""))
    )


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_body(value: Any) -> bool:
    is_sized = isinstance(value, dict) and set(value) == {"size"}
    return not is_sized or (_is_whole(value["size"]) and value["size"] >= 0)


def _is_nothing(value: Any) -> bool:
    return value is None


VALUES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "status": (_is_status, 'a status from 200 to 599, or {"status", "headers", "body"} with texts as headers'),
    "delay": (_is_seconds, "seconds, from 0"),
    "hang": (_is_nothing, "absent or null"),
    "reset": (_is_nothing, "absent or null"),
    "truncate": (lambda value: value is None or (_is_whole(value) and value >= 0), "absent, or a number of bytes"),
    "body": (lambda value: value is not None and _is_body(value), 'a text, {"size": bytes} or JSON'),
}
