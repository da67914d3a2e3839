"""What of a request's head is too long is named: the address by its longest parameter, or the headers."""

from __future__ import annotations

import pytest

from api.heads import MAX_HEAD, explain_head

LONG = b"x" * MAX_HEAD


@pytest.mark.parametrize(
    ("received", "names"),
    [
        (b"GET /v1/episodes?q=" + LONG, ["q"]),
        (b"GET /v1/episodes?q=a&pers%6Fn=" + LONG + b"&sort=name HTTP/1.1\r\nHost: x\r\n", ["person"]),
        (b"GET /v1/episodes?q=" + b"a" * 5000 + b"&genre=Drama" * 900, ["genre"]),
        (b"GET /v1/episodes?" + b"\xff" * MAX_HEAD, ["\ufffd" * 100]),
        (b"GET /v1/episodes?" + LONG, ["x" * 100]),
        (b"GET /v1/" + LONG, []),
        (LONG, []),
    ],
)
def test_an_address_that_is_too_long_is_told_its_longest_parameter(received: bytes, names: list[str]) -> None:
    problem = explain_head(received)

    assert problem.kind.status == 414
    assert [error.parameter for error in problem.errors] == names


@pytest.mark.parametrize("received", [b"GET / HTTP/1.1\r\nX-Long: " + LONG, b"GET /?q=a HTTP/1.1\r\n" + LONG])
def test_headers_that_are_too_large_are_told_so(received: bytes) -> None:
    problem = explain_head(received)

    assert (problem.kind.status, problem.errors) == (431, ())
