"""What failed logins are counted under. How they are counted is a matter of the database: ``integration/accounts``."""

from __future__ import annotations

import re
from itertools import combinations

from api.accounts.delays import OF_ACCOUNT, OF_ADDRESS, LoginDelayed, hash_subject


def test_a_subject_is_kept_unreadable() -> None:
    subject = hash_subject("name ada@example.org", "203.0.113.7")

    assert re.fullmatch("[0-9a-f]{64}", subject)
    assert subject == hash_subject("name ada@example.org", "203.0.113.7")


def test_no_two_subjects_are_one() -> None:
    parts = [
        ("id 1",),
        ("name 1",),
        ("id 1", "203.0.113.7"),
        ("id 12", "03.0.113.7"),
        ("id 1203.0.113.7",),
        ("id", "1"),
    ]

    for one, other in combinations(parts, 2):
        assert hash_subject(*one) != hash_subject(*other)


def test_an_account_is_delayed_later_and_less_than_an_address() -> None:
    assert OF_ADDRESS.free < OF_ACCOUNT.free
    assert OF_ACCOUNT.longest_seconds <= 30 < OF_ADDRESS.longest_seconds


def test_a_delay_says_how_long_it_is() -> None:
    delay = LoginDelayed(7)

    assert delay.seconds == 7
    assert str(delay) == "7 s too early"
