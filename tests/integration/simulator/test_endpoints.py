"""Every endpoint answers as TVMaze's does, errors included."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from tests.fixtures.simulator import RunningSimulator, StartSimulator

DATE = "2026-06-17"
NOT_FOUND = {"name": "Not Found", "message": "", "code": 0, "status": 404}
BAD_COUNTRY = {"name": "Unprocessable entity", "message": "Not a valid ISO country code", "code": 0, "status": 422}
BAD_DATE = {"name": "Unprocessable entity", "message": "Not a valid ISO date", "code": 0, "status": 422}
BAD_EMBED = {"name": "Bad Request", "message": "Invalid embed type", "code": 0, "status": 400}


@pytest.fixture
def client(simulator: RunningSimulator) -> Iterator[httpx.Client]:
    """Give a client of a simulator that was just started, as it were."""
    with httpx.Client(base_url=simulator.url, timeout=10) as client:
        yield client


def get(client: httpx.Client, path: str, **parameters: str) -> Any:
    """Get JSON; the parameters go into the query as they are, empty ones too."""
    answer = client.get(f"{path}?{urlencode(parameters)}" if parameters else path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_countrys_schedule_has_the_show_inside_each_row(client: httpx.Client) -> None:
    rows = get(client, "/schedule", country="US", date=DATE)

    assert len(rows) > 25
    assert all("_embedded" not in row and row["show"]["id"] for row in rows)


def test_the_country_is_the_us_unless_said(client: httpx.Client) -> None:
    assert get(client, "/schedule", date=DATE) == get(client, "/schedule", country="US", date=DATE)


def test_the_date_is_today_unless_said_and_the_night_goes_by_its_label(client: httpx.Client) -> None:
    labels = {row["airdate"] for row in get(client, "/schedule", country="US")}
    streamed = {row["airdate"] for row in get(client, "/schedule/web", country="")}

    around = {(datetime.now(UTC) + timedelta(days=days)).date().isoformat() for days in (-1, 0, 1)}
    assert len(labels) == len(streamed) == 1
    assert labels | streamed <= around


def test_the_web_schedule_has_three_forms_of_the_country(client: httpx.Client) -> None:
    everything = get(client, "/schedule/web", date=DATE)
    local = get(client, "/schedule/web", date=DATE, country="US")
    everywhere = get(client, "/schedule/web", date=DATE, country="")

    countries = [row["_embedded"]["show"]["webChannel"]["country"] for row in everything]
    assert [row for row, home in zip(everything, countries, strict=True) if home and home["code"] == "US"] == local
    assert [row for row, home in zip(everything, countries, strict=True) if home is None] == everywhere
    assert len(everything) > len(local) + len(everywhere)
    assert all("show" not in row and row["airdate"] == DATE for row in everything)


def test_a_show_comes_with_what_is_embedded(client: httpx.Client) -> None:
    show_id = get(client, "/schedule", date=DATE)[20]["show"]["id"]

    show = client.get(f"/shows/{show_id}?embed[]=cast&embed[]=seasons&embed[]=episodes").json()

    assert show["_embedded"]["cast"] == get(client, f"/shows/{show_id}/cast")
    assert show["_embedded"]["seasons"] == get(client, f"/shows/{show_id}/seasons")
    assert show["_embedded"]["episodes"] == get(client, f"/shows/{show_id}/episodes")
    assert get(client, f"/shows/{show_id}") == {key: value for key, value in show.items() if key != "_embedded"}


def test_an_embedded_link_that_leads_nowhere_has_no_key(client: httpx.Client) -> None:
    show_id = get(client, "/schedule", date="2001-06-13")[0]["show"]["id"]

    show = client.get(f"/shows/{show_id}?embed[]=nextepisode&embed[]=previousepisode").json()

    assert set(show["_embedded"]) == {"previousepisode"}
    assert client.get(f"/shows/{show_id}?embed=nextepisode").json()["_embedded"] == {}


def test_specials_are_listed_when_asked_for_and_in_seasons_always(client: httpx.Client) -> None:
    rows = get(client, "/schedule/web", date=DATE) + get(client, "/schedule/web", date="2026-06-18")
    special = next(row for row in rows if row["number"] is None)
    show_id = special["_embedded"]["show"]["id"]

    regular = get(client, f"/shows/{show_id}/episodes")
    everything = get(client, f"/shows/{show_id}/episodes", specials="1")

    assert special["id"] not in {episode["id"] for episode in regular}
    assert special["id"] in {episode["id"] for episode in everything}
    assert [episode for episode in everything if episode["number"] is not None] == regular
    seasons = get(client, f"/shows/{show_id}/seasons")
    season = next(each for each in seasons if each["number"] == special["season"])
    assert special["id"] in {episode["id"] for episode in get(client, f"/seasons/{season['id']}/episodes")}


def test_a_season_brings_the_guest_casts_of_its_episodes(client: httpx.Client) -> None:
    show_id = get(client, "/schedule", date=DATE)[20]["show"]["id"]
    season_id = get(client, f"/shows/{show_id}/seasons")[0]["id"]

    episodes = get(client, f"/seasons/{season_id}/episodes", embed="guestcast")

    assert all(isinstance(episode["_embedded"]["guestcast"], list) for episode in episodes)
    first = episodes[0]
    assert get(client, f"/episodes/{first['id']}/guestcast") == first["_embedded"]["guestcast"]


def test_an_episode_comes_with_its_show_and_guests(client: httpx.Client) -> None:
    row = get(client, "/schedule", date=DATE)[20]

    episode = client.get(f"/episodes/{row['id']}?embed[]=show&embed[]=guestcast").json()

    assert episode["_embedded"]["show"] == row["show"]
    assert episode["_embedded"]["guestcast"] == get(client, f"/episodes/{row['id']}/guestcast")
    assert get(client, f"/episodes/{row['id']}", embed="show")["_embedded"] == {"show": row["show"]}
    assert get(client, f"/episodes/{row['id']}") == {key: value for key, value in row.items() if key != "show"}


def test_updates_name_the_shows_that_changed_within_a_period(client: httpx.Client) -> None:
    everything = get(client, "/updates/shows")
    month, week, day = (get(client, "/updates/shows", since=since) for since in ("month", "week", "day"))

    assert len(everything) > len(month) > len(week) > len(day)
    now = datetime.now(UTC).timestamp()
    assert all(now - 7 * 86_400 - 60 < at <= now for at in week.values())
    show_id = next(iter(day))
    assert get(client, f"/shows/{show_id}")["updated"] == day[show_id]


@pytest.mark.parametrize(
    ("target", "status", "body"),
    [
        ("/shows/99999999", 404, NOT_FOUND),
        ("/shows/99999999/cast", 404, NOT_FOUND),
        ("/shows/99999999/seasons", 404, NOT_FOUND),
        ("/shows/99999999/episodes", 404, NOT_FOUND),
        ("/shows/nobody", 404, NOT_FOUND),
        ("/seasons/99999999/episodes", 404, NOT_FOUND),
        ("/episodes/99999999", 404, NOT_FOUND),
        ("/episodes/99999999/guestcast", 404, NOT_FOUND),
        ("/nowhere", 404, NOT_FOUND),
        ("/shows/1?embed[]=bogus", 400, BAD_EMBED),
        ("/shows/1?embed=guestcast", 400, BAD_EMBED),
        ("/episodes/1?embed=cast", 400, BAD_EMBED),
        ("/schedule?country=UK", 422, BAD_COUNTRY),
        ("/schedule?country=ZZ", 422, BAD_COUNTRY),
        ("/schedule/web?country=UK", 422, BAD_COUNTRY),
        ("/schedule?date=not-a-date", 422, BAD_DATE),
        ("/schedule?date=2025-02-30", 422, BAD_DATE),
        ("/schedule/web?date=20250201", 422, BAD_DATE),
    ],
)
def test_errors_are_tvmazes(client: httpx.Client, target: str, status: int, body: dict[str, Any]) -> None:
    answer = client.get(target)

    assert (answer.status_code, answer.json()) == (status, body)
    assert answer.headers["content-type"].startswith("application/json")


def test_parameters_that_nobody_knows_are_ignored(client: httpx.Client) -> None:
    assert get(client, "/schedule", date=DATE, size="3") == get(client, "/schedule", date=DATE)


def test_answers_carry_their_moment_and_how_long_to_keep_them(client: httpx.Client) -> None:
    for target in ("/schedule", "/shows/99999999"):
        answer = client.get(target)

        assert answer.headers["cache-control"] == "public, max-age=3600"
        assert abs(parsedate_to_datetime(answer.headers["date"]) - datetime.now(UTC)) < timedelta(seconds=10)


def test_the_clock_may_be_shifted(start_simulator: StartSimulator) -> None:
    yesterday = start_simulator(date_offset=-86_400)

    answer = httpx.get(f"{yesterday.url}/schedule/web?country=")

    claimed = parsedate_to_datetime(answer.headers["date"])
    assert abs(datetime.now(UTC) - claimed - timedelta(days=1)) < timedelta(seconds=10)
    assert {row["airdate"] for row in answer.json()} == {claimed.date().isoformat()}


def test_the_seed_chooses_the_catalogue(simulator: RunningSimulator, start_simulator: StartSimulator) -> None:
    target = f"/schedule?date={DATE}"
    first = httpx.get(simulator.url + target).json()

    assert httpx.get(start_simulator(seed=1).url + target).json() == first
    assert httpx.get(start_simulator(seed=7).url + target).json() != first
