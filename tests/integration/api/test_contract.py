"""What holds for every answer: its headers, its errors."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.api.described import check_shape

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@pytest.mark.parametrize(
    ("method", "address", "status", "slug"),
    [
        ("GET", "/nowhere", 404, "not-found"),
        ("GET", "/v1", 404, "not-found"),
        ("GET", "/v1/episodes/999", 404, "episode-not-found"),
        ("GET", "/v1/episodes?page=x", 400, "invalid-parameters"),
        ("GET", "/health/live?deep=1", 400, "invalid-parameters"),
        ("POST", "/v1/episodes", 405, "method-not-allowed"),
        ("DELETE", "/v1/episodes/1", 405, "method-not-allowed"),
        ("GET", "/v1/episodes?q=" + "x" * 20_000, 414, "address-too-long"),
    ],
)
def test_every_error_is_a_problem(
    api: RunningApi, document: dict[str, Any], method: str, address: str, status: int, slug: str
) -> None:
    response = api.client.request(method, address)
    body = response.json()

    assert (response.status_code, body["status"]) == (status, status)
    assert body["type"] == f"urn:tvsi:problem:{slug}"
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    assert body["request_id"] == response.headers["X-Request-ID"]
    check_shape(document, "ProblemDetails", body)


@pytest.mark.parametrize("address", ["/", "/v1/episodes", "/v1/episodes/1", "/v1/schedule/today"])
def test_a_wrong_method_is_told_the_right_ones(api: RunningApi, address: str) -> None:
    allowed = api.client.put(address).headers["Allow"]

    assert set(allowed.split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("request_line", [b"GET /v1/episodes HTTP/9", b"nonsense", b"GET /\xff HTTP/1.1"])
def test_what_is_hardly_http_is_a_problem_too(api: RunningApi, request_line: bytes) -> None:
    with socket.create_connection(("127.0.0.1", api.port), timeout=10) as connection:
        connection.sendall(request_line + b"\r\nHost: x\r\n\r\n")
        answer = connection.recv(65536)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer
    assert b"Traceback" not in answer


@pytest.mark.parametrize("sent", ["abc-123", "0af7651916cd43dd8448eb211c80319c", "7"])
def test_a_client_s_request_id_comes_back(api: RunningApi, sent: str) -> None:
    for address in ("/health/live", "/nowhere"):
        assert api.get(address, headers={"X-Request-ID": sent}).headers["X-Request-ID"] == sent


@pytest.mark.parametrize("sent", ["", "a b", "<script>", "x" * 129, "é"])
def test_a_request_id_that_could_do_harm_is_replaced(api: RunningApi, sent: str) -> None:
    given = api.get("/nowhere", headers={"X-Request-ID": sent.encode()}).headers["X-Request-ID"]

    assert UUID.fullmatch(given)


def test_request_ids_differ(api: RunningApi) -> None:
    assert len({api.get("/health/live").headers["X-Request-ID"] for _ in range(5)}) == 5


@pytest.mark.parametrize("address", ["/", "/v1/episodes", "/v1/episodes/1", "/nowhere", "/openapi.json"])
def test_every_answer_may_be_read_by_any_page_and_does_nothing_in_a_browser(api: RunningApi, address: str) -> None:
    headers = api.get(address, headers={"Origin": "https://page.example"}).headers

    assert headers["Access-Control-Allow-Origin"] == "*"
    assert {"Link", "X-Request-ID", "X-TVSI-Source"} <= set(headers["Access-Control-Expose-Headers"].split(", "))
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert headers["Strict-Transport-Security"].startswith("max-age=")
    assert headers["X-TVSI-Source"] == "simulated"
    assert "Server" not in headers


def test_links_never_come_from_the_request_s_host(api: RunningApi) -> None:
    headers = {"Host": "evil.example", "X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}

    for address in ("/", "/v1/episodes?per_page=1", "/openapi.json"):
        assert "evil.example" not in api.get(address, headers=headers).text


@pytest.mark.parametrize("address", ["/", "/v1/episodes?per_page=1", "/v1/episodes/1", "/v1/schedule/2020-12-01"])
def test_head_is_get_without_the_body(api: RunningApi, address: str) -> None:
    response = api.client.head(address)

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["Content-Length"]) == len(api.get(address).content)


def test_head_finds_nothing_where_there_is_nothing(api: RunningApi) -> None:
    assert api.client.head("/v1/episodes/999").status_code == 404


def test_a_browser_may_ask_before_it_reads(api: RunningApi) -> None:
    asked = {"Origin": "https://page.example", "Access-Control-Request-Method": "GET"}

    response = api.client.options("/v1/episodes", headers=asked)

    assert response.status_code == 204
    assert response.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert set(response.headers["Allow"].split(",")) == {"GET", "HEAD", "OPTIONS"}


def test_the_front_door_shows_the_way_and_credits_tvmaze(api: RunningApi) -> None:
    body = api.get("/").json()

    assert body["openapi"] == "https://tv.example/tvsi/openapi.json"
    assert body["credit"]["url"] == "https://www.tvmaze.com"
