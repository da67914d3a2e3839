"""Indices that no search uses: the one that served before, and what rebuilds that died have left behind.

Every tick would write them, before what serves. Whoever removes one holds the lock of rebuilds, and stops the rebuild
that has lost it.
"""

from __future__ import annotations

import logging
import re
from contextlib import suppress
from functools import partial

from elasticsearch import Elasticsearch, NotFoundError
from peewee import PostgresqlDatabase

from catalog.database import try_advisory_lock
from catalog.elastic import list_alias_indices
from catalog.registry import OnWait, deregister, list_registered

LOCK = "rebuild"
# Ends the name of an alias that says that nothing can arrive any more through the one that it replaces.
READY = "ready"
# While all ticks wait.
TIMEOUT_SECONDS = 5

logger = logging.getLogger(__name__)


class _Postponed(Exception):
    """Ticks are under way."""


def sweep(db: PostgresqlDatabase, es: Elasticsearch, alias: str) -> None:
    """Remove what rebuilds that died have left, unless one runs, or a tick takes long: then another time."""
    with try_advisory_lock(db, LOCK) as free:
        if free:
            with suppress(_Postponed):
                remove_leftovers(db, es, alias, _postpone)


def remove_leftovers(db: PostgresqlDatabase, es: Elasticsearch, alias: str, on_wait: OnWait) -> None:
    """Remove our indices that the alias doesn't name. ``on_wait`` may raise to give up."""
    serving = list_alias_indices(es, alias)
    registered = {index.name for index in list_registered(db)}
    named_by_us = re.compile(rf"{re.escape(alias)}-\d{{14}}-[0-9a-f]{{6}}")
    existing = es.indices.get(index=f"{alias}-*", features=["aliases"])
    ours = {name for name in existing.body if named_by_us.fullmatch(name)}
    for name in sorted((ours | registered) - serving):
        # No tick is between the end of the alias that it would write through and that of its being registered. Where
        # this is cut off there, the next sweep ends it.
        if deregister(db, name, on_wait, agree=partial(_is_left_over, es, alias, name)):
            logger.info("removing %s, which no search uses", name)
            _remove(es, name)


def remove_index(db: PostgresqlDatabase, es: Elasticsearch, name: str, on_wait: OnWait) -> None:
    """Stop ticks from writing an index, wait for those that do, then remove it: else one would miss it."""
    deregister(db, name, on_wait)
    _remove(es, name)


def _is_left_over(es: Elasticsearch, alias: str, name: str) -> bool:
    """Stop a rebuild that may be about to put this index in place; tell whether it has not done so already.

    Its lock went with its connection, which it may not know yet. Elasticsearch looks which aliases there are before it
    takes them away: the rebuild may come in between. So it is asked until there are none, for none comes again.
    """
    asked = es.options(request_timeout=TIMEOUT_SECONDS)
    building = name.replace(f"{alias}-", f"{alias}-build-", 1)
    with suppress(NotFoundError):
        while True:
            asked.indices.delete_alias(index=name, name=[building, f"{building}-{READY}"])
    return name not in list_alias_indices(asked, alias)


def _remove(es: Elasticsearch, name: str) -> None:
    es.options(ignore_status=404).indices.delete(index=name)


def _postpone(_: int) -> None:
    raise _Postponed
