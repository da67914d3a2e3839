"""The two stores of a start: embedded ones that it runs, or outside ones that it only uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from embedded.databases import DAGSTER, make_database, replace_database
from embedded.elasticsearch.node import EmbeddedElasticsearch
from embedded.ownership import become
from embedded.postgres import EmbeddedPostgres
from embedded.settings import UpSettings, inherit_environment
from embedded.supervisor.checks import says
from embedded.supervisor.service import Service

DATABASE = "tvsi"
LONG_RECOVERY_SECONDS = 900


@dataclass(frozen=True)
class Store:
    """An address, the service behind it where it is ours, and how its databases are made."""

    url: str
    service: Service | None = None
    make_databases: tuple[Callable[[], None], ...] = ()
    dagster_url: str = ""


def choose_postgres(settings: UpSettings, folder: Path) -> Store:
    """Use the outside server that is named, or run one in the folder."""
    if settings.postgres_url is not None:
        url = settings.postgres_url
        dagster_url = settings.dagster_postgres_url or replace_database(url, DAGSTER)
        ours = [] if settings.dagster_postgres_url else [DAGSTER]
        return Store(url, None, _make(url, ours), dagster_url)
    server = EmbeddedPostgres(folder / "postgres")
    service = Service(
        "postgres",
        server.command,
        inherit_environment(),
        address="a Unix socket",
        check=says(server.is_ready),
        prepare=server.prepare,
        explain=server.explain,
        identity=become(server.user),
        stop_signal=server.STOP_SIGNAL,
        start_seconds=LONG_RECOVERY_SECONDS,
        stop_seconds=30,
        stage=0,
    )
    dagster_url = settings.dagster_postgres_url or server.url(DAGSTER)
    return Store(server.url(DATABASE), service, _make(server.url(), [DATABASE, DAGSTER]), dagster_url)


def _make(url: str, names: list[str]) -> tuple[Callable[[], None], ...]:
    return tuple(partial(make_database, url, name) for name in names)


def choose_elasticsearch(settings: UpSettings, folder: Path) -> Store:
    """Use the outside cluster that is named, or run a node in the folder."""
    if settings.elasticsearch_url is not None:
        return Store(settings.elasticsearch_url)
    node = EmbeddedElasticsearch(
        folder / "elasticsearch", port=settings.elasticsearch_port, heap=settings.elasticsearch_heap
    )
    service = Service(
        "elasticsearch",
        node.command,
        inherit_environment(),
        address=node.url,
        check=says(node.is_ready),
        prepare=node.prepare,
        explain=node.explain,
        start_seconds=LONG_RECOVERY_SECONDS,
        stop_seconds=30,
        stage=0,
    )
    return Store(node.url, service)
