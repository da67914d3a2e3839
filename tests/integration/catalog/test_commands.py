"""``tvsi reindex``, ``tvsi verify`` and ``tvsi migrate`` against stores named by variables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from click.testing import CliRunner, Result
from elasticsearch import Elasticsearch
from peewee import PostgresqlDatabase

from catalog.index import ALIAS
from cli.main import main
from tests.integration.catalog.television import add_episode, add_whole_episode

Run = Callable[..., Result]


@pytest.fixture
def run(
    db: PostgresqlDatabase,
    es: Elasticsearch,
    postgres_url: str,
    elasticsearch_url: str,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Run]:
    """Call ``tvsi`` over two episodes, and remove the index at the end."""
    assert db
    add_whole_episode(1)
    add_episode(2)
    monkeypatch.setenv("TVSI_POSTGRES_URL", postgres_url)
    monkeypatch.setenv("TVSI_ELASTICSEARCH_URL", elasticsearch_url)

    yield lambda *words: CliRunner().invoke(main, words)
    for name in es.indices.get(index=f"{ALIAS}-*").body:
        es.indices.delete(index=name)


def test_reindex_says_what_it_built_and_verify_agrees(run: Run) -> None:
    built = run("reindex")
    verified = run("verify")

    assert built.exit_code == verified.exit_code == 0
    assert ": 2 documents in " in built.stdout
    assert built.stdout.strip().endswith("docs/s")
    assert verified.stdout == "missing 0 ghost 0 stale 0\n"


def test_verify_names_what_is_wrong_and_repairs_it(run: Run, es: Elasticsearch) -> None:
    run("reindex")
    es.update(index=ALIAS, id="1", doc={"name": "Altered"})
    es.delete(index=ALIAS, id="2")
    es.index(index=ALIAS, id="3", document={"id": 3})

    found, repaired, after = run("verify", "--json"), run("verify", "--repair"), run("verify", "--json")

    assert [found.exit_code, repaired.exit_code, after.exit_code] == [1, 0, 0]
    counts = json.loads(found.stdout)
    assert (counts["missing"], counts["ghost"], counts["stale"]) == (1, 1, 1)
    assert "  stale 1 name\n" in repaired.stdout
    assert repaired.stdout.startswith("missing 1 ghost 1 stale 1\n")
    assert repaired.stdout.endswith("after the repair: missing 0 ghost 0 stale 0\n")
    assert json.loads(after.stdout)["missing"] == 0


def test_verify_without_an_index_counts_everything_as_missing(run: Run) -> None:
    verified = run("verify")

    assert verified.exit_code == 1
    assert verified.stdout == "missing 2 ghost 0 stale 0\n"


@pytest.mark.parametrize("verb", ["reindex", "verify"])
def test_elasticsearch_away_is_a_line_and_no_traceback(run: Run, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TVSI_ELASTICSEARCH_URL", "http://elastic:changeme@127.0.0.1:9")

    failed = run(verb)

    assert failed.exit_code == 1
    assert failed.stderr.startswith("Error: Elasticsearch (127.0.0.1:9): ")
    assert "changeme" not in failed.output
    assert isinstance(failed.exception, SystemExit)


@pytest.mark.parametrize("verb", ["migrate", "reindex", "verify"])
def test_postgres_away_is_a_line_and_no_traceback(run: Run, verb: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TVSI_POSTGRES_URL", "postgresql://tvsi:changeme@127.0.0.1:9/tvsi")

    failed = run(verb)

    assert failed.exit_code == 1
    assert failed.stderr.startswith("Error: Postgres: ")
    assert failed.stderr.count("\n") == 1
    assert "changeme" not in failed.stderr
    assert isinstance(failed.exception, SystemExit)
