"""The limits, and how an answer tells of them (draft-ietf-httpapi-ratelimit-headers-09)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil


@dataclass(frozen=True, slots=True)
class Rule:
    """So many in so many seconds, refilled steadily; ``burst`` of them at once."""

    name: str
    limit: int
    seconds: int
    burst: int

    def share(self, workers: int) -> Rule:
        """Give what each of so many workers allows where they can't count together."""
        return replace(self, limit=max(1, self.limit // workers), burst=max(1, self.burst // workers))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a client stands by a rule, in seconds: when all of it is there again, and when the next one is."""

    rule: Rule
    remaining: int
    reset_seconds: float
    retry_seconds: float
    is_exceeded: bool


READS = Rule("reads", 600, 60, 200)
USER_READS = Rule("user-reads", 600, 60, 600)
USER_WRITES = Rule("user-writes", 600, 60, 600)
ACCOUNT_LOGINS = Rule("account-logins", 10, 60, 10)
LOGINS = Rule("logins", 60, 60, 60)
REGISTRATIONS = "registrations"
AN_HOUR = 3600


def tell(standings: Sequence[Standing]) -> Mapping[str, str]:
    """Write the headers that tell of these."""
    policies = (f'"{one.rule.name}";q={one.rule.limit};w={one.rule.seconds}' for one in standings)
    left = (f'"{one.rule.name}";r={one.remaining};t={ceil(one.reset_seconds)}' for one in standings)
    return {"RateLimit-Policy": ", ".join(policies), "RateLimit": ", ".join(left)} if standings else {}
