"""The generated catalogue is one and the same, whatever is asked of it and in whatever order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from simulator.generated.source import GeneratedSource
from simulator.source import NotHeld
from tests.unit.simulator.conftest import StoppedClock

DAY = date(2026, 6, 17)
DAYS = [date(2015, 1, 1), date(2016, 2, 29), date(2020, 12, 1), DAY, date(2031, 7, 4), date(2199, 12, 31)]


def test_the_same_seed_answers_alike_whatever_was_asked_before(catalogue: GeneratedSource) -> None:
    other = GeneratedSource(1, StoppedClock())
    for day in reversed(DAYS):
        other.web_schedule(day, None)

    assert other.schedule("US", DAY) == catalogue.schedule("US", DAY)
    assert other.web_schedule(DAY, "") == catalogue.web_schedule(DAY, "")


def test_another_seed_is_another_catalogue(catalogue: GeneratedSource) -> None:
    other = GeneratedSource(2, StoppedClock())

    names = {row["show"]["name"] for row in catalogue.schedule("US", DAY)}

    assert len(names & {row["show"]["name"] for row in other.schedule("US", DAY)}) < len(names) / 4


@pytest.mark.parametrize("day", DAYS)
def test_any_day_of_any_year_has_its_listings(catalogue: GeneratedSource, day: date) -> None:
    assert 25 <= len(catalogue.schedule("US", day)) <= 75
    assert len(catalogue.web_schedule(day, "US")) >= 3
    assert 60 <= len(catalogue.web_schedule(day, "")) <= 250


@pytest.mark.parametrize("day", [date.min, date(1900, 1, 1), date.max])
def test_days_out_of_reach_are_empty(catalogue: GeneratedSource, day: date) -> None:
    assert catalogue.schedule("US", day) == []
    assert catalogue.web_schedule(day, None) == []


def test_a_month_holds_as_many_episodes_a_day_as_promised(catalogue: GeneratedSource) -> None:
    days = [date(2026, 9, 1) + timedelta(days=place) for place in range(28)]

    us = sum(len(catalogue.schedule("US", day)) for day in days) / 28
    us_web = sum(len(catalogue.web_schedule(day, "US")) for day in days) / 28
    global_web = sum(len(catalogue.web_schedule(day, "")) for day in days) / 28
    everywhere = sum(len(catalogue.web_schedule(day, None)) for day in days) / 28

    assert us == pytest.approx(50, rel=0.15)
    assert us_web == pytest.approx(10, rel=0.25)
    assert global_web == pytest.approx(110, rel=0.15)
    assert everywhere - us_web - global_web == pytest.approx(60, rel=0.15)


def test_listings_are_in_the_order_of_airing(catalogue: GeneratedSource) -> None:
    for rows in (catalogue.schedule("US", DAY), catalogue.web_schedule(DAY, None)):
        stamps = [datetime.fromisoformat(row["airstamp"]).astimezone(UTC) for row in rows]

        assert stamps == sorted(stamps)


def test_the_three_forms_of_a_country_split_the_whole(catalogue: GeneratedSource) -> None:
    whole = {row["id"] for row in catalogue.web_schedule(DAY, None)}
    local = {row["id"] for row in catalogue.web_schedule(DAY, "US")}
    everywhere = {row["id"] for row in catalogue.web_schedule(DAY, "")}

    assert local | everywhere < whole
    assert not local & everywhere


def test_other_countries_have_their_share(catalogue: GeneratedSource) -> None:
    workweek = [date(2026, 6, 15) + timedelta(days=place) for place in range(5)]

    assert sum(len(catalogue.schedule("GB", day)) for day in workweek) > 10
    assert catalogue.schedule("LI", DAY) == []


def test_every_listed_episode_can_be_followed_to_its_show_and_season(catalogue: GeneratedSource) -> None:
    for row in (catalogue.schedule("US", DAY) + catalogue.web_schedule(DAY, None))[::12]:
        show = row.get("show") or row["_embedded"]["show"]
        episode = {key: value for key, value in row.items() if key not in ("show", "_embedded")}
        season = next(each for each in catalogue.seasons(show["id"]) if each["number"] == row["season"])

        assert catalogue.episode(row["id"]) == episode
        assert catalogue.show_of(row["id"]) == catalogue.show(show["id"]) == show
        assert episode in catalogue.season_episodes(season["id"])
        assert episode in catalogue.episodes(show["id"])


def test_a_shows_episodes_are_what_the_listings_say(catalogue: GeneratedSource) -> None:
    show_id = catalogue.schedule("US", DAY)[20]["show"]["id"]
    days = [DAY + timedelta(days=place) for place in range(-28, 29)]

    listed = {row["id"] for day in days for row in catalogue.schedule("US", day) if row["show"]["id"] == show_id}

    labels = {day.isoformat() for day in days[1:-1]}
    owned = {each["id"] for each in catalogue.episodes(show_id) if each["airdate"] in labels}
    assert owned
    assert owned <= listed


def test_shows_stay_for_weeks(catalogue: GeneratedSource) -> None:
    weeks = [{row["show"]["id"] for row in catalogue.schedule("US", DAY + timedelta(weeks=n))} for n in range(3)]

    assert len(weeks[0] & weeks[1] & weeks[2]) > len(weeks[0]) / 2


def test_a_shows_object_changes_only_with_its_last_edit(catalogue: GeneratedSource) -> None:
    later = GeneratedSource(1, StoppedClock(datetime(2027, 1, 4, 12, tzinfo=UTC)))
    shows = {row["show"]["id"] for row in catalogue.schedule("US", DAY)}

    edited = {each for each in shows if later.show(each)["updated"] > catalogue.show(each)["updated"]}

    assert 0 < len(edited) < len(shows)
    for show_id in shows - edited:
        before, after = ({**source.show(show_id), "_links": None} for source in (catalogue, later))
        assert before == after
    assert all(catalogue.show(each)["updated"] <= catalogue.updates()[str(each)] for each in shows)


def test_updates_lie_in_the_past(catalogue: GeneratedSource) -> None:
    updates = catalogue.updates()

    assert max(updates.values()) <= StoppedClock().now().timestamp()
    assert len(updates) > 10_000


@pytest.mark.parametrize("identity", [-1, 0, 99_999_999, 10**30])
def test_ids_that_nothing_has_are_not_held(catalogue: GeneratedSource, identity: int) -> None:
    for ask in (
        catalogue.show,
        catalogue.episodes,
        catalogue.cast,
        catalogue.seasons,
        catalogue.season_episodes,
        catalogue.episode,
        catalogue.show_of,
        catalogue.guest_cast,
    ):
        with pytest.raises(NotHeld):
            ask(identity)
