"""Two requests of one account at once, in either order: what ends something leaves nothing behind that goes on."""

from __future__ import annotations

import pytest

from api.reactions.queries import MOST_BOOKMARKS
from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.queueing import Ask, hold_account
from tests.integration.accounts.somebody import Somebody, is_let_in, try_login, try_refresh

NEW = "two herons on the pier"


@pytest.fixture
def episode(catalogue: Catalogue) -> int:
    """Give an episode that nobody reacted to yet."""
    (made,) = catalogue.add_episodes(1)
    return int(made)


def _list_ends(one: Somebody) -> dict[str, Ask]:
    """List what ends a session that another one of the same user began."""
    other = one.log_in()
    return {"logout": one.log_out, "password change": lambda: other.change_password(NEW), "removal": other.remove}


def _list_beginnings(one: Somebody) -> dict[str, Ask]:
    return {
        "login": lambda: try_login(one.api, one.username, one.password),
        "refresh": lambda: try_refresh(one.api, one.refresh_token),
    }


@pytest.mark.parametrize(
    ("end", "beginning"),
    [(end, "refresh") for end in ("logout", "password change", "removal")]
    + [(end, "login") for end in ("password change", "removal")],
)
@pytest.mark.parametrize("first", ["end", "beginning"])
def test_no_session_goes_on_past_what_ends_it(
    api: RunningApi, somebody: Somebody, catalogue: Catalogue, end: str, beginning: str, first: str
) -> None:
    works = {"end": _list_ends(somebody)[end], "beginning": _list_beginnings(somebody)[beginning]}
    order = sorted(works, key=lambda name: name != first)

    with hold_account(catalogue, somebody.id) as queue:
        asked = {name: queue.append(works[name]) for name in order}

    begun = asked["beginning"].result()
    assert asked["end"].result().status_code == 204
    assert begun.status_code == (401 if first == "end" else 200)
    if begun.status_code == 200:
        assert not is_let_in(api, begun.json()["access_token"])
        assert try_refresh(api, begun.json()["refresh_token"]).status_code == 401


@pytest.mark.parametrize("beginning", ["login", "refresh"])
def test_who_is_disabled_meanwhile_begins_nothing(somebody: Somebody, catalogue: Catalogue, beginning: str) -> None:
    disable = f"UPDATE app_user SET disabled_at = now() WHERE id = {somebody.id}"

    with hold_account(catalogue, somebody.id, disable) as queue:
        asked = queue.append(_list_beginnings(somebody)[beginning])

    assert asked.result().status_code == 401


def test_two_exchanges_of_one_token_end_the_session(api: RunningApi, somebody: Somebody, catalogue: Catalogue) -> None:
    with hold_account(catalogue, somebody.id) as queue:
        first, second = (queue.append(lambda: try_refresh(api, somebody.refresh_token)) for _ in range(2))

    assert (first.result().status_code, second.result().status_code) == (200, 401)
    assert not is_let_in(api, first.result().json()["access_token"])


def test_a_like_behind_a_removal_counts_nothing(somebody: Somebody, catalogue: Catalogue, episode: int) -> None:
    with hold_account(catalogue, somebody.id) as queue:
        gone = queue.append(somebody.remove)
        liked = queue.append(lambda: somebody.like(episode))

    assert gone.result().status_code == 204
    assert liked.result().status_code in {200, 401}
    assert not liked.result().json().get("liked")
    assert catalogue.list_deltas(episode) == []


def test_a_like_before_a_removal_is_taken_back(somebody: Somebody, catalogue: Catalogue, episode: int) -> None:
    with hold_account(catalogue, somebody.id) as queue:
        liked = queue.append(lambda: somebody.like(episode))
        gone = queue.append(somebody.remove)

    assert (liked.result().status_code, gone.result().status_code) == (200, 204)
    assert catalogue.list_deltas(episode) == [1, -1]
    assert catalogue.count_likes(episode) == 0


def test_a_bookmark_behind_a_removal_is_refused_as_its_token_is(
    somebody: Somebody, catalogue: Catalogue, episode: int
) -> None:
    with hold_account(catalogue, somebody.id) as queue:
        gone = queue.append(somebody.remove)
        bookmarked = queue.append(lambda: somebody.bookmark(episode))

    assert gone.result().status_code == 204
    assert bookmarked.result().status_code == 401


def test_bookmarks_that_wait_for_each_other_are_counted_one_after_the_other(
    somebody: Somebody, catalogue: Catalogue
) -> None:
    *kept, first, second, third = catalogue.add_episodes(MOST_BOOKMARKS + 2)
    catalogue.execute(
        "INSERT INTO episode_bookmark (user_id, episode_id) SELECT %s, unnest(%s::bigint[])", somebody.id, kept
    )

    with hold_account(catalogue, somebody.id) as queue:
        asked = [queue.append(lambda one=one: somebody.bookmark(one)) for one in (first, second, third)]  # type: ignore[misc]

    assert [answer.result().status_code for answer in asked] == [200, 409, 409]
