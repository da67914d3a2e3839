"""Passwords are hashed as promised, once a login whoever it is, beside the event loop and never without bound."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from argon2 import PasswordHasher

from api.accounts.passwords import MOST_WAITING, Passwords, explain_refusal
from api.problems import LOGIN_BUSY, Problem

RIGHT, WRONG = "a heron on the pier", "two herons on the pier"


@pytest.fixture
def passwords() -> Iterator[Passwords]:
    """Give a worker's hasher."""
    made = Passwords()
    yield made
    made.close()


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Keep all hashing waiting until the gate is opened."""
    opened = threading.Event()

    def wait(*_: object, **__: object) -> str:
        opened.wait(20)
        return "hashed"

    monkeypatch.setattr(PasswordHasher, "hash", wait)
    yield opened
    opened.set()


@pytest.fixture
def verifications(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Count what argon2 verifies, and let it."""
    counting = Mock(side_effect=PasswordHasher().verify)
    monkeypatch.setattr(PasswordHasher, "verify", counting)
    return counting


async def test_a_hash_is_argon2id_with_owasp_s_parameters_and_a_salt_of_its_own(passwords: Passwords) -> None:
    hashes = {await passwords.hash(RIGHT) for _ in range(3)}

    assert len(hashes) == 3
    assert {text.rsplit("$", 2)[0] for text in hashes} == {"$argon2id$v=19$m=19456,t=2,p=1"}


async def test_the_right_password_is_told_from_the_wrong(passwords: Passwords) -> None:
    known = await passwords.hash(RIGHT)

    assert await passwords.verify(known, RIGHT)
    for wrong in (WRONG, RIGHT.upper(), RIGHT + " ", RIGHT[:-1], ""):
        assert not await passwords.verify(known, wrong)


@pytest.mark.parametrize("known", ["", "-", "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$", "$2b$12$abc", RIGHT])
async def test_what_is_no_hash_of_ours_matches_nothing(passwords: Passwords, known: str) -> None:
    assert not await passwords.verify(known, RIGHT)


async def test_nobody_has_any_password(passwords: Passwords) -> None:
    for password in (RIGHT, "", "None", passwords._nobodys):
        assert not await passwords.verify(None, password)


async def test_nobody_is_let_in_whatever_is_verified(passwords: Passwords, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PasswordHasher, "verify", Mock(return_value=True))

    assert not await passwords.verify(None, RIGHT)


@pytest.mark.parametrize(
    ("theirs", "given"), [(RIGHT, RIGHT), (RIGHT, WRONG), (None, RIGHT)], ids=["right", "wrong", "unknown"]
)
async def test_every_comparison_is_exactly_one_verification(
    passwords: Passwords, verifications: Mock, theirs: str | None, given: str
) -> None:
    known = await passwords.hash(theirs) if theirs else None

    is_right = await passwords.verify(known, given)

    assert verifications.call_count == 1
    assert is_right == (theirs == given)


async def test_an_unknown_user_is_compared_with_a_hash_that_takes_as_long(
    passwords: Passwords, verifications: Mock
) -> None:
    await passwords.verify(None, RIGHT)

    (known, given), _ = verifications.call_args
    assert known.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert given == RIGHT


async def test_a_hash_made_with_other_parameters_is_outdated(passwords: Passwords) -> None:
    weaker = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(RIGHT)

    assert passwords.is_outdated(weaker)
    assert await passwords.verify(weaker, RIGHT)
    assert not passwords.is_outdated(await passwords.hash(RIGHT))


async def test_hashing_does_not_hold_the_event_loop(passwords: Passwords, gate: threading.Event) -> None:
    hashing = asyncio.create_task(passwords.hash(RIGHT))

    await asyncio.sleep(0.05)

    assert not hashing.done()
    gate.set()
    assert await hashing == "hashed"


async def test_who_comes_when_too_many_wait_is_told_to_try_again(passwords: Passwords, gate: threading.Event) -> None:
    waiting = [asyncio.create_task(passwords.hash(RIGHT)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)

    with pytest.raises(Problem) as refusal:
        await passwords.hash(RIGHT)
    with pytest.raises(Problem):
        await passwords.verify(None, RIGHT)

    assert refusal.value.kind is LOGIN_BUSY
    assert (refusal.value.kind.status, refusal.value.headers["Retry-After"]) == (503, "1")
    gate.set()
    assert await asyncio.gather(*waiting) == ["hashed"] * MOST_WAITING
    assert await passwords.hash(RIGHT) == "hashed"


async def test_who_goes_away_makes_room(passwords: Passwords, gate: threading.Event) -> None:
    waiting = [asyncio.create_task(passwords.hash(RIGHT)) for _ in range(MOST_WAITING)]
    await asyncio.sleep(0)

    for task in waiting:
        task.cancel()
    await asyncio.wait(waiting)

    gate.set()
    assert await passwords.hash(RIGHT) == "hashed"


@pytest.mark.parametrize(
    "password",
    ["password", "PASSWORD", "Password1", "12345678", "qwertyuiop", "iloveyou", "trustno1", "11111111", "football"],
)
def test_the_most_common_passwords_are_refused_whatever_their_case(password: str) -> None:
    assert explain_refusal(password, "ada", "ada@example.org") == "is one of the most common passwords"


@pytest.mark.parametrize("password", ["ada.lovelace", "Ada.Lovelace", "ada@lovelace.example", "ADA@lovelace.EXAMPLE"])
def test_an_account_s_own_name_and_address_are_refused(password: str) -> None:
    reason = explain_refusal(password, "Ada.Lovelace", "Ada@Lovelace.example")

    assert reason == "is the account's own name or address"


@pytest.mark.parametrize(
    "password",
    [RIGHT, WRONG, "q7#Lm2!x", "ada.lovelace's", "\u043f\u0430\u0440\u043e\u043b\u044c \u043c\u043e\u0439", "        "],
)
def test_others_are_taken(password: str) -> None:
    assert explain_refusal(password, "ada.lovelace", "ada@lovelace.example") is None
