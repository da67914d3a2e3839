"""A Postgres of a test's own that may be killed and come back. An Elasticsearch of that kind is in ``nodes``."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg

from catalog.database import open_another
from catalog.migrations import migrate
from embedded.postgres import EmbeddedPostgres
from embedded.supervisor.janitor import Janitor

DATABASE = "wrecked"


class Postgres:
    """A Postgres whose every process may be killed at once, as by a power cut."""

    def __init__(self, directory: Path, janitor: Janitor) -> None:
        self._server = EmbeddedPostgres(directory)
        self._janitor = janitor
        self._process = self._start()
        with psycopg.connect(self._server.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{DATABASE}"')
        self.url = self._server.url(DATABASE)
        db = open_another(self.url)
        migrate(db)
        db.close()

    def _start(self) -> subprocess.Popen[bytes]:
        process = self._server.start()
        self._janitor.watch(process.pid, EmbeddedPostgres.STOP_SIGNAL)
        return process

    def kill(self) -> None:
        """Kill it, with whatever works for it."""
        server = psutil.Process(self._process.pid)
        server.suspend()  # so that it starts none that would be missed
        workers = server.children(recursive=True)
        for process in (server, *workers):
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self._process.wait()
        psutil.wait_procs(workers, timeout=10)
        self._janitor.forget(self._process.pid)

    def start(self) -> None:
        """Start it again: it recovers what was committed."""
        self._process = self._start()

    def cut(self, backends: int) -> None:
        """End some of the connections that others have."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT %s",
                (backends,),
            )

    def rename(self, episode_id: int, name: str) -> None:
        """Change an episode as a load does."""
        with psycopg.connect(self.url) as connection:
            connection.execute("UPDATE episode SET name = %s WHERE id = %s", (name, episode_id))
            connection.execute("INSERT INTO outbox (episode_id) VALUES (%s)", (episode_id,))

    def stop(self) -> None:
        """End it in order."""
        self._process.send_signal(EmbeddedPostgres.STOP_SIGNAL)
        self._process.wait(30)
        self._janitor.forget(self._process.pid)
