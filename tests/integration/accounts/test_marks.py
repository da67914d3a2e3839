"""``liked`` and ``bookmarked`` on every item: the user's own, null without one, and one statement a page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody

LISTS = pytest.mark.parametrize(
    "path", ["/v1/episodes?per_page=100", "/v1/schedule/2020-12-01", "/v1/shows/1/episodes", "/v1/episodes?q=law"]
)


@pytest.fixture(scope="module")
def ada(register: Register) -> Somebody:
    """Give somebody who likes the first episode and bookmarked the second; these tests only read."""
    made = register()
    made.like(1)
    made.bookmark(2)
    return made


@pytest.fixture(scope="module")
def logging_api(start_over: StartApi, catalogue: Catalogue) -> Iterator[RunningApi]:
    """Serve the catalogue over sessions of which Postgres writes every statement down."""
    running = start_over(postgres_url=f"{catalogue.url}&log_statement=all")
    yield running
    running.stop()


def _read_marks(one: Somebody, path: str) -> dict[int, tuple[bool | None, bool | None]]:
    return {item["id"]: (item["liked"], item["bookmarked"]) for item in one.get(path).json()["items"]}


@LISTS
def test_a_user_sees_what_is_their_own(ada: Somebody, path: str) -> None:
    marks = _read_marks(ada, path)

    assert (marks.pop(1), marks.pop(2)) == ((True, False), (False, True))
    assert set(marks.values()) <= {(False, False)}


@LISTS
def test_without_a_user_nothing_is_said(api: RunningApi, ada: Somebody, path: str) -> None:
    anonymous = api.get(path)

    assert ada.get(path).status_code == 200
    assert {(item["liked"], item["bookmarked"]) for item in anonymous.json()["items"]} == {(None, None)}


@pytest.mark.parametrize(("episode_id", "marks"), [(1, (True, False)), (2, (False, True)), (7, (False, False))])
def test_one_episode_is_marked_as_well(
    api: RunningApi, ada: Somebody, episode_id: int, marks: tuple[bool, bool]
) -> None:
    own, anonymous = (asked.get(f"/v1/episodes/{episode_id}").json() for asked in (ada, api))

    assert (own["liked"], own["bookmarked"]) == marks
    assert (anonymous["liked"], anonymous["bookmarked"]) == (None, None)
    assert {**own, "liked": None, "bookmarked": None} == anonymous


@LISTS
def test_another_user_s_marks_are_never_seen(ada: Somebody, register: Register, path: str) -> None:
    assert ada.get(path).status_code == 200

    assert set(_read_marks(register(), path).values()) == {(False, False)}


def test_a_mark_follows_at_once(somebody: Somebody) -> None:
    somebody.like(3)
    somebody.bookmark(3)
    marked = _read_marks(somebody, "/v1/episodes?show_id=2")[3]

    somebody.unlike(3)
    somebody.unbookmark(3)

    assert marked == (True, True)
    assert _read_marks(somebody, "/v1/episodes?show_id=2")[3] == (False, False)


@pytest.mark.parametrize("path", ["/v1/episodes", "/v1/episodes/1", "/v1/schedule/2020-12-01"])
def test_an_answer_with_marks_is_for_nobody_else(api: RunningApi, ada: Somebody, path: str) -> None:
    own, anonymous = ada.get(path).headers, api.get(path).headers

    assert own["Cache-Control"].startswith("private")
    assert not anonymous["Cache-Control"].startswith("private")
    assert own["Vary"] == anonymous["Vary"] == "Authorization"


_numbers = count(1000)


def _count_statements(log: Path, ask: Callable[[], object]) -> int:
    """Count what one request asks Postgres, the fewest of three times: the driver learns types once a connection."""
    counts = []
    for _ in range(3):
        before = log.stat().st_size
        ask()
        written = log.read_bytes()[before:].decode()
        counts.append(sum(" LOG:  execute " in line or " LOG:  statement: " in line for line in written.splitlines()))
    return min(counts)


@pytest.mark.parametrize("path", ["/v1/episodes", "/v1/schedule/2020-12-01", "/v1/episodes?q=home&include=guest_cast"])
def test_marks_take_one_statement_a_page_whatever_its_size(
    logging_api: RunningApi, ada: Somebody, postgres_server: EmbeddedPostgres, path: str
) -> None:
    one = ada.at(logging_api)
    sized = [f"{path}{'&' if '?' in path else '?'}per_page={size}" for size in (1, 2, 100)]

    def ask_anew(path: str) -> None:
        """Ask what nobody asked before: answers to anybody are kept."""
        is_kept = path.startswith("/v1/episodes")
        logging_api.get(f"{path}&likes_max={next(_numbers)}" if is_kept else path).raise_for_status()

    anonymous = {_count_statements(postgres_server.log, lambda path=path: ask_anew(path)) for path in sized}  # type: ignore[misc]
    own = {_count_statements(postgres_server.log, lambda path=path: one.get(path)) for path in sized}  # type: ignore[misc]

    # One more tells who asks.
    (without,), (with_marks,) = anonymous, own
    assert with_marks == without + 2


@pytest.mark.parametrize("path", ["/v1/me/bookmarks", "/v1/me/likes?include=cast,guest_cast"])
def test_a_list_of_one_s_own_takes_as_many_statements_whatever_its_size(
    logging_api: RunningApi, register: Register, postgres_server: EmbeddedPostgres, path: str
) -> None:
    counts = []
    for reactions in (1, 5):
        one = register()
        for episode_id in range(1, reactions + 1):
            one.bookmark(episode_id)
            one.like(episode_id)
        asked = one.at(logging_api)
        counts.append(_count_statements(postgres_server.log, lambda asked=asked: asked.get(path)))  # type: ignore[misc]

    assert counts[0] == counts[1] <= 6
