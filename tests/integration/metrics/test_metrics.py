"""What is counted is what was asked, over all workers; who may not read it is refused; without Postgres it goes on."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from websockets.sync.client import connect as connect_websocket

from catalog.database import connect
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.api.corpus import fill
from tests.integration.api.stand_in import StandIn

ALIAS = "metrics"
CHECKOUT = Path(__file__).parents[3]
TOKEN = "a-token-of-the-tests"
REQUESTS = "http_server_request_duration_seconds_count"
ABSENT = "postgresql://postgres@/absent?host=/nonexistent"


@pytest.fixture(scope="module")
def catalogue_url(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[str]:
    """Fill a database and its index."""
    with open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url:
        yield url


@pytest.fixture
def start(start_api: StartApi, postgres_url: str) -> Iterator[StartApi]:
    """Start APIs over a new database, and stop them."""
    started: list[RunningApi] = []

    def start_over(alias: str = "absent", **settings: Any) -> RunningApi:
        started.append(start_api(alias, **{"postgres_url": postgres_url, **settings}))
        return started[-1]

    yield start_over
    for api in started:
        api.stop()


def _read(api: RunningApi, **headers: str) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    answer = api.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain; version=")
    families = text_string_to_metric_families(answer.text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def _count(api: RunningApi, route: str, status: int, method: str = "GET") -> float:
    labels = {"http_route": route, "http_request_method": method, "http_response_status_code": str(status)}
    return _read(api).get((REQUESTS, frozenset(labels.items())), 0)


def test_a_websocket_is_counted_and_logged_when_it_opens(start: StartApi, tmp_path: Path) -> None:
    log = tmp_path / "api.log"
    api = start(log=log, log_format="json", log_level="info")

    sent = {"X-Request-ID": "mine-1"}
    with connect_websocket(f"ws://127.0.0.1:{api.port}/v1/events", proxy=None, additional_headers=sent):
        assert _count(api, "/v1/events", 101) == 1

    told = [json.loads(line) for line in log.read_text().splitlines()]
    assert [(line["status"], line["route"]) for line in told if line["logger"] == "tvsi.requests"] == [
        (101, "/v1/events")
    ]


def test_who_is_gone_before_the_answer_is_no_failure_of_ours(start_api: StartApi) -> None:
    with closing(StandIn()) as stand_in:
        stand_in.hang()
        api = start_api(elasticsearch_url=f"http://127.0.0.1:{stand_in.server.server_port}")
        with pytest.raises(httpx.ReadTimeout):
            api.get("/v1/episodes?q=law", timeout=0.5)
        deadline = time.monotonic() + 5
        while _count(api, "/v1/episodes", 499) == 0:
            assert time.monotonic() < deadline
            time.sleep(0.05)

        assert _count(api, "/v1/episodes", 500) == 0
        api.stop()


def test_requests_are_counted_by_route_method_and_status(start: StartApi) -> None:
    api = start()
    for path in ("/v1/episodes/1", "/v1/episodes/2", "/health/live", "/health/live", "/nowhere/1", "/nowhere/2"):
        api.get(path)
    api.get("/v1/episodes?page=0")
    api.client.request("BREW", "/health/live")

    assert _count(api, "/v1/episodes/{episode_id}", 404) == 2
    assert _count(api, "/v1/episodes", 400) == 1
    # One more, by which the start was waited for.
    assert _count(api, "/health/live", 200) >= 2
    assert _count(api, "none", 404) == 2
    others = [labels for name, labels in _read(api) if name == REQUESTS and ("http_request_method", "OTHER") in labels]
    assert len(others) == 1


@pytest.mark.parametrize("workers", [1, 3])
def test_all_workers_are_counted_whichever_answers_and_none_falls(start: StartApi, workers: int) -> None:
    api = start(api_workers=workers)
    for _ in range(40):
        with httpx.Client(base_url=f"http://127.0.0.1:{api.port}") as client:
            assert client.get("/v1/episodes/1").status_code == 404

    found = {_count(api, "/v1/episodes/{episode_id}", 404) for _ in range(10)}

    assert found == {40}


def test_searches_are_timed_by_their_outcome_and_answers_by_how_they_came(
    start: StartApi, catalogue_url: str, elasticsearch_url: str
) -> None:
    api = start(ALIAS, postgres_url=catalogue_url, elasticsearch_url=elasticsearch_url)
    etags = [api.get("/v1/episodes?q=law").headers.get("etag", "") for _ in range(3)]
    api.get("/v1/episodes?q=law", headers={"If-None-Match": etags[-1]})

    read = _read(api)

    assert read["tvsi_elasticsearch_request_duration_seconds_count", frozenset({("outcome", "answered")})] >= 1
    kept = {how: read.get(("tvsi_answers_total", frozenset({("how", how)})), 0) for how in ("made", "kept", "known")}
    assert kept["made"] >= 1
    assert sum(kept.values()) >= 2


def test_a_search_that_failed_is_timed_as_such(start: StartApi) -> None:
    api = start(elasticsearch_url="http://127.0.0.1:9")
    api.get("/v1/episodes")

    assert _read(api)["tvsi_elasticsearch_request_duration_seconds_count", frozenset({("outcome", "failed")})] == 1


def test_what_waits_to_be_indexed_is_told_with_its_age(start: StartApi, postgres_url: str) -> None:
    api = start()
    with closing(connect(postgres_url)) as db:
        db.execute_sql(
            "INSERT INTO outbox (episode_id, like_delta, attempts, created_at) VALUES "
            "(1, 1, 0, clock_timestamp() - interval '90 seconds'), (1, 1, 2, clock_timestamp())"
        )
        db.execute_sql("INSERT INTO projection_parked (episode_id, reason) VALUES (7, 'too odd')")

    read = {name: value for (name, labels), value in _read(api).items() if not labels}

    assert read["tvsi_outbox_rows"] == 2
    assert 90 <= read["tvsi_outbox_age_seconds"] < 120
    assert read["tvsi_outbox_failed_rows"] == 1
    assert read["tvsi_parked_documents"] == 1
    assert read["tvsi_postgres_up"] == 1


def test_what_other_processes_count_is_told(start: StartApi, postgres_url: str) -> None:
    api = start()
    with closing(connect(postgres_url)) as db:
        db.execute_sql("INSERT INTO projection_lag VALUES (0.5, 7, 2.5), (2, 2, 3), ('Infinity', 1, 400)")
        db.execute_sql("INSERT INTO rate_slot VALUES (0, now(), 0, 0), (1, now(), 30, 1), (2, now(), 12, 2)")
        db.execute_sql(
            "INSERT INTO listing_load (feed, date, as_of, rows, hash, loaded_at)"
            " VALUES ('us', '2026-01-01', to_timestamp(9e8), 1, '', now())"
        )

    read = _read(api)

    spans = {
        dict(labels)["le"]: count
        for (name, labels), count in read.items()
        if name == "tvsi_projection_lag_seconds_bucket"
    }
    assert (spans["0.25"], spans["0.5"], spans["1.0"], spans["2.0"], spans["300.0"], spans["+Inf"]) == (
        0,
        7,
        7,
        9,
        9,
        10,
    )
    told = {name: value for (name, labels), value in read.items() if not labels}
    assert (told["tvsi_projection_lag_seconds_count"], told["tvsi_projection_lag_seconds_sum"]) == (10, 405.5)
    assert (told["tvsi_tvmaze_calls_total"], told["tvsi_tvmaze_throttled_total"]) == (42, 3)
    assert told["tvsi_newest_listing_timestamp_seconds"] == 9e8
    assert told["tvsi_last_listed_day_timestamp_seconds"] == 1767225600, "midnight of January 1 by UTC"


def test_without_postgres_the_rest_is_told(start: StartApi) -> None:
    api = start(postgres_url=ABSENT, source="simulated")
    api.get("/health/live")

    read = _read(api)

    assert read["tvsi_postgres_up", frozenset()] == 0
    assert ("tvsi_outbox_rows", frozenset()) not in read
    assert _count(api, "/health/live", 200) >= 1


def test_the_dashboard_asks_for_nothing_that_is_not_told(
    start: StartApi, catalogue_url: str, elasticsearch_url: str
) -> None:
    dashboard = json.loads((CHECKOUT / "docs" / "dashboard.json").read_text())
    asked = {
        name
        for panel in dashboard["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\b(?:tvsi|http_server)_\w+", target["expr"])
    }
    api = start(ALIAS, postgres_url=catalogue_url, elasticsearch_url=elasticsearch_url)
    api.get("/v1/episodes?q=law")

    told = {name for name, _ in _read(api)}

    assert len(asked) >= 12
    assert asked <= told


def test_with_a_token_only_it_opens(start: StartApi) -> None:
    api = start(metrics_token=TOKEN)

    assert _read(api, Authorization=f"Bearer {TOKEN}", **{"X-Forwarded-For": "10.0.0.1"})
    for sent in (b"", f"Bearer {TOKEN}x".encode(), TOKEN[:-1].encode(), b"Bearer \xc3\xa9", b"Bearer \xff"):
        assert api.get("/metrics", headers={b"Authorization": sent}).status_code == 403
