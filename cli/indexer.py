"""``tvsi indexer``: drain the outbox into Elasticsearch, building the index where there is none."""

from __future__ import annotations

import signal
from pathlib import Path
from threading import Event

import click

from catalog.indexer import run_indexer
from catalog.logs import configure_logs
from catalog.registry import DefinitionNewer
from catalog.settings import IndexSettings, LogSettings
from cli.heartbeat import HeartbeatEvent


@click.command()
@click.option("--heartbeat", type=click.Path(path_type=Path), help="A file to touch while all goes on.")
def command(heartbeat: Path | None) -> None:
    """Run until SIGTERM, through restarts of both stores; ends after the current tick.

    Ends with 1 as soon as a later version of TVSI has made an index.
    """
    configure_logs(LogSettings.read())
    stop = HeartbeatEvent(heartbeat) if heartbeat else Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    try:
        run_indexer(IndexSettings.read(), stop)
    except DefinitionNewer as error:
        raise click.ClickException(str(error)) from None
