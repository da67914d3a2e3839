"""What TVMaze does not have: its own 404, believed as of when it was made."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.tvmaze.answer import NotFound
from pipeline.tvmaze.client import TvmazeClient
from pipeline.tvmaze.errors import MalformedAnswer
from tests.fixtures.simulator import RunningSimulator


def _not_found(value: dict[str, Any]) -> dict[str, Any]:
    return {"path": "/episodes/*", "fault": "status", "value": value}


def test_what_tvmaze_does_not_have_is_not_found(client: TvmazeClient) -> None:
    missing = 2**40

    assert isinstance(client.fetch_show(missing), NotFound)
    assert isinstance(client.fetch_season_guest_casts(missing), NotFound)
    assert isinstance(client.fetch_guest_cast(missing), NotFound)
    assert isinstance(client.fetch_episode(missing), NotFound)
    assert (client.stats.calls, client.stats.retries) == (4, 0)


def test_a_404_that_is_not_tvmaze_s_own_is_not_believed(client: TvmazeClient, simulator: RunningSimulator) -> None:
    page = {"status": 404, "body": "<html>no such site</html>"}
    simulator.set_faults([_not_found(page)])

    with pytest.raises(MalformedAnswer, match="the body begins '<html>no such site"):
        client.fetch_episode(1)


def test_a_404_may_have_null_as_its_body(client: TvmazeClient, simulator: RunningSimulator) -> None:
    simulator.set_faults([_not_found({"status": 404, "body": "null"})])

    assert isinstance(client.fetch_episode(1), NotFound)


def test_a_404_out_of_a_cache_is_as_old_as_it_says(client: TvmazeClient, simulator: RunningSimulator) -> None:
    made = {"Date": "Tue, 01 Dec 2020 12:00:00 GMT", "Age": "1800"}
    simulator.set_faults([_not_found({"status": 404, "headers": made, "body": "null"})])

    answer = client.fetch_guest_cast(1)

    assert answer == NotFound("/episodes/1/guestcast", datetime(2020, 12, 1, 11, 30, tzinfo=UTC))
