"""A client that a standard generator makes of the description works against the running API."""

from __future__ import annotations

import importlib
import secrets
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.fixtures.api import RunningApi

GENERATOR = Path(sys.executable).with_name("openapi-python-client")
PACKAGE = "generated_tvsi_client"
PASSWORD = "a heron on the pier"


class Generated:
    """The generated package: its functions and models, found by name."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.models = importlib.import_module(f"{PACKAGE}.models")
        self._client = self._import("client").Client(base_url=base_url)

    def _import(self, name: str) -> ModuleType:
        return importlib.import_module(f"{PACKAGE}.{name}")

    def as_user(self, token: str) -> Any:
        """Give a client with a token."""
        return self._import("client").AuthenticatedClient(base_url=self.base_url, token=token)

    def close(self) -> None:
        """Close the client that has none."""
        self._client.get_httpx_client().close()

    def ask(self, operation: str, *path: Any, client: Any = None, **given: Any) -> Any:
        """Call an operation and give what its answer was parsed as."""
        return self.ask_in_detail(operation, *path, client=client, **given).parsed

    def ask_in_detail(self, operation: str, *path: Any, client: Any = None, **given: Any) -> Any:
        """Call an operation and give its whole answer."""
        return self._import(f"api.{operation}").sync_detailed(*path, client=client or self._client, **given)


@pytest.fixture(scope="module")
def generated(api: RunningApi, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Generated]:
    """Generate, with nothing that the generator would warn of."""
    folder = tmp_path_factory.mktemp("generated")
    (folder / "openapi.json").write_bytes(api.get("/openapi.json").content)
    (folder / "config.yaml").write_text("post_hooks: []\n")
    options = ["--path", "openapi.json", "--config", "config.yaml", "--output-path", PACKAGE, "--meta", "none"]
    ended = subprocess.run(
        [GENERATOR, "generate", *options, "--fail-on-warning"],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (ended.returncode, ended.stdout + ended.stderr) == (0, "Generating generated_tvsi_client\n")
    sys.path.insert(0, str(folder))
    made = Generated(f"http://127.0.0.1:{api.port}")
    yield made
    made.close()
    sys.path.remove(str(folder))


@pytest.fixture
def user(generated: Generated) -> Iterator[Any]:
    """Register and log in, with the generated client alone."""
    models, name = generated.models, f"user-{secrets.token_hex(6)}"
    body = models.RegisterBody(username=name, email=f"{name}@example.org", password=PASSWORD)
    account = generated.ask("accounts.register", body=body)
    assert account.username == name
    pair = generated.ask("accounts.log_in", body=models.LogInBody(username=name, password=PASSWORD))
    with generated.as_user(pair.access_token) as client:
        yield client


def test_every_operation_has_a_function(generated: Generated, document: dict[str, Any]) -> None:
    folder = Path(str(importlib.import_module(f"{PACKAGE}.api").__file__)).parent
    functions = [path for path in folder.glob("*/*.py") if path.stem != "__init__"]

    assert generated.models
    assert len(functions) == sum(len(methods) for methods in document["paths"].values())


def test_it_searches_with_words_filters_facets_and_an_order(generated: Generated) -> None:
    found = generated.ask(
        "episodes.search_episodes",
        genre=["Drama", "Food"],
        airdate_from=date(2020, 12, 1),
        rating_min=7.0,
        rated=True,
        sort="-rating,name",
        facets="genre,season,airdate,rating",
        include="cast",
    )
    page = generated.ask("episodes.search_episodes", q="home", per_page=1)

    assert [item.name for item in found.items] == ["Pilot", "The Long Way Home"]
    assert found.items[0].airdate == date(2020, 12, 1)
    assert found.items[0].show.genres == ["Drama", "Crime"]
    # Python's ``typing.cast`` is in the way of a member of this name; it is there as it was sent.
    assert [member["person"]["name"] for member in found.items[0]["cast"]] == ["Mariska Hargitay", "Zoë Saldaña"]
    assert {(one.value, one.count, one.selected) for one in found.facets.genre} >= {("Drama", 2, True)}
    assert (found.facets.airdate[0].from_, found.facets.airdate[0].count) == (date(2020, 12, 1), 2)
    assert found.total.value == 2
    assert (page.total.value, len(page.items), page.page.next_ is not None) == (2, 1, True)


def test_it_reads_an_episode_a_schedule_and_the_values_of_a_facet(generated: Generated) -> None:
    episode = generated.ask("episodes.get_episode", 2)
    days = [generated.ask("schedule.list_schedule", day) for day in (date(2020, 12, 1), "today")]
    values = generated.ask(
        "episodes.list_facet_values", generated.models.ListFacetValuesFacet.PERSON, value_q="mar", genre=["Drama"]
    )

    assert [member.person.name for member in episode.guest_cast] == ["Conan O'Brien"]
    assert [len(day.items) for day in days] == [2, 0]
    assert days[0].loaded_at.tzinfo is not None
    assert [item.value for item in values.items] == ["Mariska Hargitay"]


def test_it_likes_and_bookmarks(generated: Generated, user: Any) -> None:
    liked = generated.ask("likes_and_bookmarks.like_episode", 3, client=user)
    generated.ask("likes_and_bookmarks.bookmark_episode", 3, client=user)

    bookmarks = generated.ask("likes_and_bookmarks.search_bookmarks", client=user)
    taken_back = generated.ask("likes_and_bookmarks.unlike_episode", 3, client=user)

    assert (liked.liked, taken_back.liked, taken_back.likes) == (True, False, liked.likes - 1)
    assert [(item.id, item.bookmarked) for item in bookmarks.items] == [(3, True)]
    assert bookmarks.items[0].bookmarked_at.tzinfo is not None


def test_it_tells_who_one_is_and_ends_the_session(generated: Generated, user: Any) -> None:
    me = generated.ask("accounts.get_me", client=user)
    ended = generated.ask_in_detail("accounts.log_out", client=user)
    refused = generated.ask("accounts.get_me", client=user)

    assert me.created_at.tzinfo is not None
    assert ended.status_code == httpx.codes.NO_CONTENT
    assert (refused.status, refused.type_) == (401, "urn:tvsi:problem:not-authenticated")


def test_it_parses_problems(generated: Generated) -> None:
    refused = generated.ask("episodes.search_episodes", page=10_000)
    unknown = generated.ask("episodes.get_episode", 999_999)

    assert isinstance(refused, generated.models.ProblemDetails)
    assert (refused.status, [error.parameter for error in refused.errors]) == (400, ["page"])
    assert (unknown.status, unknown.type_) == (404, "urn:tvsi:problem:episode-not-found")
    assert unknown.request_id
