"""``/v1/auth/…`` and ``/v1/me``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.accounts import schemas
from api.accounts.attempts import Attempts
from api.accounts.passwords import Passwords, explain_refusal
from api.accounts.queries import add_account, change_password, find_taken, log_in, remove_account
from api.accounts.sessions import Session, continue_session, end_session
from api.accounts.shapes import Account, TokenPair
from api.authentication import User
from api.limits.limits import Limits
from api.members import Body, refuse_members
from api.notices import OutboxNotices
from api.operations import answer, answer_nothing
from api.paging import PublicAddress
from api.problems import ALREADY_TAKEN, LOGIN_REFUSED, REFRESH_REFUSED, WRONG_PASSWORD, FieldError, Problem, refuse_each
from api.stores import Postgres
from api.tokens import LIFE_SECONDS, Tokens

NOT_STORED = {"Cache-Control": "no-store"}
blueprint = Blueprint("accounts", url_prefix="/v1")


@blueprint.post("/auth/register")
@schemas.REGISTER.serve
async def register(
    request: Request,
    *,
    body: Body,
    postgres: Postgres,
    passwords: Passwords,
    address: PublicAddress,
    limits: Limits,
) -> HTTPResponse:
    """Make an account."""
    await limits.count_registration(request)
    username, email, password = body["username"], body["email"], body["password"]
    if reason := explain_refusal(password, username, email):
        raise refuse_members({"password": reason})
    if taken := await postgres.run(find_taken, username, email):
        raise _refuse_taken(taken)
    made = await postgres.run(add_account, username, email, await passwords.hash(password))
    if made is None:
        raise _refuse_taken(await postgres.run(find_taken, username, email))
    shown: Account = {"id": made.id, "username": username, "email": email, "created_at": made.created_at}
    return answer(shown, status=201, headers={**NOT_STORED, "Location": f"{address.base_url}/v1/me"})


@blueprint.post("/auth/login")
@schemas.LOG_IN.serve
async def login(
    request: Request,
    *,
    body: Body,
    postgres: Postgres,
    passwords: Passwords,
    attempts: Attempts,
    tokens: Tokens,
    limits: Limits,
) -> HTTPResponse:
    """Begin a session. Who is unknown and who is wrong hear the same, as late."""
    await limits.count_login(request, body["username"])
    attempt, password = await attempts.count_by_name(request, body["username"]), body["password"]
    while account := await attempts.verify(attempt, password):
        renewed = await attempts.hash(attempt, password) if passwords.is_outdated(account.password_hash) else None
        if session := await postgres.run(log_in, account, attempt, renewed):
            return _answer_pair(tokens, session)
        # Somebody else renewed its hash, changed its password or removed it meanwhile.
        attempt = await attempts.look_again(attempt, account)
    raise Problem(LOGIN_REFUSED, f"{LOGIN_REFUSED.title}.")


@blueprint.post("/auth/refresh")
@schemas.REFRESH.serve
async def refresh(request: Request, *, body: Body, postgres: Postgres, tokens: Tokens, limits: Limits) -> HTTPResponse:
    """Carry a session on."""
    await limits.count(request, None)
    session = await postgres.run(continue_session, body["refresh_token"])
    if session is None:
        raise Problem(REFRESH_REFUSED, f"{REFRESH_REFUSED.title}.")
    return _answer_pair(tokens, session)


@blueprint.post("/auth/logout")
@schemas.LOG_OUT.serve
async def logout(_: Request, *, user: User, postgres: Postgres) -> HTTPResponse:
    """End the session that asks."""
    await postgres.run(end_session, user.id, user.session)
    return answer_nothing()


@blueprint.get("/me")
@schemas.GET_ME.serve
async def get_me(_: Request, *, user: User) -> HTTPResponse:
    """Tell who asks."""
    shown: Account = {"id": user.id, "username": user.username, "email": user.email, "created_at": user.created_at}
    return answer(shown, headers=NOT_STORED)


@blueprint.delete("/me")
@schemas.DELETE_ME.serve
async def delete_me(_: Request, *, user: User, postgres: Postgres, notices: OutboxNotices) -> HTTPResponse:
    """Remove who asks."""
    await postgres.run(remove_account, user.id)
    notices.ring()
    return answer_nothing()


@blueprint.post("/me/password")
@schemas.CHANGE_PASSWORD.serve
async def set_password(
    request: Request, *, body: Body, user: User, postgres: Postgres, attempts: Attempts
) -> HTTPResponse:
    """Change the password of who asks, who must know the current one."""
    if reason := explain_refusal(body["new_password"], user.username, user.email):
        raise refuse_members({"new_password": reason})
    attempt = await attempts.count_by_user(request, user)
    if account := await attempts.verify(attempt, body["current_password"]):
        made = await attempts.hash(attempt, body["new_password"])
        if await postgres.run(change_password, account, attempt, made, user.session):
            return answer_nothing()
    wrong = FieldError("current_password", "is another")
    raise Problem(WRONG_PASSWORD, f"{WRONG_PASSWORD.title}.", errors=[wrong])


def _refuse_taken(names: list[str]) -> Problem:
    return refuse_each(ALREADY_TAKEN, dict.fromkeys(names, "is taken"))


def _answer_pair(tokens: Tokens, session: Session) -> HTTPResponse:
    pair: TokenPair = {
        "access_token": tokens.issue(session.user_id, session.id),
        "refresh_token": session.refresh_token,
        "token_type": "Bearer",
        "expires_in": LIFE_SECONDS,
    }
    return answer(pair, headers=NOT_STORED)
