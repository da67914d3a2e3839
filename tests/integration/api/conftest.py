"""One API over one filled catalogue for all of these tests; none of them changes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from elasticsearch import Elasticsearch

from catalog.database import connect
from catalog.rebuild import Layout, rebuild
from catalog.tables import Store
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.integration.api.corpus import fill

ALIAS = "api-tests"


@pytest.fixture(scope="session")
def catalogue_url(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[str]:
    """Fill a database and its index once for the run."""
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute('CREATE DATABASE "api_tests" TEMPLATE "template"')
    url = postgres_server.url("api_tests")
    db = connect(url)
    es = Elasticsearch(elasticsearch_url)
    with db.connection_context():
        Store.create(id="tests", source="simulated")
        fill()
        index = rebuild(db, es, Layout(ALIAS), grace=0).name
    yield url
    es.indices.delete(index=index)
    es.close()


@pytest.fixture(scope="session")
def api(start_api: StartApi, catalogue_url: str, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve the catalogue; ended before its stores are."""
    running = start_api(
        ALIAS,
        postgres_url=catalogue_url,
        elasticsearch_url=elasticsearch_url,
        public_url="https://tv.example/tvsi/",
    )
    yield running
    running.stop()


@pytest.fixture(scope="session")
def document(api: RunningApi) -> dict[str, Any]:
    """Give the API's description of itself."""
    found: dict[str, Any] = api.get("/openapi.json").json()
    return found
