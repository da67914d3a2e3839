"""Whether a service answers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus

from embedded.ports import ask, is_listening
from embedded.supervisor.service import Check


def says(blocking: Callable[[], bool]) -> Check:
    """Check with a function that blocks."""

    async def check() -> bool:
        return await asyncio.to_thread(blocking)

    return check


def listens(port: int) -> Check:
    """Check that something accepts connections on a local port."""
    return says(lambda: is_listening(port))


def answers(port: int, path: str) -> Check:
    """Check that a path answers with success."""
    return says(lambda: ask(port, path) == HTTPStatus.OK)
