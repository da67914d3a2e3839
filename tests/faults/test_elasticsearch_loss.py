"""Elasticsearch loses everything: searches are told that their index is being built, and it comes back by itself."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.outbox import mark_changed
from catalog.rebuild import Layout
from catalog.verify import verify
from tests.faults.nodes import Node
from tests.faults.system import Account, Caller, add_accounts, is_drained, read_index, wait_until
from tests.faults.versions import start_indexer
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.catalog.television import add_episode, add_show

EPISODES = range(1, 31)
_NUMBERS = count(1000)


def _ask(api: RunningApi) -> tuple[int, str]:
    """Search for something that no kept answer is for, and give status and kind of the answer.

    What needs no search is answered all the same.
    """
    found = api.get(f"/v1/episodes?airdate_from=1900-01-01&show_id=1&show_id={next(_NUMBERS)}")
    kind = "" if found.is_success else found.json()["type"].rpartition(":")[2]
    if not found.is_success:
        assert found.headers["Retry-After"]
    assert api.get("/v1/episodes/7").json()["name"] == "Episode 7"
    return found.status_code, kind


def _like(api: RunningApi, account: Account, episode_id: int) -> None:
    with Caller(api.port) as caller:
        caller.set_like(account, episode_id, liked=True)


@pytest.fixture
def accounts(db: PostgresqlDatabase) -> list[Account]:
    """Fill the tables and give somebody who is logged in."""
    add_show(1)
    for episode_id in EPISODES:
        add_episode(episode_id)
    mark_changed(db, episodes=EPISODES)
    return add_accounts(db, 1)


def test_an_index_that_is_lost_with_its_elasticsearch_comes_back_by_itself(
    db: PostgresqlDatabase,
    postgres_url: str,
    accounts: list[Account],
    node: Node,
    start_api: StartApi,
    tmp_path: Path,
) -> None:
    alias, (account,) = "lost", accounts
    node.start()
    api = start_api(alias, postgres_url=postgres_url, elasticsearch_url=node.url)
    with start_indexer(postgres_url, node.url, alias, tmp_path / "indexer.log") as indexer:
        _like(api, account, 1)
        wait_until(lambda: _ask(api) == (200, "") and is_drained(db))

        node.stop()
        assert _ask(api) == (503, "search-unavailable")
        _like(api, account, 2)
        node.lose()
        with indexer.paused():
            node.start()
            assert _ask(api) == (503, "search-building")
            assert api.get("/health/ready").json()["search"] == "building"
            _like(api, account, 3)
        wait_until(lambda: _ask(api) == (200, "") and is_drained(db))

    with Elasticsearch(node.url) as es:
        assert read_index(es, alias, EPISODES) == {number: int(number <= 3) for number in EPISODES}
        assert verify(db, es, Layout(alias)).is_clean
    assert api.stop() == 0
