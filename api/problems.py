"""The kinds of problem that the API reports (RFC 9457). A kind's ``type`` is stable: clients may compare it.

How exceptions become answers is in ``errors``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any


@dataclass(frozen=True)
class ProblemType:
    """One kind of problem: what it is called, its status and the sentence that is true of all its occurrences."""

    slug: str
    status: int
    title: str
    retry_after: int | None = None

    @property
    def uri(self) -> str:
        """Give the identifier that clients compare. A URN, so that it does not change with the deployment."""
        return f"urn:tvsi:problem:{self.slug}"


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class Problem(Exception):
    """An answer other than the one asked for. Everything in it may be shown to the client."""

    def __init__(
        self,
        kind: ProblemType,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        members: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = {"Retry-After": str(kind.retry_after)} if kind.retry_after else {}
        self.headers |= headers or {}
        self.members = dict(members or {})


INVALID_PARAMETERS = ProblemType("invalid-parameters", 400, "A parameter is unknown, malformed or out of bounds")
EPISODE_NOT_FOUND = ProblemType("episode-not-found", 404, "No episode has this id")
SEARCH_BUILDING = ProblemType("search-building", 503, "The search index is being built", retry_after=5)
SEARCH_UNAVAILABLE = ProblemType("search-unavailable", 503, "The search engine does not answer", retry_after=2)
SEARCH_TIMEOUT = ProblemType("search-timeout", 503, "The search took too long and was given up", retry_after=1)
DATABASE_UNAVAILABLE = ProblemType("database-unavailable", 503, "The database does not answer", retry_after=5)
NOT_READY = ProblemType("not-ready", 503, "The service cannot serve requests yet", retry_after=2)

NOT_FOUND = ProblemType("not-found", 404, "Nothing is at this address")
METHOD_NOT_ALLOWED = ProblemType("method-not-allowed", 405, "This address does not take this method")
CONTENT_TOO_LARGE = ProblemType("content-too-large", 413, "The request is too large")
INTERNAL_ERROR = ProblemType("internal-error", 500, "The service failed; the fault is on its side")

OF_STATUS = {kind.status: kind for kind in (NOT_FOUND, METHOD_NOT_ALLOWED, CONTENT_TOO_LARGE, INTERNAL_ERROR)}


def problem_of(status: int) -> ProblemType:
    """Give the kind of an HTTP status that no feature reports, such as 408."""
    if status in OF_STATUS:
        return OF_STATUS[status]
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "Error"
    return ProblemType(phrase.lower().replace(" ", "-"), status, phrase)
