"""What operators are told by message, and in which words."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.automation.messages import Message, write_message

URL = "http://dagster.example:3000"
FAILED = {"run_id": "r1", "groups": ["listings"], "days": ["2024-03-12", "2024-03-13"], "reason": "TVMaze is away."}


def test_a_daily_load_that_succeeded_is_told_with_its_counts() -> None:
    told = {"daily": "2024-03-12", "days": ["2024-03-09", "2024-03-19"], "counts": {"schedule": 1873, "guest_cast": 40}}

    message = write_message("daily.succeeded", told, URL)

    assert message == Message(
        "success",
        "TVSI: the daily load of 2024-03-12 succeeded",
        "2024-03-09 to 2024-03-19: 40 guest_cast, 1,873 schedule rows.",
    )


def test_a_failure_is_told_with_its_reason_and_a_link() -> None:
    message = write_message("load.failed", {**FAILED, "daily": None}, URL)

    assert message == Message(
        "failure",
        "TVSI: loading listings of 2024-03-12 to 2024-03-13 failed",
        "TVMaze is away. http://dagster.example:3000/runs/r1",
    )


def test_a_daily_failure_says_that_it_is_tried_again() -> None:
    told = {**FAILED, "daily": "2024-03-12", "round": "tvsi/daily 2024-03-12"}
    message = write_message("load.failed", told, URL)

    assert message is not None
    assert "It is tried again by itself, later each time, for about nine hours." in message.body


def test_what_else_is_tried_again_says_so_without_an_end() -> None:
    message = write_message("load.failed", {**FAILED, "daily": None, "round": "tvsi/updates 2024-03-12"}, URL)

    assert message is not None
    assert "It is tried again by itself, later each time. " in message.body


def test_a_load_that_left_a_check_failed_names_it() -> None:
    told = {**FAILED, "failed_checks": ["listings_not_shrunken"], "days": ["2024-03-12"]}

    message = write_message("load.succeeded", told, URL)

    assert message is not None
    assert message.kind == "failure"
    assert message.title.endswith("of 2024-03-12 left a check failed")
    assert message.body.startswith("listings_not_shrunken. http")


def test_checks_that_failed_are_told_with_what_they_found() -> None:
    told = {"run_id": "r1", "failed_checks": {"index_equals_tables": "missing 1 ghost 0 stale 0"}}

    message = write_message("checks.failed", told, URL)

    assert message is not None
    assert message.body == f"index_equals_tables: missing 1 ghost 0 stale 0. {URL}/runs/r1"


def test_an_index_that_refuses_documents_is_told_with_the_reason_of_one() -> None:
    told = {"refused": 30, "documents": 40, "episode_id": 7, "reason": "document_parsing_exception: no"}

    message = write_message("index.refuses", told, URL)

    assert message is not None
    assert message.kind == "failure"
    assert message.body.startswith("30 of 40 documents, such as 7: document_parsing_exception: no.")


def test_a_daily_load_that_is_given_up_names_the_days() -> None:
    message = write_message("daily.failed", {"daily": "2024-03-12", "days": ["2024-03-12"]}, URL)

    assert message is not None
    assert message.kind == "failure"
    assert "not loaded: 2024-03-12." in message.body


@pytest.mark.parametrize(
    ("event", "told"),
    [("load.succeeded", {"days": ["2024-03-12"]}), ("load.failed", {**FAILED, "reason": "cancelled"})],
)
def test_of_the_rest_nobody_is_told(event: str, told: dict[str, Any]) -> None:
    assert write_message(event, told, URL) is None
