"""The signing key is exchanged: with the previous one accepted nobody is logged out; then it is good for nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import jwt
import pytest

from api.tokens import ALGORITHM, AUDIENCE
from tests.fixtures.api import JWT_SECRET as OLD
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.accounts.somebody import Register, Somebody, is_let_in

NEW = "the key that comes after it, long enough as well"
Restart = Callable[..., RunningApi]


@pytest.fixture
def restart(start_over: StartApi) -> Iterator[Restart]:
    """Stop the API and start it with other keys."""
    running: list[RunningApi] = []

    def start(**keys: str) -> RunningApi:
        if running:
            assert running.pop().stop() == 0
        running.append(start_over(**keys))
        return running[-1]

    yield start
    for api in running:
        api.stop()


def _is_signed_with(token: str, secret: str) -> bool:
    try:
        jwt.decode(token, secret, algorithms=[ALGORITHM], audience=AUDIENCE)
    except jwt.InvalidSignatureError:
        return False
    return True


def _list_tokens(somebody: Somebody) -> list[str]:
    """Get tokens in every way that there is: by refreshing and by logging in."""
    return [somebody.refresh().access_token, somebody.log_in().access_token]


def test_nobody_is_logged_out_and_new_tokens_are_signed_with_the_new_key_alone(
    restart: Restart, register: Register
) -> None:
    before = register(restart())
    assert _is_signed_with(before.access_token, OLD)

    during = before.at(restart(jwt_secret=NEW, jwt_previous_secret=OLD))
    assert is_let_in(during.api, before.access_token)
    carried_on = during.refresh()
    for token in [carried_on.access_token, *_list_tokens(carried_on)]:
        assert _is_signed_with(token, NEW)
        assert not _is_signed_with(token, OLD)

    after = restart(jwt_secret=NEW)
    assert not is_let_in(after, before.access_token)
    newest = during.at(after).log_in()
    assert is_let_in(after, newest.access_token)


def test_a_session_from_before_goes_on_after_the_previous_key_is_gone(restart: Restart, register: Register) -> None:
    before = register(restart())

    after = before.at(restart(jwt_secret=NEW))

    assert not is_let_in(after.api, after.access_token)
    renewed = after.refresh()
    assert _is_signed_with(renewed.access_token, NEW)
    assert is_let_in(after.api, renewed.access_token)


def test_a_cursor_from_before_leads_on_while_the_previous_key_is_accepted(restart: Restart) -> None:
    cursor = restart().get("/v1/episodes?per_page=1").json()["page"]["cursor"]
    path = f"/v1/episodes?per_page=1&cursor={cursor}"

    during = restart(jwt_secret=NEW, jwt_previous_secret=OLD).get(path)
    after = restart(jwt_secret=NEW).get(path)

    assert (during.status_code, after.status_code) == (200, 400)
    assert "is none that was given here" in after.text


def test_a_token_of_neither_key_is_refused(restart: Restart, register: Register) -> None:
    somebody = register(restart(jwt_secret="a key that was given up long ago, or stolen"))

    during = restart(jwt_secret=NEW, jwt_previous_secret=OLD)

    assert not is_let_in(during, somebody.access_token)
