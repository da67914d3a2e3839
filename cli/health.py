"""``tvsi health``: whether a part that runs beside this command is well, for the health checks of containers."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
from pathlib import Path

import click

from catalog.settings import Settings

SECONDS = 4.0
# Where each part tells how it is; both ports are those of its container.
API, DAGSTER = "/health/ready", "/server_info"
DAGSTER_PORT = 3000


class PortSettings(Settings):
    """Where the API listens."""

    api_port: int = 8000


@click.group()
def command() -> None:
    """End with 0 where the part is well, else with 1 and the reason."""


@command.command()
def api() -> None:
    """Ask the API whether it is ready: Postgres answers and has its tables."""
    _ask(PortSettings.read().api_port, API)


@command.command()
@click.option("--port", default=DAGSTER_PORT, show_default=True)
def dagster(port: int) -> None:
    """Ask Dagster's webserver whether it serves."""
    _ask(port, DAGSTER)


@command.command()
@click.option("--heartbeat", required=True, type=click.Path(path_type=Path), help="What `tvsi indexer` was told.")
@click.option("--seconds", default=60.0, show_default=True, help="How old its last sign may be.")
def indexer(heartbeat: Path, seconds: float) -> None:
    """Look whether the indexer still goes round, also where it waits for a store."""
    try:
        age = time.time() - heartbeat.stat().st_mtime
    except FileNotFoundError:
        raise click.ClickException(f"{heartbeat} is not there: the indexer has not begun") from None
    if age > seconds:
        raise click.ClickException(f"the indexer gave its last sign {age:.0f} s ago")


def _ask(port: int, path: str) -> None:
    # Only what Python brings along: it is asked every few seconds.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(f"http://127.0.0.1:{port}{path}", timeout=SECONDS):
            pass
    except urllib.error.HTTPError as error:
        raise click.ClickException(f"{path} answers {error.code}: {error.read(500).decode(errors='replace')}") from None
    except OSError as error:
        raise click.ClickException(f"nothing answers at port {port}: {error}") from None
