"""Accounts and their sessions. Written by the API alone; passwords and refresh tokens are stored hashed."""

from __future__ import annotations

from peewee import SQL, BigAutoField, BooleanField, ForeignKeyField, IntegerField, TextField, UUIDField
from playhouse.postgres_ext import DateTimeTZField

from catalog.database import Table
from catalog.tables.landing import NOW


class AppUser(Table):
    """One row per account. Names and e-mail addresses are unique without case."""

    id = BigAutoField()
    username = TextField()
    email = TextField()
    password_hash = TextField()
    created_at = DateTimeTZField(constraints=NOW)
    disabled_at = DateTimeTZField(null=True)

    class Meta:
        """Uniqueness is the database's to keep."""

        indexes = (
            SQL("CREATE UNIQUE INDEX app_user_username ON app_user (lower(username))"),
            SQL("CREATE UNIQUE INDEX app_user_email ON app_user (lower(email))"),
        )


class LoginSession(Table):
    """One row per refresh token; ``family`` ties the rotations of one login together, ``sid`` in tokens.

    A family has one token that is not ``used``; it is open while that one is neither ended nor expired.
    ``address_hash`` tells, hashed, where the login came from.
    """

    id = BigAutoField()
    family = UUIDField(index=True)
    user = ForeignKeyField(AppUser, on_delete="CASCADE", index=False)
    refresh_hash = TextField(unique=True)
    used = BooleanField(constraints=[SQL("DEFAULT false")], default=False)
    created_at = DateTimeTZField(constraints=NOW)
    expires_at = DateTimeTZField()
    ended_at = DateTimeTZField(null=True)
    address_hash = TextField(null=True)

    class Meta:
        """A token is exchanged once."""

        indexes = (
            (("user", "expires_at"), False),
            (("user", "address_hash"), False),
            SQL("CREATE UNIQUE INDEX login_session_open ON login_session (family) WHERE NOT used"),
        )


class LoginFailure(Table):
    """One row per account, and per account and address, with logins that failed and were not followed by one that did.

    ``subject`` is a hash, so that what people type into a login form is kept nowhere.
    """

    subject = TextField(primary_key=True)
    failures = IntegerField()
    last_failed_at = DateTimeTZField(index=True)
