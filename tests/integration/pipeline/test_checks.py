"""The checks over whole tables find what points nowhere, and what the index lacks."""

from __future__ import annotations

from datetime import date

import dagster as dg
import pytest
from peewee import PostgresqlDatabase

from pipeline.checks import every_episode_has_its_show, index_equals_tables
from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.loads import Materialize

DAY = date(2024, 3, 12)
NO_WEB = [{"path": "/schedule/web", "fault": "body", "value": []}]


def _check(check: object, db: PostgresqlDatabase) -> dg.AssetCheckResult:
    assert isinstance(check, dg.AssetChecksDefinition)
    result = check(database=db)
    assert isinstance(result, dg.AssetCheckResult)
    return result


def test_loaded_rows_all_point_somewhere(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase
) -> None:
    simulator.set_faults(NO_WEB)
    materialize("listings", DAY)

    assert _check(every_episode_has_its_show, db).passed


@pytest.mark.parametrize("column", ["network_id", "web_channel_id"])
def test_a_show_without_its_channel_is_named(
    materialize: Materialize, simulator: RunningSimulator, db: PostgresqlDatabase, column: str
) -> None:
    simulator.set_faults(NO_WEB)
    materialize("listings", DAY)
    [show] = db.execute_sql(f"UPDATE show SET {column} = -1 WHERE id = (SELECT min(id) FROM show) RETURNING id")

    found = _check(every_episode_has_its_show, db)

    assert not found.passed
    assert found.description == f"without what they name: show {show[0]}"


def test_an_index_that_lacks_the_tables_rows_is_told(
    materialize: Materialize,
    simulator: RunningSimulator,
    db: PostgresqlDatabase,
    postgres_url: str,
    elasticsearch_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TVSI_POSTGRES_URL", postgres_url)
    monkeypatch.setenv("TVSI_ELASTICSEARCH_URL", elasticsearch_url)
    simulator.set_faults(NO_WEB)
    materialize("listings", DAY)

    found = _check(index_equals_tables, db)

    assert not found.passed
    missing = found.metadata["missing"].value
    assert missing == db.execute_sql("SELECT count(*) FROM episode").fetchone()[0]
