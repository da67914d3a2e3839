"""What the API and the indexer log: a line a request with its id, failures under the same id, and no secret."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tests.fixtures.api import JWT_SECRET, RunningApi, StartApi

PASSWORD, DATABASE_PASSWORD, TOKEN = "a heron on the pier", "hunter2-and-more", "a-token-of-the-tests"
ABSENT = f"postgresql://tvsi:{DATABASE_PASSWORD}@127.0.0.1:9/absent"
LOGGED = {"log_format": "json", "log_level": "info"}


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def _stop_and_read(api: RunningApi, path: Path) -> list[dict[str, Any]]:
    api.stop()
    return _read(path)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Name the file that logs go to."""
    return tmp_path / "api.log"


def test_a_request_is_a_line_with_its_id_route_status_and_time(start_api: StartApi, log: Path) -> None:
    api = start_api(log=log, **LOGGED)
    own = api.get("/v1/episodes/7?confidential=yes", headers={"X-Request-ID": "mine-1"})
    failed = api.get("/v1/episodes/7").headers["x-request-id"]
    api.get("/health/ready")

    lines = _stop_and_read(api, log)

    requests = {line["request_id"]: line for line in lines if line["logger"] == "tvsi.requests"}
    assert own.status_code == 400
    assert requests["mine-1"] | {"timestamp": "", "milliseconds": 0.0} == {
        "event": "GET /v1/episodes/7",
        "level": "info",
        "logger": "tvsi.requests",
        "request_id": "mine-1",
        "route": "/v1/episodes/{episode_id}",
        "status": 400,
        "milliseconds": 0.0,
        "timestamp": "",
    }
    assert requests[failed]["status"] == 503
    assert len(requests) == 2, "machines that look every few seconds are not worth a line"
    told = [line for line in lines if line.get("request_id") == failed and line["logger"] == "tvsi.api"]
    assert [line["level"] for line in told] == ["warning"], "the reason stands under the same id"
    assert "confidential" not in log.read_text()


def test_what_a_store_did_is_a_short_line_without_the_settings_of_its_client(start_api: StartApi, log: Path) -> None:
    api = start_api(log=log, **LOGGED)
    failed = api.get("/v1/episodes?q=heron").headers["x-request-id"]

    lines = _stop_and_read(api, log)

    (told,) = [line for line in lines if line.get("request_id") == failed and line["logger"] == "tvsi.api"]
    assert told["event"].startswith("The search engine does not answer. Try again in a moment. (ConnectionError: ")
    assert "NodeConfig" not in told["event"]
    assert len(told["event"]) < 400


def test_a_head_that_can_not_be_read_gets_an_id_of_its_own(start_api: StartApi, log: Path) -> None:
    api = start_api(log=log, **LOGGED)
    api.get("/v1/episodes?page=0", headers={"X-Request-ID": "mine-2"})
    refused = api.get("/" + "x" * 20_000, headers={"X-Request-ID": "too-long"})

    lines = _stop_and_read(api, log)

    assert refused.status_code >= 400
    assert [line["status"] for line in lines if line.get("request_id") == "mine-2"] == [400]


def test_no_secret_is_logged(start_api: StartApi, log: Path, postgres_url: str) -> None:
    settings = {**LOGGED, "log_level": "debug", "metrics_token": TOKEN, "log": log}
    api = start_api(postgres_url=postgres_url, redis_url=f"redis://:{DATABASE_PASSWORD}@127.0.0.1:9/0", **settings)
    somebody = {"username": "ada", "email": "ada@example.org", "password": PASSWORD}
    api.client.post("/v1/auth/register", json=somebody)
    session = api.client.post("/v1/auth/login", json={"username": "ada", "password": PASSWORD}).json()
    for sent in (f"Bearer {session['access_token']}", f"Bearer {TOKEN}", f"Basic {JWT_SECRET}"):
        api.get("/v1/me", headers={"Authorization": sent})
        api.get("/metrics", headers={"Authorization": sent})
    api.client.post("/v1/auth/refresh", json={"refresh_token": session["refresh_token"]})
    api.client.post("/v1/auth/login", content=f'{{"password": "{PASSWORD}"')
    absent = start_api(postgres_url=ABSENT, **{**settings, "log": log.with_name("absent.log")})
    absent.get("/v1/episodes/1")
    absent.stop()

    lines = _stop_and_read(api, log)

    assert len([line for line in lines if line["logger"] == "tvsi.requests"]) >= 10
    written = log.read_text() + log.with_name("absent.log").read_text()
    for secret in (PASSWORD, DATABASE_PASSWORD, TOKEN, JWT_SECRET, *map(str, (session["access_token"],))):
        assert secret not in written
    assert session["refresh_token"] not in written


def test_the_indexer_logs_the_same_way(tmp_path: Path) -> None:
    variables = {
        "TVSI_LOG_FORMAT": "json",
        "TVSI_POSTGRES_URL": ABSENT,
        "TVSI_ELASTICSEARCH_URL": "http://127.0.0.1:9",
        "TVSI_DATA_DIR": "/nonexistent",
        "PATH": "",
    }
    log = tmp_path / "indexer.log"
    with log.open("wb") as written:
        process = subprocess.Popen([sys.executable, "-m", "cli", "indexer"], env=variables, stderr=written)
    deadline = time.monotonic() + 60
    while not log.read_text() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.1)
    process.terminate()
    process.wait(30)

    (first, *_) = _read(log)

    assert first["level"] == "warning"
    assert first["event"].endswith("; trying once a second")
    assert DATABASE_PASSWORD not in log.read_text()
