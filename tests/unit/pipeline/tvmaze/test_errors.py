"""Errors state the request and the fact, wherever they are raised."""

from __future__ import annotations

from copy import copy

from pipeline.tvmaze.errors import TvmazeUnavailable


def test_an_error_survives_the_way_between_processes() -> None:
    error = TvmazeUnavailable("/shows/1", "answered 503")

    made = copy(error)  # by the same protocol as between processes

    assert (str(made), made.request, made.fact) == ("/shows/1: answered 503", "/shows/1", "answered 503")
