"""``DELETE /v1/me``: the account is gone with all that was its own, and the counts follow."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

import httpx
import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody, is_let_in, try_login
from tests.integration.accounts.together import repeat_at_once

OWN_TABLES = ("login_session", "episode_like", "episode_bookmark")
_MISCOUNTED = """
    SELECT episode.id FROM episode
    WHERE id = ANY(%s) AND (SELECT count(*) FROM episode_like WHERE episode_id = episode.id)
      <> coalesce((SELECT likes FROM like_total WHERE episode_id = episode.id), 0)
       + coalesce((SELECT sum(like_delta) FROM outbox WHERE episode_id = episode.id), 0)
"""
Ask = Callable[[Somebody, int], httpx.Response]
REQUESTS: dict[str, list[Ask]] = {
    "likes": [Somebody.like, Somebody.like, Somebody.like, Somebody.unlike],
    "bookmarks": [Somebody.bookmark, Somebody.bookmark, Somebody.bookmark, Somebody.unbookmark],
    "lists": [lambda one, _: one.get("/v1/me/likes"), lambda one, _: one.get("/v1/me/bookmarks"), Somebody.like],
    "sessions": [lambda one, _: one.get("/v1/me"), lambda one, _: try_login(one.api, one.username), Somebody.like],
}


def _count_own(catalogue: Catalogue, one: Somebody) -> dict[str, int]:
    return {
        table: catalogue.read(f"SELECT count(*) FROM {table} WHERE user_id = %s", one.id)[0] for table in OWN_TABLES
    }


def test_a_removed_account_is_out_everywhere(api: RunningApi, somebody: Somebody) -> None:
    other = somebody.log_in()

    response = somebody.remove()

    assert (response.status_code, response.content) == (204, b"")
    assert not somebody.is_in()
    assert not other.is_in()
    assert try_login(api, somebody.username).status_code == 401
    assert try_login(api, somebody.email).status_code == 401
    assert somebody.remove().status_code == 401


def test_nothing_of_it_stays(somebody: Somebody, catalogue: Catalogue) -> None:
    for episode_id in (1, 2, 7):
        somebody.like(episode_id)
        somebody.bookmark(episode_id)
    assert _count_own(catalogue, somebody) == {"login_session": 1, "episode_like": 3, "episode_bookmark": 3}

    somebody.remove()

    assert _count_own(catalogue, somebody) == dict.fromkeys(OWN_TABLES, 0)
    assert catalogue.read("SELECT id FROM app_user WHERE id = %s", somebody.id) == []


def test_its_likes_leave_the_counts_and_others_stay(api: RunningApi, register: Register, catalogue: Catalogue) -> None:
    ada, bea = register(), register()
    both, only_ada = catalogue.add_episodes(2)
    for one in (ada, bea):
        one.like(both)
    ada.like(only_ada)

    ada.remove()

    assert [api.get(f"/v1/episodes/{episode}").json()["likes"] for episode in (both, only_ada)] == [1, 0]
    assert catalogue.list_deltas(both) == [1, 1, -1]
    assert catalogue.list_deltas(only_ada) == [1, -1]
    assert bea.list_ids("/v1/me/likes") == []  # not in the index yet, but still hers:
    assert catalogue.count_likes(both) == 1


def test_its_name_and_address_are_free_again(somebody: Somebody, register: Register) -> None:
    somebody.like(1)
    somebody.bookmark(2)
    somebody.remove()

    again = register(username=somebody.username, email=somebody.email)

    assert again.id != somebody.id
    assert not is_let_in(again.api, somebody.access_token)
    assert again.list_ids("/v1/me/likes") == again.list_ids("/v1/me/bookmarks") == []


def test_no_other_account_is_touched(somebody: Somebody, register: Register, catalogue: Catalogue) -> None:
    other = register()
    other.bookmark(1)

    somebody.remove()

    assert _count_own(catalogue, other) == {"login_session": 1, "episode_like": 0, "episode_bookmark": 1}
    assert other.is_in()


def test_nobody_is_removed_without_a_token_or_with_a_question(api: RunningApi, somebody: Somebody) -> None:
    assert api.client.delete("/v1/me").status_code == 401
    assert somebody.ask("DELETE", f"/v1/me?id={somebody.id}").status_code == 400
    assert somebody.is_in()


def test_removed_many_times_at_once_it_is_removed_once(somebody: Somebody, catalogue: Catalogue) -> None:
    episodes = catalogue.add_episodes(3)
    for episode in episodes:
        somebody.like(episode)

    statuses = repeat_at_once(6, lambda: somebody.remove().status_code)

    assert 204 in statuses
    assert set(statuses) <= {204, 401}
    assert [catalogue.list_deltas(episode) for episode in episodes] == [[1, -1]] * 3


@pytest.mark.parametrize("round_", range(3))
@pytest.mark.parametrize("asks", REQUESTS.values(), ids=REQUESTS)
def test_an_account_may_be_removed_in_the_middle_of_its_requests(
    somebody: Somebody, catalogue: Catalogue, asks: list[Ask], round_: int
) -> None:
    episodes = catalogue.add_episodes(40)
    removed = threading.Event()

    def go_on(ask: Ask) -> set[int]:
        """Ask until a little after the end."""
        numbers, statuses = cycle(episodes), set()
        while not removed.is_set():
            statuses.add(ask(somebody, next(numbers)).status_code)
        return {*statuses, ask(somebody, next(numbers)).status_code}

    with ThreadPoolExecutor(len(asks) * 2) as pool:
        asking = [pool.submit(go_on, ask) for ask in asks * 2]
        removed.wait(0.2 + round_ / 10)
        gone = somebody.remove().status_code
        removed.set()

    assert gone == 204
    assert set().union(*(one.result() for one in asking)) <= {200, 401}
    assert catalogue.read(_MISCOUNTED, episodes) == []
    assert _count_own(catalogue, somebody) == dict.fromkeys(OWN_TABLES, 0)
