"""The kinds of problem that the API reports (RFC 9457). A kind's ``type`` is stable: clients may compare it.

How exceptions become answers is in ``errors``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from api.shapes import NotReadyDetails, ProblemDetails


@dataclass(frozen=True)
class ProblemType:
    """One kind of problem: what it is called, its status and the sentence that is true of all its occurrences."""

    slug: str
    status: int
    title: str
    retry_after: int | None = None
    shape: type = ProblemDetails

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
        if kind.status == HTTPStatus.UNAUTHORIZED:
            self.headers["WWW-Authenticate"] = "Bearer"  # RFC 9110 wants it, RFC 6750 names it
        self.headers |= headers or {}
        self.members = dict(members or {})


def refuse_each(kind: ProblemType, wrong: Mapping[str, str]) -> Problem:
    """Make a problem that names each thing that is wrong, and how."""
    errors = [FieldError(name, fact) for name, fact in wrong.items()]
    return Problem(kind, "; ".join(f"{error.parameter} {error.detail}" for error in errors), errors=errors)


INVALID_PARAMETERS = ProblemType("invalid-parameters", 400, "A parameter is unknown, malformed or out of bounds")
INVALID_BODY = ProblemType("invalid-body", 400, "A member of the body is missing, unknown, malformed or out of bounds")
NOT_JSON = ProblemType("not-json", 415, "The body must be JSON, with a Content-Type that says so")
NOT_AUTHENTICATED = ProblemType("not-authenticated", 401, "This needs a valid access token")
LOGIN_REFUSED = ProblemType("login-refused", 401, "The user name or the password is wrong")
REFRESH_REFUSED = ProblemType("refresh-refused", 401, "The refresh token is not valid; log in again")
WRONG_PASSWORD = ProblemType("wrong-password", 403, "The current password is another")
LOGIN_DELAYED = ProblemType("login-delayed", 429, "Too many logins failed; try again later", retry_after=2)
TOO_MANY_REQUESTS = ProblemType("too-many-requests", 429, "Too many requests", retry_after=1)
CALENDAR_BUSY = ProblemType("calendar-busy", 503, "Too many calendars are being written", retry_after=2)
UPGRADE_REQUIRED = ProblemType("upgrade-required", 426, "This address speaks WebSocket alone")
EVENTS_BUSY = ProblemType("events-busy", 503, "Too many clients wait for events", retry_after=30)
LOGIN_BUSY = ProblemType("login-busy", 503, "Too many passwords are being checked", retry_after=1)
METRICS_REFUSED = ProblemType("metrics-refused", 403, "Metrics are told on this machine, or to whoever has the token")
ALREADY_TAKEN = ProblemType("already-taken", 409, "The user name or the e-mail address is taken")
BOOKMARKS_FULL = ProblemType("bookmarks-full", 409, "No more bookmarks are kept for one user")
EPISODE_NOT_FOUND = ProblemType("episode-not-found", 404, "No episode has this id")
SHOW_NOT_FOUND = ProblemType("show-not-found", 404, "No show has this id")
CURSOR_EXPIRED = ProblemType("cursor-expired", 410, "This walk is over: it waited too long, or others took its place")
SEARCH_BUILDING = ProblemType("search-building", 503, "The search index is being built", retry_after=5)
SEARCH_UNAVAILABLE = ProblemType("search-unavailable", 503, "The search engine does not answer", retry_after=2)
SEARCH_TIMEOUT = ProblemType("search-timeout", 503, "The search took too long and was given up", retry_after=1)
DATABASE_UNAVAILABLE = ProblemType("database-unavailable", 503, "The database does not answer", retry_after=5)
NOT_READY = ProblemType("not-ready", 503, "The service cannot serve requests yet", 2, NotReadyDetails)

NOT_FOUND = ProblemType("not-found", 404, "Nothing is at this address")
METHOD_NOT_ALLOWED = ProblemType("method-not-allowed", 405, "This address does not take this method")
CONTENT_TOO_LARGE = ProblemType("content-too-large", 413, "The body is too large")
ADDRESS_TOO_LONG = ProblemType("address-too-long", 414, "The address, its query included, is too long")
HEADERS_TOO_LARGE = ProblemType("headers-too-large", 431, "The headers are too large")
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
