"""What goes over the wire: who the client says it is, its one connection, and servers that misbehave below HTTP."""

from __future__ import annotations

import gzip
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.tvmaze.answer import Answer, NotFound
from pipeline.tvmaze.errors import AnswerTooLarge, TvmazeUnavailable
from pipeline.tvmaze.limits import Limits
from tests.integration.pipeline.tvmaze.clients import HASTY, open_hasty
from tests.integration.pipeline.tvmaze.raw_server import ok, serve_raw

ONCE = replace(HASTY, tries=1)


def fetch(url: str, postgres_url: str, limits: Limits = ONCE) -> Answer | NotFound:
    with open_hasty(url, postgres_url, limits=limits) as client:
        return client.fetch_guest_cast(7)


def test_the_client_says_who_it_is_and_keeps_one_connection(postgres_url: str) -> None:
    with serve_raw(ok(b"[]")) as server, open_hasty(server.url, postgres_url) as client:
        for episode_id in range(1, 6):
            client.fetch_guest_cast(episode_id)

    assert len(server.requests) == 5
    assert server.connections == 1
    assert all(b"User-Agent: TVSI/" in request for request in server.requests)


def test_a_show_is_asked_for_with_its_embeds(postgres_url: str) -> None:
    with serve_raw(ok(b"{}")) as server, open_hasty(server.url, postgres_url) as client:
        client.fetch_show(7)

    assert server.requests[0].startswith(b"GET /shows/7?embed[]=cast&embed[]=seasons HTTP/1.1\r\n")


def test_a_path_in_the_address_of_a_mirror_stays(postgres_url: str) -> None:
    with serve_raw(ok(b"[]")) as server:
        fetch(f"{server.url}/tvmaze", postgres_url)

    assert server.requests[0].startswith(b"GET /tvmaze/episodes/7/guestcast HTTP/1.1\r\n")


def test_an_answer_without_a_date_is_as_of_when_it_was_asked_for(
    postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = datetime.now(UTC).replace(microsecond=0)

    with serve_raw(ok(b"[]")) as server:
        answer = fetch(server.url, postgres_url)

    assert isinstance(answer, Answer)
    assert before <= answer.as_of <= before + timedelta(seconds=5)
    assert "no usable Date" in caplog.text


def test_a_body_that_drips_is_not_waited_for(postgres_url: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"

    with serve_raw(head, *(b" ", 0.2) * 50) as server, pytest.raises(TvmazeUnavailable) as lost:
        fetch(server.url, postgres_url)

    assert "no end of the body after 1.5 s" in str(lost.value)


def test_a_body_without_an_announced_end_is_cut_at_the_limit(postgres_url: str) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b" " * 65536 + b"\r\n"

    with serve_raw(head, *[chunk] * 40) as server, pytest.raises(AnswerTooLarge, match="beyond 1,000,000 bytes"):
        fetch(server.url, postgres_url, replace(ONCE, body_bytes=1_000_000))


def test_a_small_body_that_unpacks_to_a_huge_one_is_cut_at_the_limit(postgres_url: str) -> None:
    bomb = ok(gzip.compress(b" " * 30_000_000), Content_Encoding="gzip")

    with serve_raw(bomb) as server, pytest.raises(AnswerTooLarge):
        fetch(server.url, postgres_url)


def test_a_body_that_does_not_unpack_is_lost(postgres_url: str) -> None:
    with serve_raw(ok(b"[]", Content_Encoding="gzip")) as server, pytest.raises(TvmazeUnavailable) as lost:
        fetch(server.url, postgres_url)

    assert "the body's compression is broken" in str(lost.value)


def test_what_is_no_http_is_lost(postgres_url: str) -> None:
    with serve_raw(b"220 mail ready\r\n\r\n") as server, pytest.raises(TvmazeUnavailable, match="the connection broke"):
        fetch(server.url, postgres_url)


def test_nobody_there_is_said(postgres_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        nobody = f"http://127.0.0.1:{taken.getsockname()[1]}"

    with pytest.raises(TvmazeUnavailable, match=r"^/episodes/7/guestcast: no connection: .* \(after 6 tries\)$"):
        fetch(nobody, postgres_url, HASTY)
