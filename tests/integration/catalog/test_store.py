"""A database holds live or simulated data, once and for good; which copy of it this is can be told."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from peewee import PostgresqlDatabase

from catalog.database import open_another, open_beside
from catalog.store import StoreMismatch, claim_store, read_origin, read_store
from embedded.ownership import become, give_to, let_pass
from embedded.postgres import EmbeddedPostgres
from embedded.wheels import find_postgres
from tests.integration.catalog.indexers import settle


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


@pytest.fixture
def standby(postgres_server: EmbeddedPostgres) -> Iterator[EmbeddedPostgres]:
    """Run a server that follows the tests' own."""
    with TemporaryDirectory(prefix="tvsi-standby-") as folder:
        made = EmbeddedPostgres(Path(folder))
        data = Path(folder) / "data"
        data.mkdir(mode=0o700)
        if made.user is not None:
            give_to(made.user, data)
            let_pass(data)
        address = ["-d", postgres_server.url()]
        copy = [str(find_postgres() / "pg_basebackup"), *address, "-D", str(data), "-R", "-c", "fast"]
        subprocess.run(copy, check=True, cwd="/", **become(made.user))
        process = made.start()
        yield made
        process.send_signal(signal.SIGINT)
        process.wait(30)


def test_a_server_that_has_just_taken_over_has_another_copy(db: PostgresqlDatabase, standby: EmbeddedPostgres) -> None:
    store_id = claim_store(db, "live")
    before = read_origin(db)
    written = db.execute_sql("SELECT pg_current_wal_lsn()").fetchone()
    with closing(open_another(standby.url())) as following:
        settle(lambda: following.execute_sql("SELECT pg_last_wal_replay_lsn() >= %s", written).fetchone() == (True,))
        following.execute_sql("SELECT pg_promote()")

    with closing(open_another(standby.url(_name(db)))) as promoted:
        after = read_origin(promoted)

    assert read_origin(db) == before
    assert before["store"] == after["store"] == store_id
    assert before["copy"] != after["copy"]


def test_how_long_a_transaction_may_idle_is_the_operators_choice_but_for_indexers(db: PostgresqlDatabase) -> None:
    db.execute_sql(f'ALTER DATABASE "{_name(db)}" SET idle_in_transaction_session_timeout = 90000')

    with closing(open_another(db.database)) as other, closing(open_another(db.database, longest_idle=7)) as indexer:
        shown = [own.execute_sql("SHOW idle_in_transaction_session_timeout").fetchone() for own in (other, indexer)]

    assert shown == [("90s",), ("7s",)]


def _name(db: PostgresqlDatabase) -> str:
    ((name,),) = db.execute_sql("SELECT current_database()").fetchall()
    return str(name)
