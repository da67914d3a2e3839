"""Which generation the index is of, as far as this process has heard: by notice, from the indexer and other processes.

A process that begins to listen can't know what it missed, so it makes a generation of its own and tells all the others:
whatever was kept before is old, and all of them name the same one again.
"""

from __future__ import annotations

import secrets
from typing import Any

from api.hearing import ANSWER_SECONDS
from catalog.registry import GENERATION_NOTICE


class Generation:
    """The index's generation; None while this process does not hear of it, and so may keep nothing."""

    channel = GENERATION_NOTICE

    def __init__(self) -> None:
        self.name: str | None = None

    async def begin(self, connection: Any, /) -> None:
        """Tell everybody a new name, this process too."""
        own = secrets.token_hex(8)
        await connection.execute("SELECT pg_notify($1, $2)", GENERATION_NOTICE, own, timeout=ANSWER_SECONDS)

    def hear(self, said: str, /) -> None:
        """Take the name of a new generation."""
        self.name = said

    def lose(self) -> None:
        """Know of none."""
        self.name = None
