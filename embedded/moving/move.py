"""The move itself: look at everything, copy TVSI's database and Dagster's, build the index there, compare."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass, field

from catalog.database import open_another
from catalog.elastic import SEARCH_FAILURES, connect_elasticsearch
from catalog.filling import RebuildIncomplete
from catalog.migrations import DatabaseNewer, list_migrations, refuse_later
from catalog.rebuild import Layout, rebuild
from catalog.rows import count_rows as count_episodes
from catalog.store import read_store
from catalog.verify import verify
from embedded.databases import DAGSTER, make_database, replace_database
from embedded.moving.contents import Connection, count_rows, list_tables
from embedded.moving.copying import copy_database
from embedded.moving.source import run_source
from embedded.moving.targets import (
    Finding,
    check_apart,
    check_elasticsearch,
    check_postgres,
    check_unused,
    open_postgres,
)
from embedded.postgres import EmbeddedPostgres
from embedded.settings import UpSettings
from embedded.stores import DATABASE
from embedded.supervisor.service import StartFailed

Progress = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
SOURCE = "the embedded Postgres"


@dataclass(frozen=True)
class Targets:
    """Where to. Without an address Dagster's database is beside TVSI's; without one the index stays where it is."""

    postgres_url: str
    elasticsearch_url: str | None = None
    dagster_url: str | None = None
    is_dagster_left: bool = False
    layout: Layout = field(default_factory=Layout)
    may_replace: bool = False

    def find_dagster(self) -> str:
        """Give the address of Dagster's database as PostgreSQL's own programs know it."""
        given = self.dagster_url or replace_database(self.postgres_url, DAGSTER)
        return re.sub(r"^postgres(ql)?(\+\w+)?://", "postgresql://", given)


@dataclass(frozen=True)
class Teller:
    """How the operator is told: in lines, and by a bar for what takes long."""

    say: Callable[[str], None]
    show: Progress


@dataclass(frozen=True)
class _Pair:
    """A database here and the one that it goes to."""

    what: str
    source_url: str
    target_url: str

    @contextmanager
    def open(self) -> Iterator[tuple[Connection, Connection]]:
        """Connect to both."""
        with open_postgres(self.source_url, SOURCE) as source, open_postgres(self.target_url, self.what) as target:
            yield source, target


def move_stores(settings: UpSettings, targets: Targets, teller: Teller) -> None:
    """Move; raises ``StartFailed`` with what to do. May be said again after it was interrupted."""
    with run_source(settings) as server:
        store_id = _check_source(server)
        if targets.elasticsearch_url:
            check_elasticsearch(targets.elasticsearch_url, store_id, may_replace=targets.may_replace)
        pairs = _list_pairs(server, targets)
        findings = [_check(pair, may_replace=targets.may_replace) for pair in pairs]
        for pair, finding in zip(pairs, findings, strict=True):
            _copy(pair, finding, teller)
    if targets.elasticsearch_url:
        _index(targets, targets.elasticsearch_url, teller)


def _check_source(server: EmbeddedPostgres) -> str | None:
    """Check that the tables are those of this version and that nobody else is connected; give the store's id."""
    with open_postgres(server.url(DATABASE), SOURCE) as source:
        check_unused(source, SOURCE)
    with closing(open_another(server.url(DATABASE))) as db:
        migrations, store = list_migrations(db), read_store(db)
    try:
        refuse_later(migrations)
    except DatabaseNewer as error:
        raise StartFailed(str(error)) from None
    if not all(migration.is_applied for migration in migrations):
        raise StartFailed("the embedded tables are of an earlier version: run `make up` once and stop it, then move")
    return store[0] if store else None


def _list_pairs(server: EmbeddedPostgres, targets: Targets) -> list[_Pair]:
    pairs = [_Pair("--to-postgres", server.url(DATABASE), targets.postgres_url)]
    if not targets.is_dagster_left and _has_dagster(server):
        if targets.dagster_url is None:
            with pairs[0].open():
                make_database(targets.postgres_url, DAGSTER)
        pairs.append(_Pair("--to-dagster-postgres", server.url(DAGSTER), targets.find_dagster()))
        with pairs[0].open() as (_, one), pairs[1].open() as (_, other):
            check_apart(one, other)
    return pairs


def _has_dagster(server: EmbeddedPostgres) -> bool:
    with open_postgres(server.url(), SOURCE) as connection:
        found = connection.execute("SELECT FROM pg_database WHERE datname = %s", (DAGSTER,)).fetchone()
    return found is not None


def _check(pair: _Pair, *, may_replace: bool) -> Finding:
    with pair.open() as (source, target):
        return check_postgres(source, target, pair.what, may_replace=may_replace)


def _copy(pair: _Pair, finding: Finding, teller: Teller) -> None:
    if finding == "copied":
        teller.say(f"{pair.what} holds all of it already")
        return
    with pair.open() as (source, target):
        total = count_rows(source, list_tables(source))
        with teller.show("copying", total) as advance:
            copied = copy_database(source, pair.source_url, target, advance, may_empty=finding == "other")
    teller.say(f"{pair.what}: {len(copied)} tables with {sum(copied.values())} rows copied, and the same at both ends")


def _index(targets: Targets, url: str, teller: Teller) -> None:
    try:
        with closing(open_another(targets.postgres_url)) as db, connect_elasticsearch(url) as es:
            episodes = count_episodes(db)
            with teller.show("indexing", episodes) as advance:
                built = rebuild(db, es, targets.layout, on_progress=advance)
            with teller.show("comparing", episodes) as advance:
                found = verify(db, es, targets.layout, on_progress=advance)
    except (*SEARCH_FAILURES, RebuildIncomplete) as error:
        raise StartFailed(
            f"--to-elasticsearch: {str(error).splitlines()[0]}. Say it again once that is mended"
        ) from None
    counts = f"missing {found.missing} ghost {found.ghost} stale {found.stale}"
    if not found.is_clean:
        raise StartFailed(f"the index at the target differs: {counts}. Say it again, or `tvsi verify --repair` there")
    teller.say(f"--to-elasticsearch: {built.documents} documents indexed, {counts}")
