"""Recorded days are served as they were recorded, and what no recording has is made up once and for all."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from simulator.recorded import RecordedSource
from simulator.source import NotHeld, Payload
from tests.fixtures.simulator import run_simulator

DECEMBER = [date(2020, 12, 1) + timedelta(days=place) for place in range(31)]


@pytest.fixture(scope="session")
def recorded(recorded_dir: Path) -> RecordedSource:
    """Give the recorded days as the simulator holds them."""
    return RecordedSource(recorded_dir, seed=1)


@pytest.fixture(scope="module")
def client(recorded_dir: Path) -> Iterator[httpx.Client]:
    """Give a client of a simulator that serves the recorded days."""
    with run_simulator(recorded=recorded_dir, calls=1_000) as running, httpx.Client(base_url=running.url) as client:
        yield client


def read(recorded_dir: Path, name: str) -> Any:
    """Read a recorded file."""
    return json.loads((recorded_dir / name).read_bytes())


def test_december_2020_has_the_rows_that_were_counted_by_hand(recorded: RecordedSource) -> None:
    us = [row for day in DECEMBER for row in recorded.schedule("US", day)]
    us_web = [row for day in DECEMBER for row in recorded.web_schedule(day, "US")]
    global_web = [row for day in DECEMBER for row in recorded.web_schedule(day, "")]

    assert (len(us), len(us_web), len(global_web)) == (72, 194, 1_488)
    assert len({row["id"] for row in us + us_web + global_web}) == 1_752


def test_rows_without_a_web_channel_are_in_the_form_without_country_alone(recorded: RecordedSource) -> None:
    everything = [row for day in DECEMBER for row in recorded.web_schedule(day, None)]
    homeless = {row["id"] for row in everything if row["_embedded"]["show"]["webChannel"] is None}
    some_form = {row["id"] for day in DECEMBER for form in ("US", "") for row in recorded.web_schedule(day, form)}

    assert homeless
    assert not homeless & some_form


def test_answers_are_the_files(client: httpx.Client, recorded_dir: Path) -> None:
    us = client.get("/schedule?country=US&date=2020-12-01").json()
    web = client.get("/schedule/web?date=2020-12-01").json()

    assert us == read(recorded_dir, "schedule/US/2020-12-01.json")
    assert web == read(recorded_dir, "schedule/web/2020-12-01.json")


def test_days_and_feeds_without_a_file_are_empty(client: httpx.Client) -> None:
    for target in (
        "/schedule?date=2020-12-02",
        "/schedule?country=GB&date=2020-12-01",
        "/schedule/web?date=2021-06-01",
    ):
        assert client.get(target).json() == []


def test_an_episode_is_answered_whatever_its_country(recorded: RecordedSource) -> None:
    abroad = next(
        row
        for row in recorded.web_schedule(date(2020, 12, 3), None)
        if (row["_embedded"]["show"]["webChannel"] or {}).get("country", {"code": "US"})["code"] != "US"
    )

    assert recorded.episode(abroad["id"])["name"] == abroad["name"]
    assert recorded.show_of(abroad["id"])["id"] == abroad["_embedded"]["show"]["id"]
    with pytest.raises(NotHeld):
        recorded.episode(1)


def test_where_rows_differ_the_newest_answers(recorded: RecordedSource) -> None:
    rows: dict[int, list[Payload]] = {}
    for show_row in (row for day in DECEMBER for row in recorded.web_schedule(day, None)):
        rows.setdefault(show_row["_embedded"]["show"]["id"], []).append(show_row["_embedded"]["show"])

    for show_id, shows in rows.items():
        assert recorded.show(show_id)["updated"] >= max(show["updated"] for show in shows)


def test_each_listing_is_its_own_files_even_where_rows_differ(tmp_path: Path) -> None:
    (tmp_path / "schedule" / "web").mkdir(parents=True)
    for day, name, updated in (("2020-01-01", "Old", 1), ("2020-01-02", "New", 2)):
        show = {"id": 7, "updated": updated, "type": "Scripted", "network": None, "webChannel": None}
        row = {"id": 1, "name": name, "season": 1, "number": 1, "airdate": day, "_embedded": {"show": show}}
        (tmp_path / "schedule" / "web" / f"{day}.json").write_text(json.dumps([row]))

    source = RecordedSource(tmp_path, seed=1)

    names = [source.web_schedule(date(2020, 1, day), None)[0]["name"] for day in (1, 2)]
    assert names == ["Old", "New"]
    assert source.episode(1)["name"] == "New"
    assert source.updates() == {"7": 2}


def test_seasons_are_made_up_to_cover_the_recorded_episodes(recorded: RecordedSource) -> None:
    counts = Counter(row["_embedded"]["show"]["id"] for day in DECEMBER for row in recorded.web_schedule(day, ""))

    for show_id, _ in counts.most_common(20):
        seasons = recorded.seasons(show_id)
        episodes = [each for season in seasons for each in recorded.season_episodes(season["id"])]
        assert {season["number"] for season in seasons} == {episode["season"] for episode in recorded.episodes(show_id)}
        assert sorted(each["id"] for each in episodes) == sorted(each["id"] for each in recorded.episodes(show_id))


def test_casts_are_made_up_alike_each_time(recorded: RecordedSource, recorded_dir: Path) -> None:
    again = RecordedSource(recorded_dir, seed=1)
    rows = recorded.web_schedule(date(2020, 12, 1), "")

    casts = [recorded.cast(row["_embedded"]["show"]["id"]) for row in rows]
    guests = [recorded.guest_cast(row["id"]) for row in rows]

    assert casts == [again.cast(row["_embedded"]["show"]["id"]) for row in rows]
    assert guests == [again.guest_cast(row["id"]) for row in rows]
    assert all(casts)
    assert any(guests)


def test_what_is_recorded_of_shows_is_served_as_it_is(client: httpx.Client, recorded_dir: Path) -> None:
    cast = client.get("/shows/1/cast").json()
    updates = client.get("/updates/shows").json()
    sample = read(recorded_dir, "shows/index-sample.json")[0]

    assert cast == read(recorded_dir, "shows/1/cast.json")
    assert updates == read(recorded_dir, "updates/shows.json")
    assert client.get(f"/shows/{sample['id']}").status_code == 200
    assert client.get("/shows/99999999").status_code == 404


def test_a_show_brings_cast_and_seasons_and_an_episode_its_show(client: httpx.Client, recorded_dir: Path) -> None:
    row = read(recorded_dir, "schedule/US/2018-05-02.json")[10]

    show = client.get(f"/shows/{row['show']['id']}?embed[]=cast&embed[]=seasons").json()
    episode = client.get(f"/episodes/{row['id']}?embed=show").json()

    assert show["_embedded"]["cast"]
    assert row["season"] in [season["number"] for season in show["_embedded"]["seasons"]]
    assert episode["_embedded"]["show"] == {key: value for key, value in show.items() if key != "_embedded"}
    assert episode["name"] == row["name"]


def test_the_earlier_recording_differs_as_was_counted(recorded: RecordedSource, recorded_earlier_dir: Path) -> None:
    earlier = RecordedSource(recorded_earlier_dir, seed=1)

    def listed(source: RecordedSource) -> set[int]:
        return {row["id"] for day in DECEMBER for form in ("US", "") for row in source.web_schedule(day, form)}

    assert len(listed(recorded) - listed(earlier)) == 17
    assert len(listed(earlier) - listed(recorded)) == 25  # 17 are withdrawn, 8 moved and are kept
