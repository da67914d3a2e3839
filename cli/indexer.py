"""``tvsi indexer``: drain the outbox into Elasticsearch, building the index where there is none."""

from __future__ import annotations

import logging
import signal
from threading import Event

import click

from catalog.indexer import run_indexer
from catalog.registry import DefinitionNewer
from catalog.settings import IndexSettings


@click.command()
def command() -> None:
    """Run until SIGTERM, through restarts of both stores; ends after the current tick.

    Ends with 1 as soon as a later version of TVSI has made an index.
    """
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    # One line per state of a store is ours to write; the client would add one per request.
    logging.getLogger("elastic_transport").setLevel(logging.ERROR)
    stop = Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        run_indexer(IndexSettings.read(), stop)
    except DefinitionNewer as error:
        raise click.ClickException(str(error)) from None
