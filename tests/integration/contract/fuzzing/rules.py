"""Rules that span parameters, which OpenAPI has no words for: a request that breaks one is refused, and rightly.

Schemathesis calls such a request valid and its refusal a failure. Each rule is looked up in the request, whatever the
answer says of it; a refusal of anything else stays a failure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import orjson
import schemathesis
from schemathesis.openapi.checks import RejectedPositiveData

from api.accounts.passwords import explain_refusal
from api.kinds import Words
from api.paging import MAX_POSITION
from api.search.words import take_apart


def _is_page_too_far(sent: Mapping[str, Any]) -> bool:
    return (int(sent.get("page", 1)) - 1) * int(sent["per_page"]) >= MAX_POSITION


def _has_nothing_to_rank_by(sent: Mapping[str, Any]) -> bool:
    words = str(sent.get("q", "")).strip()
    return "relevance" in str(sent.get("sort")) and (not words or take_apart(words).is_only_without)


def _names_one_twice(text: object) -> bool:
    words = [word.removeprefix("-") for word in str(text).split(",")]
    return len(set(words)) < len(words)


def _is_sort_refused(sent: Mapping[str, Any]) -> bool:
    return _has_nothing_to_rank_by(sent) or _names_one_twice(sent.get("sort"))


def _is_no_cursor_of_this_search(sent: Mapping[str, Any]) -> bool:
    """Tell whether a cursor is made up, which is sure of all but the one that begins a walk, or stands by a page."""
    return "cursor" in sent and (sent["cursor"] != "*" or "page" in sent)


def _has_too_many_words(sent: Mapping[str, Any]) -> bool:
    return len(re.findall(r"\w+", str(sent.get("q", "")))) > Words.max_words


def _is_password_poor(sent: Mapping[str, Any]) -> bool:
    """Tell whether a new password is among the common ones, or the account's own name or address."""
    password = sent.get("new_password", sent.get("password", ""))
    return explain_refusal(password, sent.get("username", ""), sent.get("email", "")) is not None


RULES = {
    "page": _is_page_too_far,
    "sort": _is_sort_refused,
    "facets": lambda sent: _names_one_twice(sent.get("facets")),
    "include": lambda sent: _names_one_twice(sent.get("include")),
    "cursor": _is_no_cursor_of_this_search,
    "q": _has_too_many_words,
    "password": _is_password_poor,
    "new_password": _is_password_poor,
}


@schemathesis.hook
def filter_failure(_: Any, failure: Any, case: Any, response: Any) -> bool:
    """Keep a failure, unless all that was refused breaks one of the rules."""
    if not isinstance(failure, RejectedPositiveData):
        return True
    refused = [error["parameter"] for error in orjson.loads(response.content).get("errors", [])]
    schemas = {one.name: one.definition["schema"] for one in case.operation.query}
    usual = {name: schema["default"] for name, schema in schemas.items() if "default" in schema}
    sent = {**usual, **(case.query or {}), **(case.body if isinstance(case.body, dict) else {})}
    return not refused or not all(name in RULES and RULES[name](sent) for name in refused)
