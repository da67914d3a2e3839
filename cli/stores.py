"""The stores, opened for one command and closed after it; what they fail with becomes a line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit

import click
from elasticsearch import Elasticsearch
from peewee import PeeweeException, PostgresqlDatabase

from catalog.bulk import WriteAliasGone
from catalog.comparison import IndexUnreadable
from catalog.database import open_another
from catalog.elastic import SEARCH_FAILURES, connect_elasticsearch
from catalog.filling import RebuildIncomplete
from catalog.projection import NoIndex
from catalog.registry import DefinitionNewer
from catalog.settings import StoreSettings, split_addresses

INDEX_FAILURES = (DefinitionNewer, IndexUnreadable, NoIndex, RebuildIncomplete, WriteAliasGone)


@contextmanager
def open_stores(settings: StoreSettings) -> Iterator[tuple[PostgresqlDatabase, Elasticsearch]]:
    """Give both stores while the block runs."""
    # The client warns of what its exception says anyway.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    url = settings.elasticsearch_url
    try:
        with explain_postgres(), closing(open_another(settings.postgres_url)) as db, connect_elasticsearch(url) as es:
            yield db, es
    except SEARCH_FAILURES as error:
        raise click.ClickException(f"Elasticsearch ({_without_password(url)}): {error}") from None
    except INDEX_FAILURES as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def explain_postgres() -> Iterator[None]:
    """End the command with a line if Postgres fails while the block runs."""
    try:
        yield
    except PeeweeException as error:
        raise click.ClickException(f"Postgres: {' '.join(str(error).split())}") from None


def _without_password(addresses: str) -> str:
    return ", ".join(urlsplit(address).netloc.rpartition("@")[2] for address in split_addresses(addresses))
