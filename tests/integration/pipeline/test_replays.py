"""Tables alone materialized through the real assets: from the kept answers, without a call."""

from __future__ import annotations

from datetime import date
from typing import Any
from zlib import compress

from peewee import PostgresqlDatabase

from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.loads import Materialize

DAY = date(2024, 3, 12)
US = "/schedule?country=US%"


def _count(db: PostgresqlDatabase, statement: str, *parameters: Any) -> int:
    found: int = db.execute_sql(statement, parameters).fetchone()[0]
    return found


def test_tables_alone_are_replayed_from_the_kept_answers(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase
) -> None:
    materialize("listings", DAY)
    simulator.clear_ledger()
    db.execute_sql("UPDATE episode SET name = 'as if read wrongly'")
    db.execute_sql("UPDATE schedule SET fingerprint = 0")

    replayed = materialize("listings", DAY, selection=["channel", "show", "episode", "schedule"])

    assert replayed.is_success
    assert simulator.ledger() == []
    assert _count(db, "SELECT count(*) FROM episode WHERE name = 'as if read wrongly'") == 0


def test_a_replay_without_kept_answers_says_so(materialize: Materialize, simulator: RunningSimulator) -> None:
    replayed = materialize("listings", DAY, selection=["schedule"])

    assert not replayed.is_success
    assert "no answer is kept to replay" in replayed.failure()
    assert simulator.ledger() == []


def test_a_replay_leaves_unlisted_episodes_to_the_next_run_that_asks(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase
) -> None:
    materialize("listings", DAY)
    db.execute_sql("DELETE FROM schedule WHERE feed = 'us'")
    db.execute_sql("UPDATE episode SET unlisted_at = now() WHERE id NOT IN (SELECT episode_id FROM schedule)")
    unlisted = "SELECT count(*) FROM episode WHERE unlisted_at IS NOT NULL AND unlisted_checked_at IS NULL"
    simulator.clear_ledger()
    db.execute_sql("UPDATE raw_payload SET body = %s WHERE request LIKE %s", (compress(b"[]"), US))
    waiting = _count(db, unlisted)

    replayed = materialize("listings", DAY, selection=["channel", "show", "episode", "schedule"])

    assert replayed.is_success
    assert simulator.ledger() == []
    assert _count(db, unlisted) == waiting > 0
