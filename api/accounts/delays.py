"""The growing delay after failed logins: per account and address, and a gentler one per account.

Every attempt is counted before its password is looked at, so that a hundred at once are counted too; a login that
succeeds takes its count back. An attempt that comes too early is refused and counts nothing, so nobody can stretch a
delay. The account's own delay never grows beyond half a minute. It is asked neither of addresses where the account was
logged in before, nor of the first attempt of any address: whoever knows the password gets in, however many addresses
an attacker has. See ``docs/security.md``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from catalog.database import database

FORGOTTEN = "interval '1 day'"


@dataclass(frozen=True, slots=True)
class Rule:
    """How many failures are free, and how long the delay may grow; it doubles from a second on."""

    free: int
    longest_seconds: int


OF_ADDRESS = Rule(free=5, longest_seconds=15 * 60)
OF_ACCOUNT = Rule(free=50, longest_seconds=30)

_DELAY = """
    make_interval(secs => CASE WHEN known.failures < %s::int THEN 0
      ELSE least(%s::int, 2 ^ least(known.failures - %s::int, 20)) END)
"""
_MORE = f"""
    last_failed_at = clock_timestamp(), failures =
      CASE WHEN known.last_failed_at < clock_timestamp() - {FORGOTTEN} THEN 1 ELSE known.failures + 1 END
"""
# One statement for both, and so the only wait of an attempt. The account's delay is not asked of an address's first.
_COUNT = f"""
    WITH at_address AS (
      INSERT INTO login_failure AS known (subject, failures, last_failed_at) VALUES (%s, 1, clock_timestamp())
      ON CONFLICT (subject) DO UPDATE SET {_MORE} WHERE known.last_failed_at + {_DELAY} <= clock_timestamp()
      RETURNING failures
    ), of_account AS (
      INSERT INTO login_failure AS known (subject, failures, last_failed_at)
      SELECT %s, 1, clock_timestamp() FROM at_address WHERE NOT %s::boolean
      ON CONFLICT (subject) DO UPDATE SET {_MORE}
      WHERE (SELECT failures FROM at_address) = 1 OR known.last_failed_at + {_DELAY} <= clock_timestamp()
      RETURNING failures
    )
    SELECT EXISTS (SELECT FROM at_address), EXISTS (SELECT FROM of_account)
"""  # noqa: S608 - the pieces above
# Forgives where there is an ``account``: the address begins anew, the account has one failure less.
FORGIVEN = """
    forgiven AS (DELETE FROM login_failure USING account WHERE subject = %s),
    eased AS (UPDATE login_failure SET failures = greatest(failures - 1, 0) FROM account WHERE subject = %s)
"""
_FORGIVE = f"WITH account AS (SELECT 1), {FORGIVEN} SELECT 1"
_REMAINING = f"""
    SELECT ceil(extract(epoch FROM known.last_failed_at + {_DELAY} - clock_timestamp()))::int
    FROM login_failure AS known WHERE subject = %s
"""  # noqa: S608 - the same
_FORGET = f"""
    DELETE FROM login_failure WHERE subject IN (
      SELECT subject FROM login_failure WHERE last_failed_at < clock_timestamp() - {FORGOTTEN}
      ORDER BY last_failed_at LIMIT 10 FOR UPDATE SKIP LOCKED
    )
"""  # noqa: S608 - the same
_TAKE_BACK = f"""
    UPDATE login_failure SET failures = greatest(failures - 1, 0),
      last_failed_at = clock_timestamp() - interval '{OF_ADDRESS.longest_seconds} s'
    WHERE subject = %s
"""  # noqa: S608 - the same


class LoginDelayed(Exception):
    """An attempt came too early."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"{seconds} s too early")
        self.seconds = seconds


def hash_subject(*parts: str) -> str:
    """Name an account, or an account at an address, without writing it down."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def count_attempt(account: str, address: str, *, is_known: bool) -> list[str]:
    """Count an attempt and give the subjects counted, the account at its address first; raises ``LoginDelayed``."""
    at_address, of_account = hash_subject(account, address), hash_subject(account)
    values = (at_address, *_parameters(OF_ADDRESS), of_account, is_known, *_parameters(OF_ACCOUNT))
    is_counted, is_counted_for_account = database.execute_sql(_COUNT, values).fetchone()
    if not is_counted:
        raise LoginDelayed(_read_remaining(at_address, OF_ADDRESS))
    if is_known:
        return [at_address]
    if not is_counted_for_account:
        take_back([at_address])
        raise LoginDelayed(_read_remaining(of_account, OF_ACCOUNT))
    return [at_address, of_account]


def _read_remaining(subject: str, rule: Rule) -> int:
    remaining = database.execute_sql(_REMAINING, (*_parameters(rule), subject)).fetchone()
    return max(1, remaining[0] if remaining else 1)


def _parameters(rule: Rule) -> tuple[int, int, int]:
    return rule.free, rule.longest_seconds, rule.free


def forgive(subjects: Sequence[str]) -> None:
    """Take a successful attempt back: the address begins anew, the account has one failure less."""
    database.execute_sql(_FORGIVE, pair_subjects(subjects))


def pair_subjects(subjects: Sequence[str]) -> tuple[str, str]:
    """Give the two parameters of ``FORGIVEN``; of what was not counted, one that nothing has."""
    at_address, of_account = (*subjects, "", "")[:2]
    return at_address, of_account


def take_back(subjects: Sequence[str]) -> None:
    """Take an attempt back that was never looked at: the next may come at once, as this one might."""
    for subject in subjects:
        database.execute_sql(_TAKE_BACK, (subject,))


def forget_old_failures() -> None:
    """Remove some counts that are a day old: more than a failed login adds."""
    database.execute_sql(_FORGET)
