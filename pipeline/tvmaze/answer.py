"""What TVMaze answered to one request: the body as it came, or that there is none, and when it was true."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

import msgspec


@dataclass(frozen=True)
class Answer:
    """A whole, valid JSON body. ``request`` is path and query; ``as_of`` when TVMaze made it, to the second."""

    request: str
    as_of: datetime
    body: bytes

    @cached_property
    def hash(self) -> str:
        """SHA-256 of the body's bytes, in hex: tells answers apart, ignores nothing."""
        return sha256(self.body).hexdigest()

    @property
    def payload(self) -> Any:
        """The body as plain Python, made anew at each use."""
        return msgspec.json.decode(self.body)


@dataclass(frozen=True)
class NotFound:
    """TVMaze's own 404: at ``as_of`` it had nothing under the request's address."""

    request: str
    as_of: datetime
