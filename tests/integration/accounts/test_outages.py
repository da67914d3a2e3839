"""Without Elasticsearch all but searches goes on; without Postgres nobody is let in, and nobody is let through."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import pytest

from api.tokens import Tokens
from tests.fixtures.api import JWT_SECRET, RunningApi, StartApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, bear, try_login, try_refresh


@pytest.fixture(scope="module")
def api_without_search(start_over: StartApi) -> Iterator[RunningApi]:
    """Serve the tables alone."""
    running = start_over(elasticsearch_url="http://127.0.0.1:9")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def api_without_database(start_api: StartApi, catalogue: Catalogue, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve the index alone."""
    running = start_api(catalogue.alias, elasticsearch_url=elasticsearch_url)
    yield running
    running.stop()


def _tell(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["type"].removeprefix("urn:tvsi:problem:")


def test_without_elasticsearch_accounts_and_reactions_work(
    api_without_search: RunningApi, register: Register, catalogue: Catalogue
) -> None:
    (episode,) = catalogue.add_episodes(1)

    somebody = register(api_without_search).refresh()

    assert somebody.like(episode).json()["likes"] == 1
    assert somebody.bookmark(episode).json()["bookmarked"] is True
    assert somebody.get(f"/v1/episodes/{episode}").json()["liked"] is True
    assert somebody.change_password("two herons on the pier").status_code == 204
    assert somebody.log_out().status_code == 204


@pytest.mark.parametrize("query", ["", "?q=pilot", "?sort=name"])
@pytest.mark.parametrize("path", ["/v1/me/bookmarks", "/v1/me/likes"])
def test_without_elasticsearch_a_search_of_one_s_own_says_so(
    api_without_search: RunningApi, register: Register, path: str, query: str
) -> None:
    somebody = register(api_without_search)
    somebody.like(1)
    somebody.bookmark(1)

    response = somebody.get(path + query)

    assert _tell(response) == (503, "search-unavailable")
    assert int(response.headers["Retry-After"]) >= 1


def test_without_elasticsearch_who_is_refused_is_refused(api_without_search: RunningApi) -> None:
    assert api_without_search.get("/v1/me/likes").status_code == 401
    assert api_without_search.get("/v1/episodes", headers=bear("garbage")).status_code == 401


def test_without_postgres_nobody_is_let_in(api_without_database: RunningApi) -> None:
    body = {"username": "ada", "email": "ada@example.org", "password": "a heron on the pier"}

    registered = api_without_database.client.post("/v1/auth/register", json=body)

    assert _tell(registered) == (503, "database-unavailable")
    assert _tell(try_login(api_without_database, "ada")) == (503, "database-unavailable")
    assert _tell(try_refresh(api_without_database, "x" * 43)) == (503, "database-unavailable")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/me"),
        ("DELETE", "/v1/me"),
        ("POST", "/v1/auth/logout"),
        ("PUT", "/v1/episodes/1/like"),
        ("GET", "/v1/me/likes"),
        ("GET", "/v1/episodes"),
    ],
)
def test_without_postgres_no_token_is_believed_on_its_word(
    api_without_database: RunningApi, method: str, path: str
) -> None:
    signed = Tokens(JWT_SECRET).issue(1, uuid4())

    response = api_without_database.client.request(method, path, headers=bear(signed))

    assert _tell(response) == (503, "database-unavailable")
    assert int(response.headers["Retry-After"]) >= 1


def test_without_postgres_a_bad_token_is_refused_all_the_same(api_without_database: RunningApi) -> None:
    assert api_without_database.get("/v1/me", headers=bear("garbage")).status_code == 401
    assert api_without_database.get("/v1/episodes").status_code == 200
