"""Backup, wipe, restore: with PostgreSQL's own programs, and the index follows whatever database it finds."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

import httpx
import psycopg
import pytest
from elasticsearch import Elasticsearch

from catalog.database import connect
from catalog.elastic import list_alias_indices
from catalog.index import ALIAS
from catalog.outbox import mark_changed
from catalog.serving import explain_rebuild
from catalog.tables import Episode, EpisodeLike
from embedded.postgres import EmbeddedPostgres
from tests.everything import Rows, read_everything
from tests.faults.backups import dump, restore, wipe
from tests.faults.system import wait_until
from tests.faults.versions import start_indexer
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.postgres import fresh_database
from tests.integration.accounts.somebody import Somebody, is_let_in, register_at
from tests.integration.catalog.television import add_episode, add_person, add_show, cast_as_guest, list_in
from tests.integration.moving.embedded_site import drop_database, make_database, run_dagster

CLEAN = "missing 0 ghost 0 stale 0\n"
# Written by whoever reads: a rebuild registers its index and draws versions, a session's tokens change at each login.
WRITTEN = ("search_index", "projection_version", "outbox", "like_total")


@dataclass(frozen=True)
class Site:
    """A whole site by its parts: where its stores are, and how its programs are started over them."""

    server: EmbeddedPostgres
    postgres_url: str
    elasticsearch_url: str
    es: Elasticsearch
    folder: Path
    start_api: Callable[[], RunningApi]

    def tvsi(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a verb over its stores."""
        stores = {"TVSI_POSTGRES_URL": self.postgres_url, "TVSI_ELASTICSEARCH_URL": self.elasticsearch_url}
        command = [sys.executable, "-m", "cli", *words]
        return subprocess.run(command, env=stores, capture_output=True, text=True, check=False, timeout=120)

    def index(self) -> None:
        """Run an indexer until everything is written into an index that may serve."""
        log = self.folder / f"indexer-{token_hex(4)}.log"
        with start_indexer(self.postgres_url, self.elasticsearch_url, ALIAS, log) as indexer:
            wait_until(lambda: indexer.is_ready() and self._is_indexed() and not self._is_to_be_rebuilt())

    def read(self) -> Rows:
        """Read what people and loads wrote."""
        with closing(connect(self.postgres_url)) as db:
            return {table: rows for table, rows in read_everything(db).items() if table not in WRITTEN}

    def change(self, act: Callable[[Any], None]) -> None:
        """Change rows as a load does."""
        with closing(connect(self.postgres_url)) as db, db.atomic():
            act(db)

    def _is_to_be_rebuilt(self) -> bool:
        with closing(connect(self.postgres_url)) as db:
            return explain_rebuild(db, self.es, ALIAS) is not None

    def _is_indexed(self) -> bool:
        with psycopg.connect(self.postgres_url) as connection:
            registered = {name for (name,) in connection.execute("SELECT name FROM search_index").fetchall()}
            left = connection.execute("SELECT count(*) FROM outbox").fetchone()
        return left == (0,) and len(registered) == 1 and registered == list_alias_indices(self.es, ALIAS)


@pytest.fixture
def site(
    postgres_server: EmbeddedPostgres, es: Elasticsearch, elasticsearch_url: str, start_api: StartApi, tmp_path: Path
) -> Iterator[Site]:
    """Give a site with a few episodes, loaded and indexed."""
    with fresh_database(postgres_server) as url:
        started: list[RunningApi] = []

        def start() -> RunningApi:
            started.append(start_api(ALIAS, postgres_url=url, elasticsearch_url=elasticsearch_url))
            return started[-1]

        made = Site(postgres_server, url, elasticsearch_url, es, tmp_path, start)
        made.change(_load)
        made.index()
        yield made
        for api in started:
            if api.process.poll() is None:
                api.stop()
        for name in es.indices.get(index=f"{ALIAS}-*").body:
            es.indices.delete(index=name)


def _load(db: Any) -> None:
    db.execute_sql("INSERT INTO store (id, source) VALUES (md5(random()::text), 'simulated')")
    add_show(1)
    add_person(5, "Zoë")
    for episode_id in range(1, 6):
        add_episode(episode_id)
        list_in("us", episode_id)
    cast_as_guest(5, 1)
    Episode.update(withdrawn=True).where(Episode.id == 5).execute()
    mark_changed(db, episodes=range(1, 6))


def _load_more(db: Any) -> None:
    """Change everything that a backup may then be behind of: an episode more, one renamed, one come back."""
    add_episode(6)
    Episode.update(name="Renamed").where(Episode.id == 2).execute()
    Episode.update(withdrawn=False).where(Episode.id == 5).execute()
    mark_changed(db, episodes=[2, 5, 6])


def _read_likes(api: RunningApi) -> dict[int, int]:
    found = api.get("/v1/episodes?per_page=100").json()["items"]
    return {item["id"]: item["likes"] for item in found}


def _react(api: RunningApi) -> Somebody:
    ada = register_at(api)
    for episode_id in (1, 2, 5):
        assert ada.like(episode_id).status_code == httpx.codes.OK
    assert ada.bookmark(3).status_code == httpx.codes.OK
    return ada


def test_after_backup_wipe_and_restore_all_is_as_it_was_and_nobody_is_logged_out(site: Site) -> None:
    api = site.start_api()
    ada = _react(api)
    site.index()
    before, found = site.read(), _read_likes(api)
    dump(site.postgres_url, site.folder / "tvsi.dump")
    api.stop()
    wipe(site.server, site.postgres_url)
    for name in site.es.indices.get(index=f"{ALIAS}-*").body:
        site.es.indices.delete(index=name)

    restore(site.postgres_url, site.folder / "tvsi.dump")
    restored = site.read()
    reindexed, verified = site.tvsi("reindex"), site.tvsi("verify")

    assert (reindexed.returncode, verified.stdout) == (0, CLEAN), reindexed.stderr
    assert restored == before
    again = ada.at(site.start_api())
    assert is_let_in(again.api, again.access_token)
    assert again.refresh().get("/v1/me").json()["username"] == ada.username
    assert again.log_in().list_ids("/v1/me/bookmarks") == [3]
    assert sorted(again.log_in().list_ids("/v1/me/likes")) == [1, 2, 5]
    assert _read_likes(again.api) == found == {1: 1, 2: 1, 3: 0, 4: 0}


@pytest.mark.parametrize("is_rebuilt_since", [False, True])
@pytest.mark.parametrize("how", ["indexer", "verify --repair"])
def test_a_restored_older_database_under_a_newer_index_has_its_own_again(
    site: Site,
    how: str,
    is_rebuilt_since: bool,  # noqa: FBT001 - a table
) -> None:
    api = site.start_api()
    ada = _react(api)
    site.index()
    dump(site.postgres_url, site.folder / "older.dump")
    _go_on(site, ada)
    if is_rebuilt_since:
        assert site.tvsi("reindex").returncode == 0
    assert _read_likes(api) == {1: 0, 2: 1, 3: 0, 4: 1, 5: 1, 6: 1}

    wipe(site.server, site.postgres_url)
    restore(site.postgres_url, site.folder / "older.dump")
    assert site.tvsi("verify").returncode == 1
    if how == "indexer":
        site.index()
    else:
        repaired = site.tvsi("verify", "--repair")
        assert repaired.stdout.endswith(f"after the repair: {CLEAN}"), repaired.stderr

    assert site.tvsi("verify").stdout == CLEAN
    assert _read_likes(api) == {1: 1, 2: 1, 3: 0, 4: 0}
    site.change(_load_more)
    site.index()
    assert site.tvsi("verify").stdout == CLEAN
    assert set(_read_likes(api)) == {1, 2, 3, 4, 5, 6}


def test_a_database_that_is_restored_and_has_drawn_as_many_versions_as_the_index_holds_is_noticed(site: Site) -> None:
    ada = _react(site.start_api())
    site.index()
    dump(site.postgres_url, site.folder / "older.dump")
    _go_on(site, ada)
    wipe(site.server, site.postgres_url)
    restore(site.postgres_url, site.folder / "older.dump")
    site.change(lambda db: db.execute_sql("UPDATE projection_version SET version = version + 1000"))

    site.index()

    assert site.tvsi("verify").stdout == CLEAN


def _go_on(site: Site, somebody: Somebody) -> None:
    """Load, like and unlike more, and index it."""
    site.change(_load_more)
    somebody.unlike(1)
    for episode_id in (4, 6):
        somebody.like(episode_id)
    site.index()


def test_an_index_of_another_database_is_replaced(site: Site) -> None:
    _go_on(site, _react(site.start_api()))
    with fresh_database(site.server) as url:
        other = Site(site.server, url, site.elasticsearch_url, site.es, site.folder, site.start_api)
        other.change(_load)
        other.change(lambda _: EpisodeLike.delete().execute())
        assert site.es.count(index=ALIAS)["count"] == 6

        other.index()

        assert other.tvsi("verify").stdout == CLEAN
        assert site.es.count(index=ALIAS)["count"] == 5
        assert len(site.es.indices.get(index=f"{ALIAS}-*").body) == 1


def test_dagsters_database_comes_back_with_the_days_that_it_knew_as_loaded(
    postgres_server: EmbeddedPostgres, tmp_path: Path
) -> None:
    name = f"runs_{token_hex(4)}"
    url = make_database(postgres_server, name)
    assert run_dagster(tmp_path, url, "2026-03-02") == ["2026-03-02"]
    dump(url, tmp_path / "dagster.dump")
    wipe(postgres_server, url)

    restore(url, tmp_path / "dagster.dump")

    assert run_dagster(tmp_path, url) == ["2026-03-02"]
    drop_database(postgres_server, name)
