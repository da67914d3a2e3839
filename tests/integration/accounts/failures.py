"""What failed logins leave in the database, put there and read beside the API."""

from __future__ import annotations

from typing import Any

from api.accounts.delays import hash_subject
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Somebody

_SET = """
    INSERT INTO login_failure VALUES (%s, %s, clock_timestamp() - make_interval(secs => %s))
    ON CONFLICT (subject) DO UPDATE SET failures = EXCLUDED.failures, last_failed_at = EXCLUDED.last_failed_at
"""


def name_subject(one: Somebody, at: str | None = None) -> str:
    """Name what is counted of an account: at an address, or as a whole."""
    return hash_subject(f"name {one.username.casefold()}", *([at] if at else []))


def set_failures(catalogue: Catalogue, subject: str, failures: int, *, seconds_ago: float = 0) -> None:
    """Leave what so many failures leave, the last of them so long ago."""
    catalogue.execute(_SET, subject, failures, seconds_ago)


def read_failures(catalogue: Catalogue, subject: str) -> list[Any]:
    """Read how many failures are counted, and when the last one was."""
    return catalogue.read("SELECT failures, last_failed_at FROM login_failure WHERE subject = %s", subject)


def count_failures(catalogue: Catalogue, subject: str) -> int:
    """Count the failures of a subject."""
    return sum(failures for failures, _ in read_failures(catalogue, subject))
