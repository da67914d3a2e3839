"""Whether the index that serves may go on serving, and if not, why it must be built anew."""

from __future__ import annotations

from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.database import lock_transaction
from catalog.elastic import list_alias_indices
from catalog.index import definition_hash
from catalog.registry import LOCK, OnWait, RegisteredIndex, deregister, list_registered, read_version, refuse_later
from catalog.store import read_origin


class IndexUnfit(Exception):
    """The index must be built anew; the message says why."""


def read_highest_version(es: Elasticsearch, alias: str) -> int:
    """Read the highest version that any document carries; a restored database may have drawn fewer."""
    answer = es.search(
        index=f"{alias},{alias}-write-*",
        size=0,
        aggs={"highest": {"max": {"field": "version"}}},
        ignore_unavailable=True,
        allow_no_indices=True,
        filter_path="aggregations",
    )
    return int(answer.body.get("aggregations", {}).get("highest", {}).get("value") or 0)


def explain_rebuild(db: PostgresqlDatabase, es: Elasticsearch, alias: str) -> str | None:
    """Say why the index must be built anew, or nothing where it is as it should be. Raises ``DefinitionNewer``."""
    return explain_unfit(db, es, alias) or explain_outdated(db, es, alias)


def explain_unfit(db: PostgresqlDatabase, es: Elasticsearch, alias: str) -> str | None:
    """Say why nothing may be written before the index is built anew, or nothing where ticks may go on.

    Raises ``DefinitionNewer`` where a later version of TVSI made it: this one's would be no better.
    """
    # Before and after, for a rebuild registers the new index long before it serves, and the old one until after.
    known = list_registered(db)
    serving = list_alias_indices(es, alias)
    registered = {index.name: index for index in (*known, *list_registered(db))}
    refuse_later(registered.values())
    if not serving:
        return "there is none"
    if not serving <= set(registered):
        return "the one that serves is not in the registry"
    if _find_gone(db, es):
        return "a registered index is gone"
    return _doubt_store(db, es, serving) or _doubt_age(db, es, alias)


def explain_outdated(db: PostgresqlDatabase, es: Elasticsearch, alias: str) -> str | None:
    """Say why another index should take the place of the one that serves, which ticks keep up until then."""
    serving = list_alias_indices(es, alias)
    hashes = {index.definition_hash for index in list_registered(db) if index.name in serving}
    if not hashes <= {definition_hash()}:
        return "its definition has changed"
    copies = _read_origins(es, serving, "copy")
    if copies <= {read_origin(db)["copy"]}:
        return None
    if copies == {None}:
        return "it does not say which copy of its database it was built from"
    return "its database was restored, or another server has taken over"


def disown_newer(db: PostgresqlDatabase, es: Elasticsearch, alias: str, on_wait: OnWait) -> None:
    """Strike off the registry what is newer than its database, before versions are drawn that would hide it."""
    if _doubt_age(db, es, alias):
        for name in list_alias_indices(es, alias):
            deregister(db, name, on_wait)


def _doubt_store(db: PostgresqlDatabase, es: Elasticsearch, serving: set[str]) -> str | None:
    """Say that the index that serves may hold another database's documents. An unclaimed one can't tell yet."""
    store, stores = read_origin(db)["store"], _read_origins(es, serving, "store")
    if store is None or stores <= {store}:
        return None
    return "it was built before its database was claimed" if stores == {None} else "it was built from another database"


def _read_origins(es: Elasticsearch, serving: set[str], kind: str) -> set[str | None]:
    if not serving:
        return set()
    mappings = es.indices.get_mapping(index=sorted(serving), ignore_unavailable=True).body.values()
    return {found["mappings"].get("_meta", {}).get(kind) for found in mappings}


def _doubt_age(db: PostgresqlDatabase, es: Elasticsearch, alias: str) -> str | None:
    """Say that the database is older than the index: a version is drawn, and committed, before it is written.

    An older copy of all its files is the same copy by its marks.
    """
    es.indices.refresh(index=alias, ignore_unavailable=True, allow_no_indices=True)
    highest = read_highest_version(es, alias)
    return "its database has gone back, as a restored one has" if highest > read_version(db) else None


def _find_gone(db: PostgresqlDatabase, es: Elasticsearch) -> set[RegisteredIndex]:
    known = list_registered(db)
    gone = {index for index in known if not es.indices.exists_alias(name=index.write_alias)}
    if not gone:
        return gone
    # Read again, while nobody changes the registry: whoever ends an alias gives the index another one before that, or
    # strikes the index off before others can take the registry.
    with db.atomic():
        lock_transaction(db, LOCK, shared=True)
        return gone & set(list_registered(db))
