"""Sessions: begun by a login, carried on by refresh tokens that are each good for one exchange, ended at once.

Every change of a user's sessions holds the user's row, so that none slips through while another ends them all.
A refresh token that is used twice was stolen, or its answer was lost: its whole session ends (RFC 9700, 4.14.2).
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID, uuid4

from api.accounts.delays import FORGIVEN, pair_subjects
from catalog.database import database

REFRESH_LIFE = timedelta(days=30)

# One statement: the account must still be as it was when the password was compared.
_BEGIN = f"""
    WITH account AS (
      SELECT id FROM app_user WHERE id = %s AND password_hash = %s AND disabled_at IS NULL FOR NO KEY UPDATE
    ), expired AS (
      DELETE FROM login_session USING account WHERE user_id = account.id AND expires_at < clock_timestamp()
    ), {FORGIVEN}
    INSERT INTO login_session (family, user_id, refresh_hash, expires_at, address_hash)
    SELECT %s, account.id, %s, clock_timestamp() + %s::interval, %s FROM account
    RETURNING user_id
"""  # noqa: S608 - the rule of ``delays``
_LOCK = "SELECT disabled_at FROM app_user WHERE id = %s FOR NO KEY UPDATE"
_FIND_OWNER = "SELECT user_id, family FROM login_session WHERE refresh_hash = %s"
_USE = """
    UPDATE login_session SET used = true
    WHERE refresh_hash = %s AND NOT used AND ended_at IS NULL AND expires_at > clock_timestamp()
    RETURNING address_hash
"""
_CONTINUE = """
    WITH expired AS (DELETE FROM login_session WHERE user_id = %s AND expires_at < clock_timestamp())
    INSERT INTO login_session (family, user_id, refresh_hash, expires_at, address_hash)
    VALUES (%s, %s, %s, clock_timestamp() + %s::interval, %s)
"""
_IS_USED = "SELECT used FROM login_session WHERE refresh_hash = %s"
_END = "UPDATE login_session SET ended_at = clock_timestamp() WHERE family = %s AND ended_at IS NULL"
_END_OTHERS = """
    UPDATE login_session SET ended_at = coalesce(ended_at, clock_timestamp()), address_hash = NULL
    WHERE user_id = %s AND family <> %s
"""


@dataclass(frozen=True, slots=True)
class Session:
    """A session with the refresh token that carries it on, which is nowhere stored as it is."""

    id: UUID
    user_id: int
    refresh_token: str


def begin_session(user_id: int, password_hash: str, address_hash: str, counted: Sequence[str] = ()) -> Session | None:
    """Begin a session, unless the account is gone, disabled, or has another password by now.

    ``counted`` are the subjects that the attempt was counted for: the address begins anew, the account is eased.
    """
    session = Session(uuid4(), user_id, secrets.token_urlsafe(32))
    begun = (session.id, hash_token(session.refresh_token), REFRESH_LIFE, address_hash)
    values = (user_id, password_hash, *pair_subjects(counted), *begun)
    return session if database.execute_sql(_BEGIN, values).fetchone() else None


def continue_session(refresh_token: str) -> Session | None:
    """Exchange a refresh token for the next one, once. At a second time the session ends."""
    given = hash_token(refresh_token)
    with database.obj.atomic():
        owner = database.execute_sql(_FIND_OWNER, (given,)).fetchone()
        if owner is None:
            return None
        user_id, family = owner
        account = database.execute_sql(_LOCK, (user_id,)).fetchone()
        used = database.execute_sql(_USE, (given,)).fetchone() if account and account[0] is None else None
        if used is None:
            if (database.execute_sql(_IS_USED, (given,)).fetchone() or (False,))[0]:
                database.execute_sql(_END, (family,))
            return None
        session = Session(family, user_id, secrets.token_urlsafe(32))
        values = (user_id, family, user_id, hash_token(session.refresh_token), REFRESH_LIFE, used[0])
        database.execute_sql(_CONTINUE, values)
    return session


def end_session(user_id: int, session: UUID) -> None:
    """End a session: its access and refresh tokens are refused from the commit on, by every worker."""
    with database.obj.atomic():
        database.execute_sql(_LOCK, (user_id,)).fetchone()
        database.execute_sql(_END, (session,))


def end_other_sessions(user_id: int, session: UUID) -> None:
    """End all sessions of a user but one, in the caller's transaction, which holds the user's row.

    Where they came from is forgotten: one of them may have been a thief's.
    """
    database.execute_sql(_END_OTHERS, (user_id, session))


def hash_token(token: str) -> str:
    """Hash a token of 256 random bits: nothing slower is needed."""
    return hashlib.sha256(token.encode()).hexdigest()
