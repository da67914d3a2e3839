"""Both stores, opened for one command and closed after it; what they fail with becomes a line."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import closing, contextmanager

import click
from elasticsearch import Elasticsearch
from peewee import PeeweeException, PostgresqlDatabase

from catalog.bulk import WriteAliasGone
from catalog.comparison import IndexUnreadable
from catalog.database import open_another
from catalog.elastic import SEARCH_FAILURES, connect_elasticsearch
from catalog.projection import NoIndex
from catalog.rebuild import RebuildIncomplete
from catalog.settings import StoreSettings

INDEX_FAILURES = (IndexUnreadable, NoIndex, RebuildIncomplete, WriteAliasGone)


@contextmanager
def open_stores(settings: StoreSettings) -> Iterator[tuple[PostgresqlDatabase, Elasticsearch]]:
    """Give both stores while the block runs."""
    # The client warns of what its exception says anyway.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    address = settings.elasticsearch_url
    try:
        with closing(open_another(settings.postgres_url)) as db, connect_elasticsearch(address) as es:
            yield db, es
    except SEARCH_FAILURES as error:
        raise click.ClickException(f"Elasticsearch ({address}): {error}") from None
    except PeeweeException as error:
        raise click.ClickException(f"Postgres: {str(error).strip()}") from None
    except INDEX_FAILURES as error:
        raise click.ClickException(str(error)) from None
