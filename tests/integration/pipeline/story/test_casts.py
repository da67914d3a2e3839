"""Rounds of casts, beside loads that go on meanwhile and answers that are not what was asked for."""

from __future__ import annotations

from peewee import PostgresqlDatabase

from pipeline.load import replace_listing
from pipeline.story.casts import CastRound
from pipeline.tvmaze.client import TvmazeClient
from tests.factories import DAY, make_item, make_listing, make_show
from tests.fixtures.simulator import RunningSimulator

NO_GUESTS = {"path": "/episodes/*", "fault": "body", "value": []}


def read_fetched(db: PostgresqlDatabase) -> set[tuple[str, int]]:
    return set(db.execute_sql("SELECT kind, subject_id FROM cast_fetch").fetchall())


def test_a_show_that_a_listing_adds_during_a_round_does_not_end_the_round(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator
) -> None:
    replace_listing(db, make_listing(make_item(11)))
    simulator.set_faults([NO_GUESTS, {"path": "/shows/*", "fault": "status", "value": 404}])
    casts = CastRound(db, client, [DAY])

    steps = casts.work()
    next(steps)
    replace_listing(db, make_listing(make_item(11), make_item(22, show=make_show(2)), at=60))
    list(steps)

    assert casts.errors == {}
    assert read_fetched(db) == {("show", 1), ("episode", 11), ("episode", 22)}


def test_what_fails_of_a_show_that_was_added_during_a_round_is_told_by_its_day(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator
) -> None:
    replace_listing(db, make_listing(make_item(11)))
    refused = {"path": "/episodes/22/*", "fault": "status", "value": 400}
    simulator.set_faults([refused, NO_GUESTS, {"path": "/shows/*", "fault": "status", "value": 404}])
    casts = CastRound(db, client, [DAY])

    steps = casts.work()
    next(steps)
    replace_listing(db, make_listing(make_item(11), make_item(22, show=make_show(2)), at=60))
    list(steps)

    assert list(casts.errors) == [DAY]
    assert "/episodes/22/guestcast" in casts.errors[DAY][0]
