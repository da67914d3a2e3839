"""``PUT`` and ``DELETE /v1/episodes/{id}/like``: idempotent, exact at once, and never a count that drifts."""

from __future__ import annotations

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody
from tests.integration.accounts.together import do_at_once, repeat_at_once

WITHDRAWN = 7


@pytest.fixture
def episode(catalogue: Catalogue) -> int:
    """Give an episode that nobody likes yet."""
    (made,) = catalogue.add_episodes(1)
    return int(made)


def _says(episode_id: int, likes: int, *, liked: bool) -> dict[str, object]:
    return {"episode_id": episode_id, "liked": liked, "likes": likes}


def test_a_like_is_answered_with_the_new_count(somebody: Somebody, episode: int) -> None:
    response = somebody.like(episode)

    assert response.status_code == 200
    assert response.json() == _says(episode, 1, liked=True)
    assert response.headers["Cache-Control"] == "no-store"


def test_liking_again_and_taking_back_again_change_nothing(
    somebody: Somebody, episode: int, catalogue: Catalogue
) -> None:
    answers = [somebody.like(episode), somebody.like(episode), somebody.unlike(episode), somebody.unlike(episode)]

    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.json()["liked"] for answer in answers] == [True, True, False, False]
    assert [answer.json()["likes"] for answer in answers] == [1, 1, 0, 0]
    assert catalogue.list_deltas(episode) == [1, -1]


def test_what_was_never_liked_may_be_unliked(somebody: Somebody, episode: int, catalogue: Catalogue) -> None:
    response = somebody.unlike(episode)

    assert (response.status_code, response.json()) == (200, _says(episode, 0, liked=False))
    assert catalogue.list_deltas(episode) == []


def test_likes_of_several_users_add_up_and_each_takes_back_their_own(register: Register, episode: int) -> None:
    ada, bea = register(), register()

    answers = [ada.like(episode), bea.like(episode), ada.unlike(episode), ada.unlike(episode), bea.like(episode)]

    assert [answer.json()["likes"] for answer in answers] == [1, 2, 1, 1, 1]
    assert [answer.json()["liked"] for answer in answers] == [True, True, False, False, True]


def test_the_count_adds_to_what_the_index_was_told(somebody: Somebody, episode: int, catalogue: Catalogue) -> None:
    catalogue.execute("INSERT INTO like_total VALUES (%s, 1000)", episode)
    catalogue.execute("INSERT INTO outbox (episode_id, like_delta) VALUES (%s, 5), (%s, -2)", episode, episode)

    assert somebody.like(episode).json()["likes"] == 1004
    assert somebody.get(f"/v1/episodes/{episode}").json()["likes"] == 1004
    assert somebody.unlike(episode).json()["likes"] == 1003


def test_a_like_and_its_outbox_row_are_one(somebody: Somebody, episode: int, catalogue: Catalogue) -> None:
    somebody.like(episode)

    both = catalogue.read(
        "SELECT l.xmin = o.xmin FROM episode_like l JOIN outbox o USING (episode_id) WHERE episode_id = %s", episode
    )
    assert both == [True]


def test_a_withdrawn_episode_may_be_liked(somebody: Somebody) -> None:
    before = somebody.get(f"/v1/episodes/{WITHDRAWN}").json()["likes"]

    assert somebody.like(WITHDRAWN).json() == _says(WITHDRAWN, before + 1, liked=True)
    assert somebody.unlike(WITHDRAWN).json() == _says(WITHDRAWN, before, liked=False)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_fifty_equal_requests_at_once_are_one_change(
    somebody: Somebody, episode: int, catalogue: Catalogue, method: str
) -> None:
    if method == "DELETE":
        somebody.like(episode)
    before = catalogue.list_deltas(episode)

    answers = repeat_at_once(50, lambda: somebody.ask(method, f"/v1/episodes/{episode}/like"))

    likes = 1 if method == "PUT" else 0
    expected = _says(episode, likes, liked=method == "PUT")
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, expected)] * 50
    assert catalogue.count_likes(episode) == catalogue.read_exact_likes(episode) == likes
    assert len(catalogue.list_deltas(episode)) == len(before) + 1


def test_many_users_at_once_are_each_counted_once(register: Register, episode: int, catalogue: Catalogue) -> None:
    users = [register() for _ in range(12)]

    answers = do_at_once([lambda one=one: one.like(episode) for one in users * 2])  # type: ignore[misc]

    assert max(answer.json()["likes"] for answer in answers) == 12
    assert all(answer.json()["liked"] for answer in answers)
    assert catalogue.count_likes(episode) == catalogue.read_exact_likes(episode) == 12


def test_likes_and_unlikes_at_once_leave_count_and_rows_equal(
    somebody: Somebody, episode: int, catalogue: Catalogue
) -> None:
    works = [lambda: somebody.like(episode), lambda: somebody.unlike(episode)] * 12

    answers = do_at_once(works)

    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["likes"] for answer in answers} <= {0, 1}
    assert catalogue.count_likes(episode) == catalogue.read_exact_likes(episode)


def test_likes_of_one_episode_do_not_wait_for_each_other(
    somebody: Somebody, register: Register, episode: int, catalogue: Catalogue
) -> None:
    other = register()
    somebody.like(episode)

    with catalogue.connect() as connection:
        connection.execute("SELECT FROM outbox WHERE episode_id = %s FOR UPDATE", (episode,))
        connection.execute("SELECT FROM episode_like WHERE episode_id = %s FOR UPDATE", (episode,))
        answer = other.like(episode)

    assert answer.json() == _says(episode, 2, liked=True)


def test_a_load_that_writes_the_episode_holds_no_like_up(
    somebody: Somebody, episode: int, catalogue: Catalogue
) -> None:
    with catalogue.connect() as connection:
        connection.execute("UPDATE episode SET name = 'Renamed' WHERE id = %s", (episode,))
        answer = somebody.like(episode)

    assert answer.json() == _says(episode, 1, liked=True)


def test_likes_show_in_the_episode_before_the_outbox_is_drained(
    somebody: Somebody, api: RunningApi, episode: int
) -> None:
    somebody.like(episode)

    assert api.get(f"/v1/episodes/{episode}").json()["likes"] == 1
