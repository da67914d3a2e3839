"""Passwords: argon2id with OWASP's parameters, hashed beside the event loop, and the ones that are too common."""

from __future__ import annotations

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from api.accounts.kinds import SHORTEST_PASSWORD
from api.problems import LOGIN_BUSY
from api.side_work import SideWork

# OWASP Password Storage Cheat Sheet: 19 MiB, two passes, one lane; about 25 ms of one core.
MEMORY_KIB, PASSES, LANES = 19 * 1024, 2, 1
# One core a worker at most is kept busy, and nobody waits longer than half a second or so.
MOST_WAITING = 20

_COMMON = frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST_PASSWORD)


class Passwords:
    """A worker's hasher. Argon2 runs without Python's lock, so searches go on meanwhile."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
        self._work = SideWork("passwords", MOST_WAITING, LOGIN_BUSY)
        # What an unknown user's password is compared with, so that the answer takes as long as a known one's.
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())

    def close(self) -> None:
        """Let what is being hashed end."""
        self._work.close()

    def refuse_if_busy(self) -> None:
        """Raise a ``Problem`` when too many wait, before anything else is done for one more."""
        self._work.refuse_if_busy()

    async def hash(self, password: str) -> str:
        """Hash a new password; raises a ``Problem`` when too many wait."""
        return await self._work.run(self._hasher.hash, password)

    async def verify(self, known: str | None, password: str) -> bool:
        """Compare a password with a hash, or with nobody's; raises a ``Problem`` when too many wait.

        In every case exactly one verification is made.
        """
        is_right = await self._work.run(self._verify, known or self._nobodys, password)
        return is_right and known is not None

    def is_outdated(self, known: str) -> bool:
        """Tell whether a hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(known)

    def _verify(self, known: str, password: str) -> bool:
        try:
            return self._hasher.verify(known, password)
        except (VerificationError, InvalidHashError):
            return False


def explain_refusal(password: str, *personal: str) -> str | None:
    """Say why a new password is refused, or nothing: it is among the most common ones, or tells who its owner is."""
    folded = password.casefold()
    if folded in _COMMON:
        return "is one of the most common passwords"
    if folded in {text.casefold() for text in personal}:
        return "is the account's own name or address"
    return None
