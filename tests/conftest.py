"""Real stores for tests, started once a run and only when a test asks for one."""

from __future__ import annotations

import secrets
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from peewee import PostgresqlDatabase

from catalog.database import connect
from catalog.migrations import migrate
from embedded.postgres import EmbeddedPostgres


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """Run one PostgreSQL for the whole run, with a migrated database ``template`` to copy."""
    server = EmbeddedPostgres(tmp_path_factory.mktemp("postgres"))
    process = server.start()
    _execute(server, 'CREATE DATABASE "template"')
    db = connect(server.url("template"))
    migrate(db)
    db.close()
    yield server
    process.send_signal(signal.SIGINT)
    process.wait(30)


@pytest.fixture
def postgres_url(postgres_server: EmbeddedPostgres) -> Iterator[str]:
    """Give a fresh, migrated database of the test's own."""
    name = f"test_{secrets.token_hex(6)}"
    _execute(postgres_server, f'CREATE DATABASE "{name}" TEMPLATE "template"')
    yield postgres_server.url(name)
    _execute(postgres_server, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def db(postgres_url: str) -> Iterator[PostgresqlDatabase]:
    """Bind the tables to the test's database, synchronously."""
    made = connect(postgres_url)
    with made.connection_context():
        yield made


@pytest.fixture(scope="session")
def project() -> Path:
    """Give the root of the checkout."""
    return Path(__file__).parent.parent


def _execute(server: EmbeddedPostgres, statement: str) -> None:
    with psycopg.connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(statement)
