"""A database holds live or simulated data, once and for good."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from peewee import PostgresqlDatabase

from catalog.database import open_beside
from catalog.store import StoreMismatch, claim_store, read_store


def test_a_store_keeps_its_identity(db: PostgresqlDatabase) -> None:
    assert read_store(db) is None

    store_id = claim_store(db, "simulated")

    assert claim_store(db, "simulated") == store_id
    assert read_store(db) == (store_id, "simulated")


def test_data_of_the_other_source_is_refused(db: PostgresqlDatabase) -> None:
    claim_store(db, "simulated")

    with pytest.raises(StoreMismatch, match="holds simulated data"):
        claim_store(db, "live")


def test_many_processes_may_claim_at_once(db: PostgresqlDatabase) -> None:
    def claim(_: int) -> str:
        with closing(open_beside(db)) as own:
            return claim_store(own, "live")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(claim, range(8)))) == 1
