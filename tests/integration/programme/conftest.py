"""One API over one filled catalogue for all of these tests; none of them changes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.programme.corpus import fill

ALIAS = "programme-tests"


@pytest.fixture(scope="session")
def catalogue_url(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[str]:
    """Fill a database and its index once for the run."""
    with open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url:
        yield url


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
