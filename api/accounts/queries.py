"""Accounts in their table: found, made, given another password, removed with all that was theirs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.accounts.delays import count_attempt, forgive, hash_subject
from api.accounts.sessions import Session, begin_session, end_other_sessions
from api.likes import remove_likes
from catalog.database import database

_FIND = """
    SELECT id, username, email, created_at, password_hash,
      EXISTS (
        SELECT FROM login_session
        WHERE user_id = app_user.id AND address_hash = %s AND expires_at > clock_timestamp()
      )
    FROM app_user WHERE {condition} AND disabled_at IS NULL
"""
_FIND_BY_NAME = _FIND.format(condition="(lower(username) = lower(%s) OR lower(email) = lower(%s))")
_FIND_BY_ID = _FIND.format(condition="id = %s")
_FIND_TAKEN = """
    SELECT coalesce(bool_or(lower(username) = lower(%s)), false), coalesce(bool_or(lower(email) = lower(%s)), false)
    FROM app_user WHERE lower(username) = lower(%s) OR lower(email) = lower(%s)
"""
_ADD = """
    INSERT INTO app_user (username, email, password_hash) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING RETURNING id, created_at
"""
_REPLACE_HASH = "UPDATE app_user SET password_hash = %s WHERE id = %s AND password_hash = %s RETURNING id"


@dataclass(frozen=True, slots=True)
class Account:
    """A user's row. ``password_hash`` never leaves this feature."""

    id: int
    username: str
    email: str
    created_at: datetime
    password_hash: str


@dataclass(frozen=True, slots=True)
class Attempt:
    """An attempt to tell a password: whose, if anybody's, and the subjects that it was counted for."""

    account: Account | None
    address_hash: str
    counted: tuple[str, ...] = ()


def find_taken(username: str, email: str) -> list[str]:
    """Name those of the two that an account has already."""
    record = database.execute_sql(_FIND_TAKEN, (username, email, username, email)).fetchone()
    return [name for name, taken in zip(("username", "email"), record, strict=True) if taken]


def add_account(username: str, email: str, password_hash: str) -> Account | None:
    """Add an account, unless its name or address was taken meanwhile."""
    record = database.execute_sql(_ADD, (username, email, password_hash)).fetchone()
    return Account(record[0], username, email, record[1], password_hash) if record else None


def attempt_by_name(name: str, address: str, *, counted: bool) -> Attempt:
    """Find whose name or e-mail address this is and count the attempt; raises ``LoginDelayed``.

    It is counted for the one of them that was typed: one count for both would tell that they belong together.
    """
    return _attempt(_FIND_BY_NAME, (name, name), name, address, counted=counted)


def attempt_by_user(user_id: int, username: str, address: str, *, counted: bool) -> Attempt:
    """Count an attempt of somebody who is logged in, together with logins by name; raises ``LoginDelayed``."""
    return _attempt(_FIND_BY_ID, (user_id,), username, address, counted=counted)


def find_account(user_id: int) -> Account | None:
    """Read an account as it is by now, unless it is gone or disabled."""
    record = database.execute_sql(_FIND_BY_ID, ("", user_id)).fetchone()
    return Account(*record[:5]) if record else None


def _name_subject(account: Account | None, typed: str) -> str:
    """Name what is counted: as it is stored, where it is, for letters have more spellings than Postgres tells apart."""
    if account is None:
        return f"name {typed.casefold()}"
    return f"name {(account.email if '@' in typed else account.username).casefold()}"


def _attempt(statement: str, key: tuple[str, ...] | tuple[int], typed: str, address: str, *, counted: bool) -> Attempt:
    origin = hash_subject("address", address)
    record = database.execute_sql(statement, (origin, *key)).fetchone()
    account = Account(*record[:5]) if record else None
    if not counted:
        return Attempt(account, origin)
    subjects = count_attempt(_name_subject(account, typed), address, is_known=bool(record and record[5]))
    return Attempt(account, origin, tuple(subjects))


def log_in(account: Account, attempt: Attempt, new_hash: str | None) -> Session | None:
    """Begin a session after the right password, with its hash renewed; nothing where the account changed meanwhile."""
    if new_hash and not set_password(account, new_hash):
        return None
    return begin_session(account.id, new_hash or account.password_hash, attempt.address_hash, attempt.counted)


def set_password(account: Account, new_hash: str) -> bool:
    """Replace a password by another, unless somebody else was faster. In a transaction the row is held to its end."""
    found = database.execute_sql(_REPLACE_HASH, (new_hash, account.id, account.password_hash)).fetchone()
    return found is not None


def change_password(account: Account, attempt: Attempt, new_hash: str, session: UUID) -> bool:
    """Give an account another password and end its other sessions."""
    with database.obj.atomic():
        if not set_password(account, new_hash):
            return False
        end_other_sessions(account.id, session)
        forgive(attempt.counted)
    return True


def remove_account(user_id: int) -> None:
    """Remove an account with its sessions, likes and bookmarks, and tell the outbox of the likes."""
    with database.obj.atomic():
        # A like that is being given waits for this, and then finds no user.
        database.execute_sql("SELECT FROM app_user WHERE id = %s FOR UPDATE", (user_id,)).fetchone()
        remove_likes(user_id)
        database.execute_sql("DELETE FROM app_user WHERE id = %s", (user_id,))
