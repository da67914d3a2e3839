"""``PUT`` and ``DELETE /v1/episodes/{id}/bookmark``: idempotent, private, and 60,000 at most."""

from __future__ import annotations

import pytest

from api.reactions.queries import MOST_BOOKMARKS
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody
from tests.integration.accounts.together import do_at_once, repeat_at_once

WITHDRAWN = 7


@pytest.fixture
def episode(catalogue: Catalogue) -> int:
    """Give an episode that nobody bookmarked yet."""
    (made,) = catalogue.add_episodes(1)
    return int(made)


@pytest.fixture(scope="module")
def many_episodes(catalogue: Catalogue) -> list[int]:
    """Give more episodes than anybody may bookmark."""
    return catalogue.add_episodes(MOST_BOOKMARKS + 30)


def _count(catalogue: Catalogue, one: Somebody) -> int:
    (count,) = catalogue.read("SELECT count(*) FROM episode_bookmark WHERE user_id = %s", one.id)
    return int(count)


def _fill(catalogue: Catalogue, one: Somebody, episodes: list[int]) -> None:
    statement = "INSERT INTO episode_bookmark (user_id, episode_id) SELECT %s, unnest(%s::bigint[])"
    assert catalogue.execute(statement, one.id, episodes) == len(episodes)


def test_a_bookmark_is_answered_as_it_stands(somebody: Somebody, episode: int) -> None:
    response = somebody.bookmark(episode)

    assert (response.status_code, response.json()) == (200, {"episode_id": episode, "bookmarked": True})
    assert response.headers["Cache-Control"] == "no-store"


def test_bookmarking_again_and_removing_again_change_nothing(
    somebody: Somebody, episode: int, catalogue: Catalogue
) -> None:
    moments = []
    for _ in range(2):
        assert somebody.bookmark(episode).json()["bookmarked"] is True
        moments += catalogue.read("SELECT created_at FROM episode_bookmark WHERE user_id = %s", somebody.id)

    assert [somebody.unbookmark(episode).json()["bookmarked"] for _ in range(2)] == [False, False]
    assert moments[0] == moments[1]
    assert _count(catalogue, somebody) == 0


def test_a_bookmark_changes_no_document(somebody: Somebody, episode: int, catalogue: Catalogue) -> None:
    somebody.bookmark(episode)
    somebody.unbookmark(episode)

    assert catalogue.list_deltas(episode) == []


def test_bookmarks_are_each_user_s_own(register: Register, episode: int, catalogue: Catalogue) -> None:
    ada, bea = register(), register()
    ada.bookmark(episode)

    bea.unbookmark(episode)

    assert (_count(catalogue, ada), _count(catalogue, bea)) == (1, 0)


def test_a_withdrawn_episode_may_be_bookmarked(somebody: Somebody) -> None:
    assert somebody.bookmark(WITHDRAWN).json() == {"episode_id": WITHDRAWN, "bookmarked": True}


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_fifty_equal_requests_at_once_are_one_change(
    somebody: Somebody, episode: int, catalogue: Catalogue, method: str
) -> None:
    if method == "DELETE":
        somebody.bookmark(episode)

    answers = repeat_at_once(50, lambda: somebody.ask(method, f"/v1/episodes/{episode}/bookmark"))

    expected = {"episode_id": episode, "bookmarked": method == "PUT"}
    assert [(answer.status_code, answer.json()) for answer in answers] == [(200, expected)] * 50
    assert _count(catalogue, somebody) == (method == "PUT")


def test_sixty_thousand_are_kept_and_not_one_more(
    somebody: Somebody, catalogue: Catalogue, many_episodes: list[int]
) -> None:
    *kept, one_more = many_episodes[: MOST_BOOKMARKS + 1]
    _fill(catalogue, somebody, kept)

    refused = somebody.bookmark(one_more)

    assert (refused.status_code, refused.json()["type"]) == (409, "urn:tvsi:problem:bookmarks-full")
    assert "60,000" in refused.json()["detail"]
    assert somebody.bookmark(kept[0]).json() == {"episode_id": kept[0], "bookmarked": True}
    assert _count(catalogue, somebody) == MOST_BOOKMARKS


def test_a_full_list_takes_another_for_one_that_is_removed(
    somebody: Somebody, catalogue: Catalogue, many_episodes: list[int]
) -> None:
    *kept, one_more = many_episodes[: MOST_BOOKMARKS + 1]
    _fill(catalogue, somebody, kept)

    somebody.unbookmark(kept[7])

    assert somebody.bookmark(one_more).status_code == 200
    assert somebody.bookmark(kept[7]).status_code == 409


def test_a_full_list_is_no_other_user_s_matter(
    somebody: Somebody, register: Register, catalogue: Catalogue, many_episodes: list[int]
) -> None:
    _fill(catalogue, somebody, many_episodes[:MOST_BOOKMARKS])

    assert register().bookmark(many_episodes[0]).status_code == 200


def test_twenty_at_once_for_one_place_leave_exactly_sixty_thousand(
    somebody: Somebody, catalogue: Catalogue, many_episodes: list[int]
) -> None:
    _fill(catalogue, somebody, many_episodes[: MOST_BOOKMARKS - 1])
    wanted = many_episodes[MOST_BOOKMARKS - 1 :][:20]

    answers = do_at_once([lambda one=one: somebody.bookmark(one).status_code for one in wanted])  # type: ignore[misc]

    assert sorted(answers) == [200, *[409] * 19]
    assert _count(catalogue, somebody) == MOST_BOOKMARKS
