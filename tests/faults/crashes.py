"""Projectors that die at chosen moments, and one that forgets what Elasticsearch never acknowledged."""

from __future__ import annotations

from typing import Any

from catalog.bulk import Failures
from catalog.claims import CLAIM_SIZE, claim
from catalog.projection import Projector, TickResult


class Crash(Exception):
    """The process is gone: nothing that was open is committed."""


class CrashBeforeAnswer(Projector):
    """Dies with its claim made and nothing sent."""

    def _write(self, *_: Any) -> Failures:
        raise Crash


class CrashAfterAnswer(Projector):
    """Dies between Elasticsearch's answer and the commit."""

    def _write(self, *given: Any) -> Failures:
        super()._write(*given)
        raise Crash


class ForgetfulProjector(Projector):
    """The broken variant: commits its first claim before anything is written, and dies there."""

    has_died = False

    def tick(self, size: int = CLAIM_SIZE) -> TickResult:
        """Lose the first claim."""
        if self.has_died:
            return super().tick(size)
        self.has_died = True
        with self._db.atomic("READ COMMITTED"):
            return TickResult(len(claim(self._db, size).attempts))
