"""A data directory as ``make up`` leaves it, with something in every table and in Dagster's, and outside targets."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from catalog.database import connect
from catalog.migrations import migrate
from embedded.databases import DAGSTER, to_dagster_url
from embedded.postgres import EmbeddedPostgres
from embedded.stores import DATABASE
from tests.everything import Rows, fill_everything, read_everything

CHECKOUT = Path(__file__).parents[3]
# In a process of its own, for Dagster takes its address out of the environment.
_DAGSTER = """
import sys
import dagster as dg
with dg.DagsterInstance.get() as instance:
    if sys.argv[1:]:
        instance.report_runless_asset_event(dg.AssetMaterialization("schedule", partition=sys.argv[1]))
    print(*sorted(instance.get_materialized_partitions(dg.AssetKey("schedule"))))
"""


@dataclass(frozen=True)
class EmbeddedSite:
    """The data directory of a ``make up`` that was stopped."""

    data_dir: Path

    @property
    def server(self) -> EmbeddedPostgres:
        """Give its Postgres, not running."""
        return EmbeddedPostgres(self.data_dir / "simulated" / "postgres")

    @contextmanager
    def running(self) -> Iterator[EmbeddedPostgres]:
        """Run its Postgres until the block ends."""
        server = self.server
        process = server.start()
        try:
            yield server
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(30)

    def tvsi(self, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run a verb on it."""
        environment = {"TVSI_DATA_DIR": str(self.data_dir), **variables}
        command = [sys.executable, "-m", "cli", *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=200)

    def read(self) -> Rows:
        """Read what it holds."""
        with self.running() as server:
            return read_rows(server.url(DATABASE))


def make_site(data_dir: Path) -> EmbeddedSite:
    """Make one: a claimed, filled database of TVSI's, one of Dagster's with a day that is loaded."""
    data_dir.mkdir()
    (data_dir / "source").write_text("simulated\n")
    site = EmbeddedSite(data_dir)
    with site.running() as server:
        for name in (DATABASE, DAGSTER):
            make_database(server, name)
        with closing(connect(server.url(DATABASE))) as db:
            migrate(db)
            fill_everything(db)
        assert run_dagster(data_dir, server.url(DAGSTER), "2026-03-02") == ["2026-03-02"]
    return site


def make_database(server: EmbeddedPostgres, name: str) -> str:
    """Make an empty database and give its address."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    return server.url(name)


def drop_database(server: EmbeddedPostgres, name: str) -> None:
    """Remove a database, whoever is connected."""
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def read_rows(url: str) -> Rows:
    """Read all of TVSI's rows of a database."""
    with closing(connect(url)) as db:
        return read_everything(db)


def run_dagster(home: Path, url: str, *loaded: str) -> list[str]:
    """Tell Dagster that a day is loaded, if one is named, and list those that are."""
    link = home / "dagster.yaml"
    if not link.exists():
        link.symlink_to(CHECKOUT / "dagster.yaml")
    environment = {**os.environ, "DAGSTER_HOME": str(home), "TVSI_DAGSTER_POSTGRES_URL": to_dagster_url(url)}
    command = [sys.executable, "-c", _DAGSTER, *loaded]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout.split()
