"""What a move tells: what to set, without passwords."""

from __future__ import annotations

from pathlib import Path

import pytest

from embedded.moving.move import Targets
from embedded.moving.telling import hide_passwords, tell_what_to_set


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://tvsi:s:cret@db.example:5432/tvsi", "postgresql://tvsi:…@db.example:5432/tvsi"),
        ("postgresql://tvsi@db.example:5432/tvsi?sslmode=require", "postgresql://tvsi@db.example:5432/tvsi?sslmode=require"),
        ("postgresql:///tvsi?host=/run&password=secret&user=me", "postgresql:///tvsi?host=/run&password=…&user=me"),
        ("http://a:s3@one.example:9200,https://b:s4@two.example:9200", "http://a:…@one.example:9200,https://b:…@two.example:9200"),
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
    ],
)  # fmt: skip
def test_no_password_is_shown(url: str, shown: str) -> None:
    assert hide_passwords(url) == shown


def test_what_to_set_is_named_by_variable() -> None:
    told = tell_what_to_set(Targets("postgresql://me:pw@db/tvsi", "http://es:9200"), Path("/data"))

    assert "  export TVSI_POSTGRES_URL='postgresql://me:…@db/tvsi'\n" in told
    assert "  export TVSI_ELASTICSEARCH_URL='http://es:9200'\n" in told
    assert "TVSI_DAGSTER_POSTGRES_URL" not in told


@pytest.mark.parametrize(
    "given", ["postgresql+psycopg2://me@db/runs?sslmode=require", "postgres://me@db/runs?sslmode=require"]
)
def test_dagsters_database_is_named_as_postgresql_knows_it(given: str) -> None:
    assert Targets("postgresql://me@db/tvsi", dagster_url=given).find_dagster() == (
        "postgresql://me@db/runs?sslmode=require"
    )
    assert Targets("postgresql://me@db/tvsi?a=b").find_dagster() == "postgresql://me@db/dagster?a=b"
