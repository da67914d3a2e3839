"""The client against the simulator: what it fetches, and how it meets every fault of a server."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.errors import (
    AnswerTooLarge,
    MalformedAnswer,
    RedirectRefused,
    TvmazeError,
    TvmazeRefused,
    TvmazeUnavailable,
)
from pipeline.tvmaze.feeds import feeds_of
from pipeline.tvmaze.parse import parse_episode, parse_guest_cast, parse_listing, parse_season_episodes, parse_show
from tests.fixtures.simulator import RunningSimulator
from tests.integration.pipeline.tvmaze.clients import open_hasty

US, US_WEB, GLOBAL_WEB = feeds_of("US")
DAY = date(2026, 11, 20)
EVERY_LISTING = "/schedule"


def fault(kind: str, value: Any = None, *, nth: int | None = None, path: str = EVERY_LISTING) -> dict[str, Any]:
    return {"path": path, "nth": nth, "fault": kind, "value": value}


def test_a_day_is_three_listings_that_parse_whole(client: TvmazeClient, simulator: RunningSimulator) -> None:
    parsed = [parse_listing(client.fetch_listing(feed, DAY)) for feed in (US, US_WEB, GLOBAL_WEB)]

    assert all(len(listing.episodes) > 5 for listing in parsed)
    assert [listing.malformed for listing in parsed] == [(), (), ()]
    assert [call["status"] for call in simulator.ledger()] == [200, 200, 200]
    assert client.stats.calls == 3


def test_casts_are_had_by_show_by_season_and_by_episode(client: TvmazeClient) -> None:
    listed = parse_listing(client.fetch_listing(US, DAY)).episodes

    answers = [client.fetch_show(episode.show.id) for episode in listed[:3]]
    shows = [parse_show(answer) for answer in answers if isinstance(answer, Answer)]
    season = next(season for show in shows for season in show.seasons)
    season_answer = client.fetch_season_guest_casts(season.id)
    assert isinstance(season_answer, Answer)
    by_season = parse_season_episodes(season_answer)
    episode_id = next(iter(by_season.guest_casts))
    by_episode = client.fetch_guest_cast(episode_id)

    assert [show.show.id for show in shows if show.show] == [episode.show.id for episode in listed[:3]]
    assert [*(show.malformed for show in shows), by_season.malformed] == [()] * 4
    assert isinstance(by_episode, Answer)
    assert parse_guest_cast(by_episode).cast == by_season.guest_casts[episode_id]


def test_an_episode_is_asked_for_with_its_show(client: TvmazeClient) -> None:
    listed = parse_listing(client.fetch_listing(GLOBAL_WEB, DAY)).episodes[0]

    answer = client.fetch_episode(listed.id)

    assert isinstance(answer, Answer)
    assert parse_episode(answer).episode == listed


def test_an_answer_knows_its_request_and_when_it_was_made(client: TvmazeClient) -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    answer = client.fetch_listing(US, DAY)

    assert answer.request == "/schedule?country=US&date=2026-11-20"
    assert before <= answer.as_of <= datetime.now(UTC)
    assert re.fullmatch("[0-9a-f]{64}", answer.hash)
    assert len(answer.payload) == len(parse_listing(answer).episodes)


def test_an_answer_out_of_a_cache_is_as_old_as_it_says(client: TvmazeClient, simulator: RunningSimulator) -> None:
    made = {"Date": "Tue, 01 Dec 2020 12:00:00 GMT", "Age": "1800"}
    simulator.set_faults([fault("status", {"status": 200, "headers": made, "body": []})])

    answer = client.fetch_listing(US, DAY)

    assert answer.as_of == datetime(2020, 12, 1, 12, tzinfo=UTC) - timedelta(minutes=30)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("reset", None),
        ("hang", None),
        ("delay", 1.5),
        ("truncate", None),
        ("truncate", 0),
        ("status", 500),
        ("status", 502),
        ("status", 503),
        ("status", 504),
        ("body", "<html>Just a moment</html>"),
        ("body", '[{"id": 1, "na'),
    ],
)
def test_a_passing_fault_costs_one_retry(
    client: TvmazeClient, simulator: RunningSimulator, kind: str, value: Any
) -> None:
    simulator.set_faults([fault(kind, value, nth=1)])

    answer = client.fetch_listing(US, DAY)

    assert parse_listing(answer).episodes
    assert (client.stats.calls, client.stats.retries, client.stats.throttled) == (2, 1, 0)


@pytest.mark.parametrize(
    ("kind", "value", "outcome"),
    [
        ("reset", None, (TvmazeUnavailable, "the connection broke", 6)),
        ("truncate", None, (TvmazeUnavailable, "the connection broke", 6)),
        ("status", 503, (TvmazeUnavailable, "answered 503 (after 6 tries)", 6)),
        ("body", "<html>Just a moment</html>", (MalformedAnswer, "the body begins '<html>Just a", 3)),
        ("body", {"name": "Not a list"}, (MalformedAnswer, "Expected `array`, got `object`", 3)),
        ("body", {"size": 30_000_000}, (AnswerTooLarge, "the body goes beyond 20,000,000 bytes", 1)),
        ("status", 400, (TvmazeRefused, "answered 400", 1)),
        ("status", 404, (TvmazeRefused, "answered 404", 1)),
        ("status", 422, (TvmazeRefused, "answered 422", 1)),
        ("status", 204, (TvmazeRefused, "answered 204", 1)),
    ],
)
def test_a_lasting_fault_is_an_error_that_says_what_happened(
    client: TvmazeClient,
    simulator: RunningSimulator,
    kind: str,
    value: Any,
    outcome: tuple[type[TvmazeError], str, int],
) -> None:
    error, fact, calls = outcome
    simulator.set_faults([fault(kind, value)])

    with pytest.raises(error) as met:
        client.fetch_listing(US, DAY)

    assert str(met.value).startswith("/schedule?country=US&date=2026-11-20: ")
    assert fact in str(met.value)
    assert len(simulator.ledger()) == client.stats.calls == calls


def test_a_server_that_never_answers_is_given_up(client: TvmazeClient, simulator: RunningSimulator) -> None:
    simulator.set_faults([fault("hang")])

    with pytest.raises(TvmazeUnavailable, match=r"nothing came for 1 s \(after 6 tries\)"):
        client.fetch_listing(US, DAY)


def test_the_budget_of_retries_ends_a_run_that_meets_nothing_but_faults(
    client: TvmazeClient, simulator: RunningSimulator
) -> None:
    simulator.set_faults([fault("status", 500, path="*")])

    for show_id in range(4):
        with pytest.raises(TvmazeUnavailable):
            client.fetch_show(show_id)
    with pytest.raises(TvmazeUnavailable, match="the budget of 20 retries"):
        client.fetch_show(5)

    assert client.stats.retries == 20
    assert client.stats.calls == 25


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}, {"Retry-After": "-9"}])
def test_a_storm_of_429_delays_and_does_not_fail(
    client: TvmazeClient, simulator: RunningSimulator, headers: dict[str, str]
) -> None:
    busy = {"status": 429, "headers": headers, "body": "<html>slow down</html>"}
    simulator.set_faults([fault("status", busy, nth=nth) for nth in range(1, 10)])

    answer = client.fetch_listing(US, DAY)

    assert parse_listing(answer).episodes
    assert (client.stats.calls, client.stats.throttled, client.stats.retries) == (10, 9, 0)


def test_calls_and_429s_are_counted_for_ever_where_all_processes_see_them(
    client: TvmazeClient, simulator: RunningSimulator, postgres_url: str
) -> None:
    simulator.set_faults([fault("status", {"status": 429, "headers": {}}, nth=nth) for nth in (1, 3)])
    client.fetch_listing(US, DAY)
    with open_hasty(simulator.url, postgres_url) as another:
        another.fetch_listing(US, DAY)

    with psycopg.connect(postgres_url) as db:
        counted = db.execute("SELECT sum(calls), sum(throttled) FROM rate_slot").fetchone()

    assert counted == (len(simulator.ledger()), 2)
    assert client.stats.calls == 2


def test_a_429_that_says_how_long_is_waited_out(client: TvmazeClient, simulator: RunningSimulator) -> None:
    simulator.set_faults([fault("status", {"status": 429, "headers": {"Retry-After": "1"}}, nth=1)])

    client.fetch_listing(US, DAY)

    refused, answered = simulator.ledger()
    assert answered["at"] - refused["at"] >= 0.99
    assert client.stats.waited_seconds >= 0.99


def test_a_redirect_on_the_host_is_followed_and_counted(client: TvmazeClient, simulator: RunningSimulator) -> None:
    there = {"status": 301, "headers": {"Location": "/schedule/web?country=US&date=2026-11-20"}, "body": "null"}
    simulator.set_faults([fault("status", there)])

    answer = client.fetch_listing(US, DAY)

    assert answer.request == US.request(DAY)
    assert answer.body == client.fetch_listing(US_WEB, DAY).body
    assert client.stats.calls == 3


def test_a_redirect_off_the_host_is_refused(client: TvmazeClient, simulator: RunningSimulator) -> None:
    away = {"status": 302, "headers": {"Location": "https://example.org/schedule"}}
    simulator.set_faults([fault("status", away)])

    with pytest.raises(RedirectRefused, match=r"redirected to another host: https://example\.org/schedule"):
        client.fetch_listing(US, DAY)

    assert client.stats.calls == 1


def test_a_redirect_in_circles_is_refused(client: TvmazeClient, simulator: RunningSimulator) -> None:
    simulator.set_faults([fault("status", {"status": 302, "headers": {"Location": US.request(DAY)}})])

    with pytest.raises(RedirectRefused, match="redirected more than 3 times"):
        client.fetch_listing(US, DAY)

    assert client.stats.calls == 4
