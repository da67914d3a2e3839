"""What to ask TVMaze for, and how many calls that takes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import (
    CastPlan,
    EpisodePlan,
    SeasonPlan,
    ShowPlan,
    claim_show,
    plan_casts,
    replace_listing,
    store_guest_casts,
    store_show_cast,
)
from pipeline.transform import NO_CAST, SeasonRow
from tests.factories import DAY, START, make_item, make_listing, make_show, moment

AIRED = datetime(2026, 3, 3, 1, tzinfo=UTC)
NOW = moment(600)
UPDATED = int(START.timestamp()) - 1000
SOON = 60.0


def _load(db: PostgresqlDatabase, *episodes: int, updated: int = UPDATED, at: float = 0, season: int = 1) -> None:
    items = [make_item(episode, updated=updated, season=season, airstamp=AIRED) for episode in episodes]
    replace_listing(db, make_listing(*items, at=at))


def _fetch_show(db: PostgresqlDatabase, *seasons: SeasonRow, at: float = SOON, for_updated: int = UPDATED) -> None:
    store_show_cast(db, 1, NO_CAST, seasons, for_updated=for_updated, as_of=moment(at))


def _fetch_guests(db: PostgresqlDatabase, *episodes: int, as_of: datetime, for_updated: int = UPDATED) -> None:
    store_guest_casts(db, dict.fromkeys(episodes, NO_CAST), for_updated=for_updated, as_of=as_of)


def test_everything_is_due_on_the_first_day(db: PostgresqlDatabase) -> None:
    _load(db, 11)

    plan = plan_casts(db, [DAY], NOW)

    assert plan == CastPlan((ShowPlan(1, UPDATED),), (), (EpisodePlan(11, 1, UPDATED),))
    assert plan.planned_calls == 2


def test_a_show_is_due_once_whatever_number_of_feeds_and_days_list_it(db: PostgresqlDatabase) -> None:
    for at, (feed, day) in enumerate([("us", DAY), ("us_web", DAY), ("us", DAY + timedelta(1))]):
        replace_listing(db, make_listing(make_item(11), feed=feed, day=day, at=at))

    plan = plan_casts(db, [DAY, DAY + timedelta(1)], NOW)

    assert ([show.show_id for show in plan.shows], [row.episode_id for row in plan.episodes]) == ([1], [11])


def test_days_and_shows_outside_the_scope_are_not_planned(db: PostgresqlDatabase) -> None:
    _load(db, 11)
    replace_listing(db, make_listing(make_item(21, show=make_show(2)), day=DAY + timedelta(1)))

    assert [show.show_id for show in plan_casts(db, [DAY], NOW).shows] == [1]
    assert plan_casts(db, [DAY], NOW, shows=[2]) == CastPlan()
    assert plan_casts(db, [DAY - timedelta(1)], NOW) == CastPlan()
    assert [show.show_id for show in plan_casts(db, [DAY, DAY + timedelta(1)], NOW, shows=[2]).shows] == [2]


def test_several_due_episodes_of_one_season_cost_one_call(db: PostgresqlDatabase) -> None:
    _load(db, 11, 12, 13)
    _fetch_show(db, SeasonRow(501, 1))

    plan = plan_casts(db, [DAY], NOW)

    assert plan == CastPlan(seasons=(SeasonPlan(501, 1, UPDATED, (11, 12, 13)),))
    assert plan.planned_calls == 1


def test_a_season_is_shared_by_the_days_of_a_run(db: PostgresqlDatabase) -> None:
    for days in range(3):
        item = make_item(11 + days, updated=UPDATED)
        replace_listing(db, make_listing(item, day=DAY + timedelta(days), at=days))
    _fetch_show(db, SeasonRow(501, 1))

    plan = plan_casts(db, [DAY + timedelta(days) for days in range(3)], NOW)

    assert [season.episodes for season in plan.seasons] == [(11, 12, 13)]


def test_a_single_due_episode_of_a_season_is_asked_for_by_itself(db: PostgresqlDatabase) -> None:
    _load(db, 11, 12)
    _fetch_show(db, SeasonRow(501, 1))
    _fetch_guests(db, 12, as_of=moment(SOON))

    assert plan_casts(db, [DAY], NOW) == CastPlan(episodes=(EpisodePlan(11, 1, UPDATED),))


@pytest.mark.parametrize(
    "seasons",
    [(), (SeasonRow(501, 2),), (SeasonRow(501, 1), SeasonRow(502, 1))],
    ids=["no season", "another number", "two of one number"],
)
def test_episodes_of_a_season_without_a_certain_id_cost_a_call_each(
    db: PostgresqlDatabase, seasons: tuple[SeasonRow, ...]
) -> None:
    _load(db, 11, 12)
    _fetch_show(db, *seasons)

    plan = plan_casts(db, [DAY], NOW)

    assert (plan.seasons, [row.episode_id for row in plan.episodes], plan.planned_calls) == ((), [11, 12], 2)


def test_nothing_is_due_after_everything_was_fetched(db: PostgresqlDatabase) -> None:
    _load(db, 11, 12)
    _fetch_show(db, SeasonRow(501, 1))
    _fetch_guests(db, 11, 12, as_of=moment(SOON))

    assert plan_casts(db, [DAY], NOW).planned_calls == 0


def test_everything_of_a_show_is_due_again_when_its_updated_moves(db: PostgresqlDatabase) -> None:
    _load(db, 11)
    _fetch_show(db, SeasonRow(501, 1))
    _fetch_guests(db, 11, as_of=moment(SOON))

    _load(db, 11, updated=UPDATED + 1, at=120)

    plan = plan_casts(db, [DAY], NOW)
    assert plan == CastPlan((ShowPlan(1, UPDATED + 1),), (), (EpisodePlan(11, 1, UPDATED + 1),))


def test_a_cast_from_a_cache_older_than_the_update_is_due_again(db: PostgresqlDatabase) -> None:
    _load(db, 11, updated=int(moment(500).timestamp()))
    _fetch_show(db, at=499, for_updated=int(moment(500).timestamp()))
    _fetch_guests(db, 11, as_of=moment(500), for_updated=int(moment(500).timestamp()))

    plan = plan_casts(db, [DAY], NOW)

    assert ([show.show_id for show in plan.shows], plan.episodes) == ([1], ())


DAYS = timedelta(days=1)
LATE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("fetched", "now", "is_due"),
    [
        (AIRED - DAYS, AIRED, False),
        (AIRED - DAYS, AIRED + DAYS - LATE, False),
        (AIRED - DAYS, AIRED + DAYS + LATE, True),
        (AIRED + DAYS - LATE, AIRED + DAYS + LATE, True),
        (AIRED + DAYS + LATE, AIRED + 2 * DAYS, False),
        (AIRED + DAYS + LATE, AIRED + 7 * DAYS - LATE, False),
        (AIRED + DAYS + LATE, AIRED + 7 * DAYS + LATE, True),
        (AIRED - DAYS, AIRED + 9 * DAYS, True),
        (AIRED + 7 * DAYS + LATE, AIRED + 9 * DAYS, False),
        (AIRED + 7 * DAYS + LATE, AIRED + 900 * DAYS, False),
    ],
)
def test_guests_are_asked_for_again_a_day_and_a_week_after_airing(
    db: PostgresqlDatabase, fetched: datetime, now: datetime, *, is_due: bool
) -> None:
    _load(db, 11)
    _fetch_show(db)
    _fetch_guests(db, 11, as_of=fetched)

    plan = plan_casts(db, [DAY], now)

    assert bool(plan.episodes) is is_due
    assert plan.shows == ()


def test_guests_of_an_episode_without_a_time_are_asked_for_once(db: PostgresqlDatabase) -> None:
    replace_listing(db, make_listing(make_item(11, airstamp=None, updated=UPDATED)))
    _fetch_show(db)

    assert len(plan_casts(db, [DAY], NOW).episodes) == 1

    _fetch_guests(db, 11, as_of=moment(SOON))
    assert plan_casts(db, [DAY], NOW + 30 * DAYS).episodes == ()


def test_two_runs_never_hold_the_same_show_at_once(db: PostgresqlDatabase, postgres_url: str) -> None:
    other = PostgresqlDatabase(postgres_url, prefer_psycopg3=True)
    steps: list[str] = []

    def run_second() -> None:
        with other.connection_context(), claim_show(other, 1):
            steps.append("second")

    with claim_show(db, 1):
        second = Thread(target=run_second)
        second.start()
        _wait_until(lambda: _count_waiting(db) == 1)
        steps.append("first")
    second.join(10)

    assert steps == ["first", "second"]


def _count_waiting(db: PostgresqlDatabase) -> int:
    statement = """
        SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'advisory' AND datname = current_database()
    """
    count: int = db.execute_sql(statement).fetchone()[0]
    return count


def _wait_until(is_so: Callable[[], bool]) -> None:
    deadline = datetime.now(UTC) + timedelta(seconds=10)
    while not is_so():
        assert datetime.now(UTC) < deadline
