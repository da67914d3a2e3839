"""One filled catalogue for all of these tests, which they change, and APIs over it and over less."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.api.corpus import fill

ALIAS = "contract-tests"


@pytest.fixture(scope="session")
def catalogue_url(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[str]:
    """Fill a database and its index once for the run."""
    with open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url:
        yield url


@pytest.fixture(scope="session")
def start_over(start_api: StartApi, catalogue_url: str, elasticsearch_url: str) -> StartApi:
    """Start APIs over the catalogue with other settings."""

    def start(alias: str = ALIAS, **settings: Any) -> RunningApi:
        usual = {"postgres_url": catalogue_url, "elasticsearch_url": elasticsearch_url, "rate_limits": "off"}
        return start_api(alias, **{**usual, **settings})

    return start


@pytest.fixture(scope="session")
def api(start_over: StartApi) -> Iterator[RunningApi]:
    """Serve the catalogue; ended before its stores are."""
    running = start_over()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def api_without_search(start_over: StartApi) -> Iterator[RunningApi]:
    """Serve the tables alone."""
    running = start_over(elasticsearch_url="http://127.0.0.1:9")
    yield running
    running.stop()


@pytest.fixture(scope="session")
def document(api: RunningApi) -> dict[str, Any]:
    """Give the API's description of itself."""
    found: dict[str, Any] = api.get("/openapi.json").json()
    return found
