"""Everything odd that TVMaze's data does is met within a month."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from simulator.generated.seasons import SeasonPlan, plan_season
from simulator.generated.source import GeneratedSource
from simulator.generated.timeline import Timeline
from tests.unit.simulator.conftest import STANDSTILL, Month

NEW_YORK = ZoneInfo("America/New_York")


@pytest.fixture(scope="module")
def plans(month: Month) -> list[SeasonPlan]:
    """Give the last seasons of the month's shows."""
    timeline = Timeline(1)
    runs = [timeline.run_of(show["id"]) for show in month.shows]
    return [plan_season(1, run, len(run.spans) - 1) for run in runs]


def test_the_night_is_labelled_with_the_day_before(month: Month) -> None:
    for day, rows in month.us.items():
        labels = Counter(row["airdate"] for row in rows)
        assert labels[day.isoformat()] > labels[(day - timedelta(days=1)).isoformat()]

    assert (
        sum((day - timedelta(days=1)).isoformat() in {row["airdate"] for row in rows} for day, rows in month.us.items())
        > 20
    )


def test_a_day_is_the_local_calendar_day_of_the_airstamp(month: Month) -> None:
    for day, rows in month.us.items():
        first = datetime.combine(day, time(), NEW_YORK)
        last = datetime.combine(day + timedelta(days=1), time(), NEW_YORK)

        assert all(first <= datetime.fromisoformat(row["airstamp"]) <= last for row in rows)


def test_labels_and_instants_agree(month: Month) -> None:
    rows = [row for row in month.rows if row["airtime"]]
    differences = Counter[float]()
    for row in rows:
        channel = row["show"]["network"] or row["show"]["webChannel"]
        zone = ZoneInfo(channel["country"]["timezone"]) if channel["country"] else NEW_YORK
        local = datetime.fromisoformat(row["airstamp"]).astimezone(zone).replace(tzinfo=None)
        label = datetime.fromisoformat(f"{row['airdate']}T{row['airtime']}")
        expected = 24 if row["airtime"] < "05:00" else 0
        differences[(local - label).total_seconds() / 3600 - expected] += 1

    assert differences[0] / len(rows) > 0.97
    assert len(differences) > 1  # shows whose channel has moved to another zone since


def test_an_episode_at_midnight_is_in_two_listings(month: Month) -> None:
    listed = Counter(row["id"] for rows in month.us.values() for row in rows)

    assert sum(times == 2 for times in listed.values()) >= 5
    assert max(listed.values()) == 2


def test_feeds_overlap(month: Month) -> None:
    us = {row["id"] for rows in month.us.values() for row in rows}
    us_web: set[int] = set()
    everywhere: set[int] = set()
    for row in (row for rows in month.web.values() for row in rows):
        country = row["_embedded"]["show"]["webChannel"]["country"]
        (us_web if country and country["code"] == "US" else everywhere).add(row["id"])

    assert us & us_web
    assert us & everywhere


def test_whole_seasons_are_dropped_at_one_instant(month: Month, catalogue: GeneratedSource) -> None:
    drops = Counter((row["show"]["id"], row["airstamp"]) for row in month.rows)
    days = [date(2026, 1, 1) + timedelta(days=place) for place in range(120)]
    largest = max(
        max(Counter(row["_embedded"]["show"]["id"] for row in catalogue.web_schedule(day, "")).values()) for day in days
    )

    assert sum(size > 3 for size in drops.values()) > 50
    assert largest >= 30


def test_a_number_may_be_given_twice_in_a_season(plans: list[SeasonPlan]) -> None:
    numbers = Counter(
        (plan.id, episode.number) for plan in plans for episode in plan.episodes if episode.number is not None
    )

    assert max(numbers.values()) == 2


def test_names_of_channels_are_no_keys(month: Month) -> None:
    ids, names = defaultdict(set), defaultdict(set)
    for show in month.shows:
        for kind in ("network", "webChannel"):
            if show[kind]:
                ids[show[kind]["name"]].add((kind, show[kind]["id"]))
                names[kind, show[kind]["id"]].add(show[kind]["name"])

    assert any(len(owners) > 1 for owners in ids.values())
    assert any(len(spellings) > 1 for spellings in names.values())


def test_one_answer_mixes_rows_of_all_ages(month: Month) -> None:
    rows = next(iter(month.web.values()))

    for holds in (
        lambda row: "type" in row,
        lambda row: "rating" in row,
        lambda row: "show" in row["_links"],
        lambda row: "ended" in row["_embedded"]["show"],
        lambda row: "officialSite" in row["_embedded"]["show"]["webChannel"],
        lambda row: row["url"].startswith("https:"),
    ):
        assert 0 < sum(holds(row) for row in rows) < len(rows)


def test_there_are_shows_of_a_foreign_network_in_the_us_schedule(month: Month) -> None:
    shows = [row["show"] for rows in month.us.values() for row in rows]
    foreign = [show for show in shows if show["network"] and show["network"]["country"]["code"] != "US"]

    assert foreign
    assert all(show["webChannel"]["country"]["code"] == "US" for show in foreign)


def test_unwritten_names_numbers_and_markup_are_there(month: Month) -> None:
    names = {row["name"] for row in month.rows}
    summaries = " ".join(row["summary"] or "" for row in month.rows)

    assert "TBA" in names
    assert any(not name.isascii() for name in names)
    assert all(markup in summaries for markup in ("<p>", "<i>", "<br />"))
    assert "<b>" in " ".join(show["summary"] or "" for show in month.shows)
    assert {row["type"] for row in month.rows if "type" in row} == {
        "regular",
        "insignificant_special",
        "significant_special",
    }


def test_some_episodes_are_only_announced(catalogue: GeneratedSource, plans: list[SeasonPlan]) -> None:
    planned = next(episode for plan in plans for episode in plan.episodes if episode.day is None)

    announced = catalogue.episode(planned.id)

    assert (announced["airdate"], announced["airtime"], announced["airstamp"]) == ("", "", None)
    assert announced in catalogue.episodes(catalogue.show_of(planned.id)["id"])


def test_links_lead_to_the_neighbors_of_today(catalogue: GeneratedSource, month: Month) -> None:
    today = STANDSTILL.date().isoformat()
    linked = [catalogue.show(show["id"]) for show in month.shows[:200]]

    for show in linked:
        for name, is_right in (("previousepisode", str.__lt__), ("nextepisode", str.__ge__)):
            if name in show["_links"]:
                found = catalogue.episode(int(show["_links"][name]["href"].rpartition("/")[2]))
                assert is_right(found["airdate"], today)
    assert any("nextepisode" not in show["_links"] for show in month.shows)
    assert None not in [show["_links"].get("nextepisode", "") for show in month.shows]
