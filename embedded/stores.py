"""The two stores of a start: embedded ones that it runs, or outside ones that it only uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg

from catalog.settings import split_addresses
from embedded.databases import DAGSTER, make_database, replace_database
from embedded.elasticsearch.node import EmbeddedElasticsearch
from embedded.ownership import become
from embedded.ports import is_loopback
from embedded.postgres import EmbeddedPostgres
from embedded.settings import UpSettings, inherit_environment
from embedded.supervisor.checks import says
from embedded.supervisor.service import Part, Service, StartFailed, Step

DATABASE = "tvsi"
TIMEOUT_SECONDS = 10
LONG_RECOVERY_SECONDS = 900


@dataclass(frozen=True)
class Postgres:
    """Where the truth is, what runs or reaches it, and how databases are made in it."""

    url: str
    dagster_url: str
    part: Part
    make_databases: tuple[Callable[[], None], ...]


@dataclass(frozen=True)
class Elasticsearch:
    """Where the index is, and what runs or reaches it."""

    url: str
    part: Part

    @property
    def is_ours(self) -> bool:
        """Tell whether this start runs it."""
        return isinstance(self.part, Service)


def choose_postgres(settings: UpSettings, folder: Path) -> Postgres:
    """Use the outside server that is named, or run one in the folder."""
    if settings.postgres_url is not None:
        url = settings.postgres_url
        names = [] if settings.dagster_postgres_url else [DAGSTER]
        part: Part = Step("postgres", partial(_reach_postgres, url))
        given = settings.dagster_postgres_url or replace_database(url, DAGSTER)
        return Postgres(url, given, part, _make(url, names))
    server = EmbeddedPostgres(folder / "postgres")
    part = Service(
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
    return Postgres(server.url(DATABASE), dagster_url, part, _make(server.url(), [DATABASE, DAGSTER]))


def choose_elasticsearch(settings: UpSettings, folder: Path) -> Elasticsearch:
    """Use the outside cluster that is named, or run a node in the folder."""
    if settings.elasticsearch_url is not None:
        url = settings.elasticsearch_url
        return Elasticsearch(url, Step("elasticsearch", partial(_reach_elasticsearch, url)))
    node = EmbeddedElasticsearch(
        folder / "elasticsearch", port=settings.elasticsearch_port, heap=settings.elasticsearch_heap
    )
    part = Service(
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
    return Elasticsearch(node.url, part)


def _make(url: str, names: list[str]) -> tuple[Callable[[], None], ...]:
    return tuple(partial(make_database, url, name) for name in names)


def _reach_postgres(url: str) -> None:
    try:
        psycopg.connect(url, connect_timeout=TIMEOUT_SECONDS).close()
    except psycopg.ProgrammingError:  # its message quotes parts of the address, which may hold a password
        raise StartFailed("TVSI_POSTGRES_URL is no address that PostgreSQL understands") from None
    except psycopg.Error as error:
        raise StartFailed(f"TVSI_POSTGRES_URL can't be reached: {str(error).strip()}") from None


def _reach_elasticsearch(urls: str) -> None:
    """Reach one of the cluster's nodes; raises ``StartFailed`` with what each of them answered."""
    problems: list[str] = []
    for url in split_addresses(urls):
        address = urlsplit(url)
        problem = _ask(url, address.hostname or "")
        if problem is None:
            return
        problems.append(f"{address.hostname}:{address.port} {problem}")  # never the address: it may hold a password
    raise StartFailed(f"TVSI_ELASTICSEARCH_URL can't be reached: {'; '.join(problems)}")


def _ask(url: str, host: str) -> str | None:
    """Say what keeps a node from answering; None where it answers."""
    try:
        answer = httpx.get(url, timeout=TIMEOUT_SECONDS, trust_env=not is_loopback(host))
    except httpx.HTTPError as error:
        return f"does not answer ({str(error) or type(error).__name__})"
    return None if answer.is_success else f"answers {answer.status_code} {answer.reason_phrase}".rstrip()
