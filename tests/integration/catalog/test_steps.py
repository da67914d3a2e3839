"""A tick and a rebuild take the very steps, in the order that ``tests/model`` plays: else it would prove nothing."""

from __future__ import annotations

import logging

import pytest
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.projection import Projector
from catalog.rebuild import Layout, rebuild
from tests.integration.catalog.television import add_user, add_whole_episode, like

# What a statement or a request is known by, and its name. The first that fits is it.
STEPS = {
    "DELETE FROM outbox": "claim",
    "INSERT INTO like_total": "add the likes",
    "pg_advisory_xact_lock_shared": "hold the registry",
    "pg_advisory_xact_lock": "wait for ticks",
    "INSERT INTO search_index": "register",
    "UPDATE search_index SET write_alias": "change the write alias",
    "DELETE FROM search_index": "deregister",
    "FROM search_index": "read the registry",
    "UPDATE projection_version": "draw",
    "SELECT version FROM projection_version": "read the version",
    "pg_control_system": "read the mark",
    "_search": "read the highest version",
    "JOIN show ON": "read",
    "LEFT JOIN like_total": "read likes",
    "_bulk": "bulk",
    "_refresh": "refresh",
    "INSERT INTO outbox": "put back",
    "/_count": "count",
    "_aliases": "change aliases",
    "DELETE http": "remove",
    "pg_advisory_lock": "lock",
    "pg_advisory_unlock": "unlock",
}


def _name(line: str) -> str:
    return next((name for known, name in STEPS.items() if known in line), "")


def _list_steps(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Name what was asked of both stores, in order; several of one kind in a row are one step."""
    told = [_name(record.getMessage()) for record in caplog.records]
    named = [name for name in told if name]
    return [name for name, before in zip(named, ["", *named], strict=False) if name != before]


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Note every statement and every request."""
    caplog.set_level(logging.INFO, "elastic_transport.transport")
    caplog.set_level(logging.DEBUG, "peewee")  # the last one is the handler's level too
    return caplog


def test_a_tick(db: PostgresqlDatabase, projector: Projector, told: pytest.LogCaptureFixture) -> None:
    add_whole_episode(1)
    add_user(1)
    like(db, 1, 1)
    told.clear()

    projector.tick()

    assert _list_steps(told) == [
        "claim",
        "add the likes",
        "hold the registry",
        "read the registry",
        "draw",
        "read",
        "read likes",
        "bulk",
        "refresh",
    ]


def test_a_rebuild(db: PostgresqlDatabase, es: Elasticsearch, layout: Layout, told: pytest.LogCaptureFixture) -> None:
    add_whole_episode(1)
    rebuild(db, es, layout, grace=0)
    told.clear()

    rebuild(db, es, layout, grace=0)

    assert _list_steps(told) == [
        "lock",
        "read the registry",
        "refresh",
        "read the highest version",
        "read the version",
        "read the mark",
        "draw",
        "wait for ticks",
        "register",
        "read",
        "read likes",
        "bulk",
        "refresh",
        "count",
        "wait for ticks",
        "change the write alias",
        "change aliases",
        "refresh",
        "change aliases",
        "draw",
        "read the registry",
        "wait for ticks",
        "remove",
        "deregister",
        "remove",
        "unlock",
    ]
