"""Whether an outside Postgres and Elasticsearch can take what is moved, looked at before anything is written."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Literal

import psycopg
from elasticsearch import Elasticsearch

from catalog.elastic import SEARCH_FAILURES, connect_elasticsearch, list_alias_indices
from catalog.index import ALIAS, definition
from embedded.moving.contents import SAME_TEXT, Connection, list_differing, list_tables, measure
from embedded.supervisor.service import StartFailed

TIMEOUT_SECONDS = 10
LEAVING_SECONDS = 3
OLDEST_ELASTICSEARCH = 9
# Written at the target by the index that is built there: they say nothing of what was copied.
WRITTEN_BY_INDEXING = frozenset({"search_index", "projection_version", "projection_parked"})
Finding = Literal["empty", "copied", "other"]

_SERVER = """
    SELECT (SELECT system_identifier FROM pg_control_system()), current_database(),
      current_setting('server_version_num')::int / 10000
"""
_RIGHTS = "SELECT has_schema_privilege('public', 'CREATE'), current_setting('server_encoding')"
_OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""


@contextmanager
def open_postgres(url: str, what: str) -> Iterator[Connection]:
    """Connect for as long as the block lasts; raises ``StartFailed`` in words without the address's password."""
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=TIMEOUT_SECONDS)
    except psycopg.ProgrammingError:
        raise StartFailed(f"{what} is no address that PostgreSQL understands") from None
    except psycopg.Error as error:
        raise StartFailed(f"{what} can't be reached: {' '.join(str(error).split())}") from None
    with connection:
        connection.execute(SAME_TEXT)
        try:
            yield connection
        except psycopg.Error as error:
            raise StartFailed(f"{what}: {' '.join(str(error).split())}") from None


def check_postgres(source: Connection, target: Connection, what: str, *, may_replace: bool) -> Finding:
    """Check that the target may be written and tell what it holds: nothing, all of this already, or something else.

    Raises ``StartFailed``.
    """
    _check_server(source, target, what)
    tables, held = list_tables(source), list_tables(target)
    if not held:
        return "empty"
    strangers = sorted(set(held) - set(tables))
    if strangers:
        raise StartFailed(f"{what} holds tables of something else ({', '.join(strangers[:3])}): name an empty database")
    check_unused(target, what)
    compared = [table for table in tables if table not in WRITTEN_BY_INDEXING]
    found = measure(target, [table for table in compared if table in held])
    differing = list_differing(measure(source, compared), found)
    if not differing:
        return "copied"
    if not may_replace:
        raise StartFailed(
            f"{what} already holds other data, in {differing[0]}. If an earlier move brought it, and it was in use "
            "since, there is nothing to move; --replace overwrites all that it holds"
        )
    return "other"


def check_unused(connection: Connection, what: str) -> None:
    """Raise ``StartFailed`` where somebody else is connected, who may write; who is just leaving is waited for."""
    deadline = time.monotonic() + LEAVING_SECONDS
    while others := connection.execute(_OTHERS).fetchall()[0][0]:
        if time.monotonic() < deadline:
            time.sleep(0.1)
            continue
        raise StartFailed(f"{what} is in use, over {others} other connections: stop what uses it, then say it again")


def check_apart(one: Connection, other: Connection) -> None:
    """Raise ``StartFailed`` where both are the same database, which one copy would take from the other."""
    first, second = (connection.execute(_SERVER).fetchall()[0] for connection in (one, other))
    if first == second:
        raise StartFailed("--to-dagster-postgres is the database of --to-postgres: Dagster needs one of its own")


def _check_server(source: Connection, target: Connection, what: str) -> None:
    (ours, our_name, our_version), (theirs, their_name, their_version) = (
        connection.execute(_SERVER).fetchall()[0] for connection in (source, target)
    )
    if (ours, our_name) == (theirs, their_name):
        raise StartFailed(f"{what} is the embedded database itself: name another")
    if their_version < our_version:
        raise StartFailed(
            f"{what} is PostgreSQL {their_version}, older than the embedded {our_version}: take a newer one"
        )
    ((may_create, encoding),) = target.execute(_RIGHTS).fetchall()
    if not may_create:
        raise StartFailed(f"{what}: its user may not make tables there; GRANT CREATE ON SCHEMA public lets it")
    if encoding != "UTF8":
        raise StartFailed(f"{what} keeps text as {encoding}: make a database with ENCODING 'UTF8'")


def check_elasticsearch(url: str, store_id: str | None, *, may_replace: bool) -> None:
    """Check that an index can be made there, and that none of another database serves there; raises ``StartFailed``."""
    with connect_elasticsearch(url, timeout=TIMEOUT_SECONDS) as es, _explain():
        version = str(es.info()["version"]["number"])
        if int(version.partition(".")[0]) < OLDEST_ELASTICSEARCH:
            raise StartFailed(
                f"--to-elasticsearch is Elasticsearch {version}; {OLDEST_ELASTICSEARCH} or later is needed"
            )
        if not may_replace and _find_origins(es) - {store_id}:
            raise StartFailed("--to-elasticsearch holds the index of another database; --replace overwrites it")
        _try_definition(es)


def _find_origins(es: Elasticsearch) -> set[str | None]:
    """Name the databases that the serving index was built from."""
    serving = sorted(list_alias_indices(es, ALIAS))
    if not serving:
        if es.indices.exists(index=ALIAS):
            raise StartFailed(f"--to-elasticsearch has an index named {ALIAS}, where an alias of that name is to be")
        return set()
    found = es.indices.get_mapping(index=serving).body.values()
    return {index["mappings"].get("_meta", {}).get("store") for index in found}


def _try_definition(es: Elasticsearch) -> None:
    """Make an index as it will be made, with its alias, and remove it: rights and analysis are there, or are not."""
    name = f"{ALIAS}-trial-{token_hex(6)}"
    try:
        es.indices.create(index=name, aliases={f"{name}-write": {}}, **definition())
    finally:
        es.options(ignore_status=404).indices.delete(index=name)


@contextmanager
def _explain() -> Iterator[None]:
    try:
        yield
    except SEARCH_FAILURES as error:
        raise StartFailed(f"--to-elasticsearch: {str(error).splitlines()[0]}") from None
