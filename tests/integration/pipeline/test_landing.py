"""Answers are kept as they came, once, the newest few of each request; malformed items once each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from peewee import PostgresqlDatabase

from catalog.tables import Quarantine, RawPayload
from pipeline.landing import KEPT_ANSWERS, quarantine, read_answer, store_answer
from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.items import MalformedItem
from pipeline.tvmaze.parse import parse_listing

REQUEST = "/schedule?country=US&date=2020-12-01"
NOON = datetime(2020, 12, 1, 12, tzinfo=UTC)


def answer(text: str, minutes: int = 0, request: str = REQUEST) -> Answer:
    return Answer(request, NOON + timedelta(minutes=minutes), f'["{text}"]'.encode())


def written(db: PostgresqlDatabase) -> int:
    """Count the tuples that this session has written lately, by Postgres's own counters: look before and after."""
    counted = db.execute_sql("SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables")
    return int(counted.fetchone()[0])


def test_an_answer_is_given_back_as_it_came(db: PostgresqlDatabase) -> None:
    kept = answer("Ünïcode \\u0000")

    assert store_answer(db, kept)

    assert read_answer(db, REQUEST) == kept
    assert read_answer(db, "/schedule?country=GB") is None


def test_an_answer_is_kept_compressed(db: PostgresqlDatabase) -> None:
    long = answer("all work and no play " * 1000)

    store_answer(db, long)

    assert len(RawPayload.get().body) < len(long.body) / 10


def test_the_same_answer_again_writes_no_tuple(db: PostgresqlDatabase) -> None:
    store_answer(db, answer("a"))

    with db.atomic():
        before = written(db)
        is_written = store_answer(db, answer("a", minutes=90))
        after = written(db)

    assert not is_written
    assert after == before


def test_the_newest_answer_is_the_one_made_last_in_whatever_order_they_arrive(db: PostgresqlDatabase) -> None:
    for minutes in (5, 9, 1):
        store_answer(db, answer(f"at {minutes}", minutes))

    assert read_answer(db, REQUEST) == answer("at 9", 9)


def test_an_answer_that_comes_back_is_the_newest_again(db: PostgresqlDatabase) -> None:
    store_answer(db, answer("a", 0))
    store_answer(db, answer("b", 5))

    assert store_answer(db, answer("a", 9))

    assert read_answer(db, REQUEST) == answer("a", 9)
    assert RawPayload.select().count() == 2


def test_of_each_request_only_the_newest_few_are_kept(db: PostgresqlDatabase) -> None:
    store_answer(db, answer("other", request="/shows/1"))
    for minutes in range(KEPT_ANSWERS + 4):
        store_answer(db, answer(f"at {minutes}", minutes))

    kept = RawPayload.select(RawPayload.as_of).where(RawPayload.request == REQUEST).order_by(RawPayload.as_of).tuples()

    assert [moment for (moment,) in kept] == [
        NOON + timedelta(minutes=minutes) for minutes in range(4, KEPT_ANSWERS + 4)
    ]
    assert read_answer(db, "/shows/1") is not None


def test_a_malformed_item_is_kept_with_its_reason_once_per_request(db: PostgresqlDatabase) -> None:
    item, other = MalformedItem("no id", '{"id": null}'), MalformedItem("no name", '{"id": 1}')

    assert quarantine(db, REQUEST, [item, item]) == 1
    assert quarantine(db, "/shows/1", [item]) == 1
    with db.atomic():
        before = written(db)
        assert quarantine(db, REQUEST, [item]) == 0
        assert written(db) == before
    assert quarantine(db, REQUEST, [item, other]) == 1

    rows = Quarantine.select().where(Quarantine.request == REQUEST).order_by(Quarantine.id)
    assert [(row.reason, row.item) for row in rows] == [("no id", '{"id": null}'), ("no name", '{"id": 1}')]


def test_nothing_malformed_is_nothing_to_do(db: PostgresqlDatabase) -> None:
    assert quarantine(db, REQUEST, ()) == 0


def test_what_no_text_column_may_hold_is_kept_all_the_same(db: PostgresqlDatabase) -> None:
    bodies = [b'[{"id": 1, "name": "a\\u0000b"}]', b'[{"id": 2, "name": "a\x00b"}]', b'[{"id": 1, "name": "\\ud800"}]']
    bodies += [b'[{"id": 1, "name": "\xff"}]', b"[" * 900 + b"]" * 900]

    for body in bodies:
        found = Answer(REQUEST, NOON, body)
        store_answer(db, found)
        assert quarantine(db, REQUEST, parse_listing(found).malformed) == 1

    assert Quarantine.select().count() == len(bodies)
