"""``tvsi api``: serve the HTTP API until SIGTERM or Ctrl-C, letting requests in flight finish."""

from __future__ import annotations

import click

from api.serve import PortUnusable, serve
from api.settings import ApiSettings
from api.workers import WorkerDied


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
def command(host: str) -> None:
    """Serve the API on TVSI_API_PORT with TVSI_API_WORKERS workers."""
    settings = ApiSettings.read()
    try:
        serve(settings, host)
    except (PortUnusable, WorkerDied) as error:
        raise click.ClickException(str(error)) from None
