"""A user's own lists at their greatest: searched in a bounded time, with exact totals, in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from elasticsearch import Elasticsearch

from api.reactions.queries import MOST_BOOKMARKS
from catalog.database import open_another
from catalog.rebuild import Layout, rebuild
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody

FIRST, LIKES = 1001, MOST_BOOKMARKS + 500
LAST = FIRST + LIKES - 1
BOUND_SECONDS = 4.0
_FILL = """
    INSERT INTO show (id, name, genres, airs_days, updated, as_of)
    SELECT id, 'Show ' || id, ARRAY[CASE WHEN id % 2 = 0 THEN 'Drama' ELSE 'Food' END], '{}', 1, now()
    FROM generate_series(1, 100) AS id;
    INSERT INTO episode (id, show_id, season, number, name, airtime_known, airstamp, as_of, withdrawn)
    SELECT id, 1 + id % 100, 1 + id % 7, id % 30, 'Number ' || id, true,
      timestamptz '2020-01-01' + id * interval '1 minute', now(), id % 1000 = 0
    FROM generate_series(1001, 61500) AS id
"""
# The greater the id the newer, and no two at once.
_REACT = """
    INSERT INTO {table} (user_id, episode_id, created_at)
    SELECT %s, id, timestamptz '2021-01-01' + id * interval '1 second' FROM generate_series(%s::bigint, %s) AS id
"""


@pytest.fixture(scope="module")
def great_catalogue(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[Catalogue]:
    """Fill a database with more episodes than anybody may bookmark, and its index."""
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute('CREATE DATABASE "sixty_thousand" TEMPLATE "template"')
    made = Catalogue(postgres_server.url("sixty_thousand"), "sixty-thousand")
    for statement in _FILL.split(";"):
        made.execute(statement)
    db = open_another(made.url)
    with Elasticsearch(elasticsearch_url) as es:
        index = rebuild(db, es, Layout(made.alias), grace=0).name
        db.close()
        yield made
        es.indices.delete(index=index)


@pytest.fixture(scope="module")
def great_api(start_api: StartApi, great_catalogue: Catalogue, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve it."""
    running = start_api(
        great_catalogue.alias,
        postgres_url=great_catalogue.url,
        elasticsearch_url=elasticsearch_url,
        rate_limits="off",
    )
    yield running
    running.stop()


@pytest.fixture(scope="module")
def ada(register: Register, great_api: RunningApi, great_catalogue: Catalogue) -> Somebody:
    """Give somebody with as many bookmarks as are kept, and more likes than that; these tests only read."""
    made = register(great_api)
    first_bookmark = LAST - MOST_BOOKMARKS + 1
    great_catalogue.execute(_REACT.format(table="episode_bookmark"), made.id, first_bookmark, LAST)
    great_catalogue.execute(_REACT.format(table="episode_like"), made.id, FIRST, LAST)
    great_catalogue.execute("ANALYZE")
    return made


def _search(one: Somebody, address: str) -> tuple[list[int], int]:
    """Search, in a bounded time; give the ids of the page and the total."""
    began = time.monotonic()
    response = one.get(address)
    took = time.monotonic() - began
    assert response.status_code == 200, response.text
    assert took < BOUND_SECONDS
    body: dict[str, Any] = response.json()
    return [item["id"] for item in body["items"]], body["total"]["value"]


BOOKMARKS = range(LAST - MOST_BOOKMARKS + 1, LAST + 1)
LIKED = range(FIRST, LAST + 1)
LISTS = pytest.mark.parametrize(("path", "own"), [("/v1/me/bookmarks", BOOKMARKS), ("/v1/me/likes", LIKED)])


@LISTS
def test_all_of_them_are_listed_newest_first(ada: Somebody, path: str, own: range) -> None:
    ids, total = _search(ada, f"{path}?per_page=100")

    assert total == len(own)
    assert ids == list(reversed(own))[:100]


@LISTS
@pytest.mark.parametrize("page", [2, 50, 100])
def test_pages_reach_to_the_ten_thousandth(ada: Somebody, path: str, own: range, page: int) -> None:
    ids, total = _search(ada, f"{path}?per_page=100&page={page}")

    assert total == len(own)
    assert ids == list(reversed(own))[(page - 1) * 100 : page * 100]


@LISTS
def test_one_is_found_by_words(ada: Somebody, path: str, own: range) -> None:
    for wanted in (own[0], own[len(own) // 2], own[-1]):
        assert _search(ada, f"{path}?q={wanted}+number") == ([wanted], 1)
    assert _search(ada, f"{path}?q={own[0] - 1}+number") == ([], 0)


@LISTS
def test_words_that_all_have_are_counted_exactly(ada: Somebody, path: str, own: range) -> None:
    assert _search(ada, f"{path}?q=number")[1] == len(own)


@LISTS
def test_filters_narrow_to_exactly_what_they_should(ada: Somebody, path: str, own: range) -> None:
    of_show = [one for one in own if 1 + one % 100 == 7]
    of_season = [one for one in of_show if 1 + one % 7 == 3]
    drama = [one for one in own if one % 2]

    assert _search(ada, f"{path}?show_id=7&per_page=100") == (of_show[::-1][:100], len(of_show))
    assert _search(ada, f"{path}?show_id=7&season=3&per_page=100") == (of_season[::-1][:100], len(of_season))
    assert _search(ada, f"{path}?genre=Drama&per_page=5") == (drama[::-1][:5], len(drama))


@LISTS
def test_an_order_runs_over_all_of_them(ada: Somebody, path: str, own: range) -> None:
    assert _search(ada, f"{path}?sort=airstamp&per_page=3") == (list(own[:3]), len(own))
    assert _search(ada, f"{path}?sort=-airstamp&per_page=3&show_id=7") == (
        [one for one in reversed(own) if 1 + one % 100 == 7][:3],
        sum(1 + one % 100 == 7 for one in own),
    )


@LISTS
def test_withdrawn_ones_are_among_them(ada: Somebody, path: str, own: range) -> None:
    expected = [one for one in reversed(own) if one % 100 == 0 and one % 7 == 2]

    items = ada.get(f"{path}?show_id=1&season=3&per_page=100").json()["items"]

    assert [item["id"] for item in items] == expected[:100]
    assert [item["id"] for item in items if item["withdrawn"]] == [one for one in expected[:100] if one % 1000 == 0]


def test_casts_and_marks_of_a_page_are_there(ada: Somebody) -> None:
    items = ada.get("/v1/me/bookmarks?per_page=100").json()["items"]

    assert all((item["bookmarked"], item["liked"], item["guest_cast"]) == (True, True, []) for item in items)
    assert all(item["bookmarked_at"] for item in items)


def test_others_are_not_slowed_by_somebody_s_great_list(ada: Somebody, register: Register) -> None:
    other = register(ada.api)
    other.bookmark(FIRST)

    assert _search(other, "/v1/me/bookmarks") == ([FIRST], 1)
    assert _search(other, "/v1/me/bookmarks?q=number") == ([FIRST], 1)


def test_an_account_with_so_many_is_removed_in_a_bounded_time(
    register: Register, great_api: RunningApi, great_catalogue: Catalogue
) -> None:
    made = register(great_api)
    great_catalogue.execute(_REACT.format(table="episode_like"), made.id, FIRST, FIRST + 19_999)

    assert made.remove().status_code == 204
    assert great_catalogue.read("SELECT count(*) FROM outbox WHERE like_delta = -1") == [20_000]


@LISTS
def test_beyond_the_ten_thousandth_it_goes_on(ada: Somebody, path: str, own: range) -> None:
    last = ada.get(f"{path}?per_page=100&page=100").json()["page"]
    beyond = last["next"].partition("/v1/")[2]

    ids, total = _search(ada, f"/v1/{beyond}")

    assert "cursor=" in beyond
    assert total == len(own)
    assert ids == list(reversed(own))[10_000:10_100]
