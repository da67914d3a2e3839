"""How long to wait before a service that ended is started again."""

from __future__ import annotations

from dataclasses import dataclass

FIRST_SECONDS = 0.5
MOST_SECONDS = 30.0
STEADY_SECONDS = 60.0


@dataclass
class RestartPolicy:
    """Waits that double from half a second to half a minute; a service that ran for a minute starts afresh."""

    failures: int = 0

    def next_delay(self, ran_seconds: float) -> float:
        """Give the seconds to wait after a run of this length."""
        self.failures = 0 if ran_seconds >= STEADY_SECONDS else self.failures
        delay = min(MOST_SECONDS, FIRST_SECONDS * 2.0**self.failures)
        self.failures += 1
        return delay
