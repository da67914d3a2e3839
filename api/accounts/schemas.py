"""The operations on accounts, as their users see them."""

from __future__ import annotations

from datetime import UTC, datetime

from api.accounts.kinds import LONGEST_EMAIL, Email, GivenPassword, NewPassword, Username
from api.accounts.shapes import Account, TokenPair
from api.kinds import Text
from api.members import Member
from api.operations import Access, Operation
from api.problems import (
    ALREADY_TAKEN,
    DATABASE_UNAVAILABLE,
    LOGIN_BUSY,
    LOGIN_DELAYED,
    LOGIN_REFUSED,
    REFRESH_REFUSED,
    TOO_MANY_REQUESTS,
    WRONG_PASSWORD,
)

TAG = "Accounts"
ACCOUNT: Account = {
    "id": 7,
    "username": "ada",
    "email": "ada@example.org",
    "created_at": datetime(2020, 12, 24, 11, 0, 7, tzinfo=UTC),
}
PAIR: TokenPair = {
    "access_token": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.c2lnbmF0dXJl",
    "refresh_token": "hL0yGRoK0mJ6mPpXk0pLJ1kZlK2xgH1Zb0Yv3m4n5o6",
    "token_type": "Bearer",
    "expires_in": 900,
}
NAME = Member("username", Username(), "What you are called here. Unique, whatever its case.", "ada")
EMAIL = Member("email", Email(), "May be used to log in. Unique. Nothing is ever sent there.", "ada@example.org")
PASSWORD = Member("password", NewPassword(), "Any characters. The most common ones are refused.", "a heron on the pier")
GIVEN_NAME = Member("username", Text(LONGEST_EMAIL), "Your name here, or your e-mail address.", "ada")
GIVEN_PASSWORD = Member("password", GivenPassword(), "Your password.", "a heron on the pier")
CURRENT_PASSWORD = Member("current_password", GivenPassword(), "Your password until now.", "a heron on the pier")
NEW_PASSWORD = Member("new_password", NewPassword(), "Your password from now on.", "two herons on the pier")
REFRESH_TOKEN = Member("refresh_token", Text(4096), "The newest refresh token of the session.", PAIR["refresh_token"])

REGISTER = Operation(
    name="register",
    summary="Make an account",
    description="No e-mail is sent, neither to confirm the address nor, later, to reset a password.",
    tag=TAG,
    status=201,
    members=(NAME, EMAIL, PASSWORD),
    answer=Account,
    example=ACCOUNT,
    problems=(ALREADY_TAKEN, TOO_MANY_REQUESTS, LOGIN_BUSY, DATABASE_UNAVAILABLE),
    headers={"Location": "Where the account is."},
)
LOG_IN = Operation(
    name="logIn",
    summary="Begin a session",
    description="The access token is sent as `Authorization: Bearer …` and lives for 15 minutes; the refresh token is "
    "exchanged for a new pair, once, within 30 days. Failed logins make the next ones wait.",
    tag=TAG,
    members=(GIVEN_NAME, GIVEN_PASSWORD),
    answer=TokenPair,
    example=PAIR,
    problems=(LOGIN_REFUSED, TOO_MANY_REQUESTS, LOGIN_DELAYED, LOGIN_BUSY, DATABASE_UNAVAILABLE),
)
REFRESH = Operation(
    name="refresh",
    summary="Exchange a refresh token for a new pair",
    description="Each refresh token is good for one exchange. Used a second time, it ends the whole session.",
    tag=TAG,
    members=(REFRESH_TOKEN,),
    answer=TokenPair,
    example=PAIR,
    problems=(REFRESH_REFUSED, TOO_MANY_REQUESTS, DATABASE_UNAVAILABLE),
)
LOG_OUT = Operation(
    name="logOut",
    summary="End the session",
    description="Its access and refresh tokens are refused from then on.",
    tag=TAG,
    status=204,
    access=Access.USER,
    problems=(DATABASE_UNAVAILABLE,),
)
GET_ME = Operation(
    name="getMe",
    summary="Tell whose token this is",
    tag=TAG,
    access=Access.USER,
    answer=Account,
    example=ACCOUNT,
    problems=(DATABASE_UNAVAILABLE,),
)
DELETE_ME = Operation(
    name="deleteMe",
    summary="Remove the account",
    description="With its sessions, likes and bookmarks. It cannot be taken back.",
    tag=TAG,
    status=204,
    access=Access.USER,
    problems=(DATABASE_UNAVAILABLE,),
)
CHANGE_PASSWORD = Operation(
    name="changePassword",
    summary="Change the password",
    description="Ends all other sessions of the account.",
    tag=TAG,
    status=204,
    access=Access.USER,
    members=(CURRENT_PASSWORD, NEW_PASSWORD),
    problems=(WRONG_PASSWORD, LOGIN_DELAYED, LOGIN_BUSY, DATABASE_UNAVAILABLE),
)
