"""``tvsi migrate``: forward, back and looking, with a question where going back loses something."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from click.testing import CliRunner, Result
from peewee import PostgresqlDatabase

from catalog.database import open_another
from catalog.migrations import list_migrations, list_pending, migrate, migrate_to
from catalog.tables import AppUser
from cli.main import main
from embedded.databases import prepare_tables
from embedded.supervisor.service import StartFailed
from tests.everything import fill_everything

Run = Callable[..., Result]


@pytest.fixture
def run(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Call ``tvsi migrate`` on the test's database."""
    monkeypatch.setenv("TVSI_POSTGRES_URL", postgres_url)
    monkeypatch.setenv("TVSI_ELASTICSEARCH_URL", "http://127.0.0.1:9")
    return lambda *words, said="": CliRunner().invoke(main, ["migrate", *words], input=said)


def _list_applied(db: PostgresqlDatabase) -> list[int]:
    return [migration.number for migration in list_migrations(db) if migration.is_applied]


def test_it_goes_back_where_nothing_is_lost_and_forward_again(db: PostgresqlDatabase, run: Run) -> None:
    migrate_to(db, 4)

    back = run("--to", "3")
    status = run("--status")
    forward = run()

    assert [back.exit_code, status.exit_code, forward.exit_code] == [0, 0, 0]
    assert back.output == "took back 0004_names\n"
    assert status.output.splitlines()[2:4] == ["0003_accounts applied", "0004_names pending"]
    assert forward.output.splitlines()[0] == "applied 0004_names"
    assert list_pending(db) == []
    assert run().output == "nothing to apply\n"


@pytest.mark.parametrize(
    ("words", "said", "goes"), [((), "n\n", False), ((), "y\n", True), (("--lose-data",), "", True)]
)
def test_what_is_lost_is_said_and_asked(
    db: PostgresqlDatabase,
    run: Run,
    words: tuple[str, ...],
    said: str,
    goes: bool,  # noqa: FBT001 - a table
) -> None:
    fill_everything(db)

    back = run("--to", "0", *words, said=said)

    assert "0001_tables loses everything: accounts, likes and bookmarks" in back.stderr
    assert back.exit_code == (0 if goes else 1)
    assert bool(_list_applied(db)) is not goes
    if not goes:
        assert AppUser.select().count() == 2


def test_a_question_that_nobody_answers_is_a_no(db: PostgresqlDatabase, run: Run) -> None:
    before = _list_applied(db)

    assert run("--to", "0").exit_code == 1
    assert _list_applied(db) == before


@pytest.mark.parametrize(("words", "code"), [(("--to", "999"), 1), (("--to", "-1"), 2), (("--to", "1", "--status"), 2)])
def test_a_wrong_number_changes_nothing(db: PostgresqlDatabase, run: Run, words: tuple[str, ...], code: int) -> None:
    refused = run(*words)

    assert refused.exit_code == code
    assert "Traceback" not in refused.output
    assert list_pending(db) == []


def test_a_database_of_a_later_version_is_left_alone(db: PostgresqlDatabase, run: Run, postgres_url: str) -> None:
    db.execute_sql("INSERT INTO schema_migration (name, applied) VALUES ('9999_later', now())")

    refused, status = run(), run("--status")

    assert refused.exit_code == run("--to", "3", "--lose-data").exit_code == 1
    assert "a later version of TVSI has migrated this database (9999_later)" in refused.stderr
    assert "9999_later applied by a later version" in status.output
    with pytest.raises(StartFailed, match="9999_later"):
        prepare_tables(postgres_url, "simulated")
    assert set(_list_applied(db)) > {3, 4, 5}


def test_going_back_and_forward_at_once_takes_turns(db: PostgresqlDatabase, postgres_url: str) -> None:
    def go(number: int) -> list[str]:
        with closing(open_another(postgres_url)) as own:
            return migrate_to(own, 2) if number % 2 else migrate(own)

    with ThreadPoolExecutor(4) as pool:
        changed = [names for names in pool.map(go, range(12)) if names]

    assert all(names in ([*reversed(changed[0])], changed[0]) for names in changed)
    migrate(db)
    assert list_pending(db) == []
