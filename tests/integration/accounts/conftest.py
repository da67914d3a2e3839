"""One filled catalogue for all of these tests, which they change, an API over it, and accounts to act with."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from elasticsearch import Elasticsearch

from catalog.database import connect
from catalog.rebuild import Layout, rebuild
from catalog.tables import Store
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.accounts.catalogue import Catalogue
from tests.integration.accounts.somebody import Register, Somebody, register_at
from tests.integration.api.corpus import fill

PUBLIC_URL = "https://tv.example/tvsi"


@pytest.fixture(scope="session")
def catalogue(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[Catalogue]:
    """Fill a database and its index once for the run. Nobody drains the outbox."""
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute('CREATE DATABASE "accounts_tests" TEMPLATE "template"')
    made = Catalogue(postgres_server.url("accounts_tests"), "accounts-tests")
    db = connect(made.url)
    es = Elasticsearch(elasticsearch_url)
    with db.connection_context():
        Store.create(id="accounts-tests", source="simulated")
        fill()
        index = rebuild(db, es, Layout(made.alias), grace=0).name
    yield made
    es.indices.delete(index=index)
    es.close()


@pytest.fixture(scope="session")
def start_over(start_api: StartApi, catalogue: Catalogue, elasticsearch_url: str) -> StartApi:
    """Start further APIs over the same catalogue, with other settings; whoever starts one may leave it running."""

    def start(**settings: object) -> RunningApi:
        usual = {
            "postgres_url": catalogue.url,
            "elasticsearch_url": elasticsearch_url,
            "public_url": PUBLIC_URL,
            "rate_limits": "off",
        }
        return start_api(catalogue.alias, **{**usual, **settings})

    return start


@pytest.fixture(scope="session")
def api(start_over: StartApi) -> Iterator[RunningApi]:
    """Serve the catalogue, without limits; ended before its stores are."""
    running = start_over()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def limiting_api(start_over: StartApi) -> Iterator[RunningApi]:
    """Serve the catalogue with the delays on, and believe what clients of this machine say of where they are."""
    running = start_over(rate_limits="on", without_quotas="yes", trusted_proxies="127.0.0.1")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def register(api: RunningApi) -> Register:
    """Register somebody with a name of their own."""

    def make(at: RunningApi | None = None, **overrides: str) -> Somebody:
        return register_at(at or api, **overrides)

    return make


@pytest.fixture
def somebody(register: Register) -> Somebody:
    """Register somebody for this test."""
    return register()
