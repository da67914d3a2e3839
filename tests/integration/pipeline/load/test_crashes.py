"""A load that dies leaves nothing half-written, and the next one finishes what it began."""

from __future__ import annotations

from threading import Thread

import pytest
from peewee import InterfaceError, OperationalError, PostgresqlDatabase

from pipeline.load import replace_listing, store_show_cast
from pipeline.load.transactions import write_tables
from pipeline.transform import ListingRows
from tests.factories import make_cast, make_item, make_listing, make_show, moment
from tests.tables import read_rows, read_tables

# Each writes in another table; a load that waits for one of them has written what comes before.
STEPS = ("channel", "show", "show_update", "episode", "schedule", "outbox", "listing_load")


def _stop_at(db: PostgresqlDatabase, table: str) -> None:
    db.execute_sql(f"""
        CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN PERFORM pg_advisory_xact_lock_shared(42); RETURN NEW; END $$;
        CREATE TRIGGER hold BEFORE INSERT OR UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION hold();
        SELECT pg_advisory_lock(42);
    """)


def _go_on(db: PostgresqlDatabase) -> None:
    db.execute_sql("SELECT pg_advisory_unlock(42); DROP FUNCTION hold CASCADE")


def _kill_when_waiting(db: PostgresqlDatabase) -> None:
    killed = 0
    while not killed:
        killed = db.execute_sql("""
            SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_locks
            WHERE locktype = 'advisory' AND objid = 42 AND NOT granted
        """).fetchone()[0]


@pytest.mark.parametrize("table", STEPS)
def test_a_load_killed_in_the_middle_writes_nothing_and_the_next_finishes(
    db: PostgresqlDatabase, postgres_url: str, table: str
) -> None:
    replace_listing(db, make_listing(make_item(11), make_item(12)))
    before = read_tables(db)
    answer = make_listing(
        make_item(11, name="Renamed", show=make_show(name="Renamed", network_id=2, updated=200)), make_item(13), at=60
    )
    failures: list[Exception] = []
    _stop_at(db, table)

    killer = Thread(target=_run_until_killed, args=(postgres_url, answer, failures))
    killer.start()
    _kill_when_waiting(db)
    killer.join(10)
    _go_on(db)

    assert [type(failure) for failure in failures] in ([OperationalError], [InterfaceError])
    assert read_tables(db) == before
    assert replace_listing(db, answer).status == "replaced"
    assert read_rows(db, "SELECT episode_id FROM schedule ORDER BY 1") == [11, 13]


def _run_until_killed(postgres_url: str, answer: ListingRows, failures: list[Exception]) -> None:
    dying = PostgresqlDatabase(postgres_url, prefer_psycopg3=True)
    with dying.connection_context():
        try:
            replace_listing(dying, answer)
        except (OperationalError, InterfaceError) as failure:
            failures.append(failure)


def test_no_one_ever_sees_half_a_listing(db: PostgresqlDatabase, postgres_url: str) -> None:
    replace_listing(db, make_listing(make_item(11), make_item(12)))
    _stop_at(db, "listing_load")
    load = Thread(target=_run_until_killed, args=(postgres_url, make_listing(make_item(13), make_item(14), at=60), []))
    load.start()
    while not read_rows(db, "SELECT count(*) FROM pg_locks WHERE objid = 42 AND NOT granted")[0]:
        pass

    seen_before = read_rows(db, "SELECT episode_id FROM schedule ORDER BY 1")
    db.execute_sql("SELECT pg_advisory_unlock(42)")
    load.join(10)

    assert seen_before == [11, 12]
    assert read_rows(db, "SELECT episode_id FROM schedule ORDER BY 1") == [13, 14]


def test_a_cast_whose_load_fails_is_as_it_was(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11)))
    store_show_cast(db, 1, make_cast((1, 10)), for_updated=100, as_of=moment(5))
    before = read_tables(db)
    db.execute_sql("ALTER TABLE cast_fetch ADD CHECK (as_of < '2026-03-01 12:00:10+00')")

    with pytest.raises(Exception, match="cast_fetch"):
        store_show_cast(db, 1, make_cast((2, 20)), for_updated=100, as_of=moment(60))

    assert read_tables(db) == before


def test_a_deadlock_with_someone_else_is_tried_again(db: PostgresqlDatabase) -> None:
    tries: list[int] = []

    def write() -> str:
        tries.append(1)
        if len(tries) < 3:
            db.execute_sql("DO $$ BEGIN RAISE EXCEPTION 'a deadlock' USING ERRCODE = '40P01'; END $$")
        return "written"

    assert write_tables(db, write) == "written"
    assert len(tries) == 3


def test_any_other_failure_is_not_tried_again(db: PostgresqlDatabase) -> None:
    tries: list[int] = []

    def write() -> None:
        tries.append(1)
        db.execute_sql("DO $$ BEGIN RAISE EXCEPTION 'disk full' USING ERRCODE = '53100'; END $$")

    with pytest.raises(OperationalError, match="disk full"):
        write_tables(db, write)
    assert len(tries) == 1


def test_a_conflict_that_lasts_is_said(db: PostgresqlDatabase) -> None:
    def write() -> None:
        db.execute_sql("DO $$ BEGIN RAISE EXCEPTION 'no order found' USING ERRCODE = '40001'; END $$")

    with pytest.raises(OperationalError, match="no order found"):
        write_tables(db, write)
