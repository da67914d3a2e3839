"""Stores of a benchmark's own: a real Postgres and a real Elasticsearch in a temporary directory, ended with it."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg

from catalog.database import open_another
from catalog.migrations import migrate
from embedded.elasticsearch.node import EmbeddedElasticsearch
from embedded.postgres import EmbeddedPostgres
from embedded.supervisor.janitor import Janitor


@dataclass(frozen=True)
class Stores:
    """Both stores, running."""

    postgres: EmbeddedPostgres
    elasticsearch_url: str

    def make_database(self, name: str, template: str | None = None) -> str:
        """Make a migrated database, or a copy of another that nobody is connected to, and give its address."""
        copied = f' TEMPLATE "{template}" STRATEGY file_copy' if template else ""
        with psycopg.connect(self.postgres.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"{copied}'.encode())
        url = self.postgres.url(name)
        if template is None:
            db = open_another(url)
            migrate(db)
            db.close()
        return url


@contextmanager
def run_stores(heap: str = "512m") -> Iterator[Stores]:
    """Run both until the block ends; a killed benchmark leaves neither behind."""
    with TemporaryDirectory(prefix="tvsi-bench-") as folder, Janitor() as janitor:
        postgres = EmbeddedPostgres(Path(folder) / "postgres")
        elasticsearch = EmbeddedElasticsearch(Path(folder) / "elasticsearch", heap=heap)
        server = postgres.start()
        janitor.watch(server.pid, EmbeddedPostgres.STOP_SIGNAL)
        try:
            with elasticsearch.start() as node:
                try:
                    yield Stores(postgres, elasticsearch.url)
                finally:
                    node.terminate()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(60)
            janitor.forget(server.pid)
