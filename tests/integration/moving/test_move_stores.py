"""The embedded stores' content goes to outside ones whole, is compared there, and stays where it was."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import psycopg
import pytest
from elasticsearch import Elasticsearch

from catalog.database import connect
from catalog.index import ALIAS
from catalog.migrations import migrate
from catalog.tables import EpisodeLike, Store
from embedded.postgres import EmbeddedPostgres
from embedded.preflight import hold_lock
from tests.everything import Rows, fill_everything
from tests.integration.moving.embedded_site import (
    EmbeddedSite,
    drop_database,
    make_database,
    make_site,
    read_rows,
    run_dagster,
)

# What the index that is built at the target leaves there.
INDEXED = ("search_index", "projection_version", "projection_parked")


@dataclass(frozen=True)
class Targets:
    """Outside stores: an empty database, one for Dagster, an Elasticsearch."""

    server: EmbeddedPostgres
    url: str
    dagster_url: str
    elasticsearch_url: str

    @property
    def options(self) -> tuple[str, ...]:
        """Name them all."""
        stores = ("--to-postgres", self.url, "--to-elasticsearch", self.elasticsearch_url)
        return (*stores, "--to-dagster-postgres", self.dagster_url)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedSite:
    """Make one for all tests: a move only reads it."""
    return make_site(tmp_path_factory.mktemp("embedded") / "data")


@pytest.fixture
def targets(postgres_server: EmbeddedPostgres, es: Elasticsearch, elasticsearch_url: str) -> Iterator[Targets]:
    name = f"moved_{secrets.token_hex(4)}"
    urls = [make_database(postgres_server, database) for database in (name, f"{name}_dagster")]
    yield Targets(postgres_server, urls[0], urls[1], elasticsearch_url)
    for database in (name, f"{name}_dagster"):
        drop_database(postgres_server, database)
    for index in es.indices.get(index=f"{ALIAS}-*").body:
        es.indices.delete(index=index)


def _leave_out_indexed(rows: Rows) -> Rows:
    return {table: found for table, found in rows.items() if table not in INDEXED}


def _refuse(moved: CompletedProcess[str]) -> str:
    assert (moved.returncode, moved.stdout) == (1, "")
    assert "Traceback" not in moved.stderr
    return moved.stderr


def test_all_is_moved_compared_and_left_where_it_was(site: EmbeddedSite, targets: Targets, tmp_path: Path) -> None:
    before = site.read()

    moved = site.tvsi("move-stores", *targets.options)

    assert moved.returncode == 0, moved.stderr
    assert "rows copied, and the same at both ends" in moved.stdout
    assert "--to-elasticsearch: 4 documents indexed, missing 0 ghost 0 stale 0\n" in moved.stdout
    assert f"  export TVSI_POSTGRES_URL='{targets.url}'\n" in moved.stdout
    assert _leave_out_indexed(read_rows(targets.url)) == _leave_out_indexed(before)
    assert site.read() == before
    assert run_dagster(tmp_path, targets.dagster_url) == ["2026-03-02"]
    verified = site.tvsi("verify", TVSI_POSTGRES_URL=targets.url, TVSI_ELASTICSEARCH_URL=targets.elasticsearch_url)
    assert verified.stdout == "missing 0 ghost 0 stale 0\n"


def test_rows_go_on_at_the_target_where_they_ended(site: EmbeddedSite, targets: Targets) -> None:
    assert site.tvsi("move-stores", *targets.options).returncode == 0

    with psycopg.connect(targets.url) as connection:
        insert = (
            "INSERT INTO app_user (username, email, password_hash) VALUES ('new', 'new@example.org', '-') RETURNING id"
        )
        ((new,),) = connection.execute(insert).fetchall()
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO app_user (username, email, password_hash) VALUES ('ADA', 'x', '-')")

    assert new == 3


def test_said_again_it_takes_what_is_there_and_builds_the_index(site: EmbeddedSite, targets: Targets) -> None:
    interrupted = site.tvsi("move-stores", "--to-postgres", targets.url, "--without-dagster")
    assert interrupted.returncode == 0

    first, second = (site.tvsi("move-stores", *targets.options) for _ in range(2))

    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert "--to-postgres holds all of it already\n" in first.stdout
    assert "--to-dagster-postgres: " in first.stdout
    assert "--to-dagster-postgres holds all of it already\n" in second.stdout
    assert "missing 0 ghost 0 stale 0\n" in second.stdout


def _like_at_target(targets: Targets) -> None:
    with closing(connect(targets.url)):
        EpisodeLike.delete().where(EpisodeLike.episode == 11).execute()


def _fill_with_another(targets: Targets) -> None:
    with closing(connect(targets.url)) as db:
        migrate(db)
        fill_everything(db)
        Store.update(id="another").execute()


@pytest.mark.parametrize("is_in_use", [True, False])
def test_what_the_target_holds_is_overwritten_only_if_that_is_said(
    site: EmbeddedSite,
    targets: Targets,
    is_in_use: bool,  # noqa: FBT001 - a table of two
) -> None:
    if is_in_use:
        assert site.tvsi("move-stores", *targets.options).returncode == 0
        _like_at_target(targets)
    else:
        _fill_with_another(targets)
    held = read_rows(targets.url)

    refused = site.tvsi("move-stores", *targets.options)
    assert "already holds other data" in _refuse(refused)
    assert read_rows(targets.url) == held
    replaced = site.tvsi("move-stores", *targets.options, "--replace")

    assert replaced.returncode == 0, replaced.stderr
    assert _leave_out_indexed(read_rows(targets.url)) == _leave_out_indexed(site.read())


def test_an_index_of_another_database_is_overwritten_only_if_that_is_said(
    site: EmbeddedSite, targets: Targets, es: Elasticsearch
) -> None:
    other = f"{ALIAS}-20260101000000-abcdef"
    es.indices.create(index=other, aliases={ALIAS: {}}, mappings={"_meta": {"store": "another"}})

    assert "holds the index of another database" in _refuse(site.tvsi("move-stores", *targets.options))
    assert read_rows(targets.url) == {}
    replaced = site.tvsi("move-stores", *targets.options, "--replace")

    assert "missing 0 ghost 0 stale 0\n" in replaced.stdout
    assert not es.indices.exists(index=other)


def _execute(url: str, statements: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statements)


def test_tables_of_something_else_are_never_touched(site: EmbeddedSite, targets: Targets) -> None:
    _execute(targets.url, "CREATE TABLE invoices (id int); INSERT INTO invoices VALUES (7)")

    refused = site.tvsi("move-stores", *targets.options, "--replace")

    assert "holds tables of something else (invoices)" in _refuse(refused)
    with psycopg.connect(targets.url) as connection:
        assert connection.execute("TABLE invoices").fetchall() == [(7,)]


def test_a_user_without_rights_is_told_before_anything_is_written(site: EmbeddedSite, targets: Targets) -> None:
    _execute(targets.url, "DROP ROLE IF EXISTS outsider; CREATE ROLE outsider LOGIN")
    outsider = targets.url.replace("postgresql://postgres@", "postgresql://outsider@")

    refused = site.tvsi("move-stores", "--to-postgres", outsider, "--without-dagster")

    assert "its user may not make tables there" in _refuse(refused)
    _execute(targets.url, "GRANT CREATE ON SCHEMA public TO outsider")
    moved = site.tvsi("move-stores", "--to-postgres", outsider, "--without-dagster")
    assert moved.returncode == 0, moved.stderr
    _execute(targets.url, "DROP OWNED BY outsider; DROP ROLE outsider")


def test_a_target_that_is_in_use_is_not_overwritten(site: EmbeddedSite, targets: Targets) -> None:
    _fill_with_another(targets)

    with psycopg.connect(targets.url):
        refused = site.tvsi("move-stores", *targets.options, "--replace")

    assert "--to-postgres is in use, over 1 other connections" in _refuse(refused)


@pytest.mark.parametrize("option", ["--to-postgres", "--to-elasticsearch", "--to-dagster-postgres"])
def test_a_target_that_does_not_answer_is_named_without_its_password(
    site: EmbeddedSite, targets: Targets, option: str
) -> None:
    kind = "http" if option == "--to-elasticsearch" else "postgresql"
    nowhere = f"{kind}://me:changeme@127.0.0.1:9{'' if kind == 'http' else '/tvsi'}"

    said = _refuse(site.tvsi("move-stores", *targets.options, option, nowhere))

    assert said.startswith(f"Error: {option}")
    assert said.count("\n") == 1
    assert "changeme" not in said
    assert read_rows(targets.url) == {}


def test_one_database_for_both_is_refused(site: EmbeddedSite, targets: Targets) -> None:
    refused = site.tvsi("move-stores", "--to-postgres", targets.url, "--to-dagster-postgres", targets.url)

    assert "Dagster needs one of its own" in _refuse(refused)
    assert read_rows(targets.url) == {}


def test_where_nothing_is_embedded_nothing_is_moved(targets: Targets, tmp_path: Path) -> None:
    refused = EmbeddedSite(tmp_path / "absent").tvsi("move-stores", *targets.options)

    assert "holds no embedded Postgres" in _refuse(refused)
    assert not (tmp_path / "absent").exists()


def test_while_it_is_in_use_nothing_is_moved(site: EmbeddedSite, targets: Targets) -> None:
    with hold_lock(site.data_dir):
        refused = _refuse(site.tvsi("move-stores", *targets.options))

    assert "another `make up` (process " in refused
    assert "Nothing else may write meanwhile" in refused


@pytest.mark.parametrize("words", [(), ("--to-postgres", "mysql://x/y"), ("--to-postgres", "postgresql://x/y", "--up")])
def test_wrong_options_are_refused(site: EmbeddedSite, words: tuple[str, ...]) -> None:
    assert site.tvsi("move-stores", *words).returncode == (1 if "mysql://x/y" in words else 2)
