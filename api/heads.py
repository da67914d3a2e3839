"""Requests whose head is too long to be read: which part of it is, as far as it has come."""

from __future__ import annotations

from collections import Counter
from urllib.parse import unquote_plus

from sanic import Request
from sanic.exceptions import PayloadTooLarge
from sanic.http import Http

from api.problems import ADDRESS_TOO_LONG, HEADERS_TOO_LARGE, FieldError, Problem

# Sanic reads no further. A filter may be given 50 values, so it is as long as Sanic allows.
MAX_HEAD = 16 * 1024
UNREAD = "NONE"  # Sanic's stand-in for the method of a request whose head was not read
MAX_NAME = 100


def refuse_head(request: Request, exception: BaseException) -> Problem | None:
    """Make the problem of a head that is too long; None of all else."""
    if not isinstance(exception, PayloadTooLarge) or request.method != UNREAD or not isinstance(request.stream, Http):
        return None
    return explain_head(bytes(request.stream.recv_buffer))


def explain_head(received: bytes) -> Problem:
    """Say what is too long: the address, and most of all which of its parameters, or else the headers."""
    line = received.partition(b"\r\n")[0]
    if len(line) < MAX_HEAD // 2:
        return Problem(HEADERS_TOO_LARGE, f"The request's head has more than {MAX_HEAD // 1024} KiB.")
    errors = [FieldError(name, "makes the address too long") for name in _find_longest(line)]
    return Problem(ADDRESS_TOO_LONG, f"The request's head has more than {MAX_HEAD // 1024} KiB.", errors=errors)


def _find_longest(line: bytes) -> list[str]:
    sizes: Counter[str] = Counter()
    for pair in line.partition(b"?")[2].decode("ascii", "replace").split("&"):
        sizes[pair.partition("=")[0]] += len(pair)
    (name, _), *_ = sizes.most_common(1)
    return [unquote_plus(name[:MAX_NAME])] if name else []
