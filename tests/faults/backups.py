"""Backups as docs/operating.md has them made: with PostgreSQL's own programs."""

from __future__ import annotations

import subprocess
from pathlib import Path

import psycopg

from embedded.postgres import EmbeddedPostgres
from embedded.wheels import find_postgres


def dump(url: str, file: Path) -> None:
    """Back a database up, while it is used or not."""
    _run("pg_dump", "--format=custom", f"--file={file}", url)


def restore(url: str, file: Path) -> None:
    """Fill an empty database with what a backup holds."""
    _run("pg_restore", "--no-owner", "--single-transaction", "--exit-on-error", f"--dbname={url}", str(file))


def wipe(server: EmbeddedPostgres, url: str) -> None:
    """Make a database empty, whoever is connected to it."""
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')


def _run(program: str, *words: str) -> None:
    done = subprocess.run([str(find_postgres() / program), *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
