"""Rounds of casts, beside loads that go on meanwhile and answers that are not what was asked for."""

from __future__ import annotations

from typing import Any

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import replace_listing, store_show_cast
from pipeline.story.casts import CastRound
from pipeline.transform import NO_CAST, to_season_rows
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.payloads import SeasonPayload
from tests.factories import DAY, make_item, make_listing, make_show, moment
from tests.fixtures.simulator import RunningSimulator
from tests.unit.pipeline.tvmaze.wire import cast, show

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


@pytest.mark.parametrize("body", [show(id=9, _embedded={"cast": [cast()]}), {"name": "Error"}])
def test_an_answer_that_is_not_the_show_asked_for_fails_the_day_and_is_asked_for_again(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator, body: dict[str, Any]
) -> None:
    replace_listing(db, make_listing(make_item(11)))
    simulator.set_faults([NO_GUESTS, {"path": "/shows/1", "fault": "body", "value": body}])
    rounds = [CastRound(db, client, [DAY]) for _ in range(2)]

    for casts in rounds:
        list(casts.work())

    assert all("/shows/1?embed[]=cast&embed[]=seasons: answered with" in casts.errors[DAY][0] for casts in rounds)
    assert read_fetched(db) == {("episode", 11)}
    assert db.execute_sql("SELECT count(*) FROM show_cast").fetchone() == (0,)


def test_what_is_no_readable_show_is_kept_with_its_reason(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator
) -> None:
    replace_listing(db, make_listing(make_item(11)))
    simulator.set_faults([NO_GUESTS, {"path": "/shows/1", "fault": "body", "value": {"name": "Error"}}])

    list(CastRound(db, client, [DAY]).work())

    assert db.execute_sql("SELECT count(*) FROM quarantine WHERE reason LIKE '%%`id`%%'").fetchone() == (1,)
    assert db.execute_sql("SELECT count(*) FROM raw_payload").fetchone() == (2,)


def test_a_season_that_is_gone_takes_no_guests_from_its_episodes(
    db: PostgresqlDatabase, client: TvmazeClient, simulator: RunningSimulator
) -> None:
    replace_listing(db, make_listing(make_item(11), make_item(12), make_item(13)))
    store_show_cast(db, 1, NO_CAST, to_season_rows([SeasonPayload(id=501, number=1)]), for_updated=100, as_of=moment(5))
    gone = {"fault": "status", "value": 404}
    simulator.set_faults(
        [
            {"path": "/seasons/501/*", **gone},
            {"path": "/episodes/13/*", **gone},
            {"path": "/episodes/*", "fault": "body", "value": [cast(1, 1)]},
        ]
    )

    casts = CastRound(db, client, [DAY])
    list(casts.work())

    assert casts.errors == {}
    assert db.execute_sql("SELECT episode_id FROM guest_cast ORDER BY 1").fetchall() == [(11,), (12,)]
    assert read_fetched(db) == {("show", 1), ("episode", 11), ("episode", 12), ("episode", 13)}
