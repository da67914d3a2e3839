"""Which calls a script of faults means, and which scripts are no scripts."""

from __future__ import annotations

from typing import Any

import pytest

from simulator.faults import FaultInvalid, FaultScript


def make_script(*entries: dict[str, Any]) -> FaultScript:
    """Put entries in force."""
    script = FaultScript()
    script.replace([{"fault": "hang", **entry} for entry in entries])
    return script


@pytest.mark.parametrize(
    ("pattern", "path", "query", "is_meant"),
    [
        ("/schedule", "/schedule", "", True),
        ("/schedule", "/schedule", "country=US", True),
        ("/schedule", "/schedule/web", "", False),
        ("/schedule?country=US", "/schedule", "country=US", True),
        ("/schedule?country=US", "/schedule", "country=US&date=2026-01-01", False),
        ("/schedule/web?*country=&*", "/schedule/web", "country=&date=2026-01-01", True),
        ("/schedule*", "/schedule/web", "country=US", True),
        ("/shows/*", "/shows/12/cast", "", True),
        ("/shows/1?embed[]=cast*", "/shows/1", "embed%5B%5D=cast&embed%5B%5D=seasons", True),
        ("*date=2026-01-01", "/schedule", "country=US&date=2026-01-01", True),
        ("*", "/updates/shows", "", True),
    ],
)
def test_a_pattern_means_a_path_or_a_path_with_its_query(
    pattern: str, path: str, query: str, *, is_meant: bool
) -> None:
    script = make_script({"path": pattern})

    assert bool(script.next_fault(path, query)) is is_meant


def test_the_nth_matching_call_fails_and_no_other() -> None:
    script = make_script({"path": "/a", "nth": 2})

    struck = [bool(script.next_fault(path, "")) for path in ("/a", "/b", "/a", "/a")]

    assert struck == [False, False, True, False]


def test_entries_count_for_themselves_and_the_first_is_carried_out() -> None:
    script = make_script({"path": "/a", "nth": 2}, {"path": "*", "fault": "reset"})

    struck = [script.next_fault("/a", "") for _ in range(3)]

    assert [fault and fault.fault for fault in struck] == ["reset", "hang", "reset"]
    assert [entry["seen"] for entry in script.describe()] == [3, 3]


@pytest.mark.parametrize(
    ("entries", "named"),
    [
        ({}, "list"),
        (["hang"], "[0]"),
        ([{"fault": "hang"}], "[0].path"),
        ([{"path": "schedule", "fault": "hang"}], "[0].path"),
        ([{"path": "/", "fault": "hang"}, {"path": "/", "fault": "explode"}], "[1].fault"),
        ([{"path": "/"}], "[0].fault"),
        ([{"path": "/", "fault": []}], "[0].fault"),
        ([{"path": "/", "fault": {}}], "[0].fault"),
        ([{"path": "/", "fault": "hang", "nth": 0}], "[0].nth"),
        ([{"path": "/", "fault": "hang", "nth": True}], "[0].nth"),
        ([{"path": "/", "fault": "hang", "value": 3}], "[0].value"),
        ([{"path": "/", "fault": "reset", "times": 3}], "[0].times"),
        ([{"path": "/", "fault": "delay", "value": "1"}], "[0].value"),
        ([{"path": "/", "fault": "delay"}], "[0].value"),
        ([{"path": "/", "fault": "status", "value": 42}], "[0].value"),
        ([{"path": "/", "fault": "status", "value": {"status": 429, "headers": {"Retry-After": 1}}}], "[0].value"),
        ([{"path": "/", "fault": "status", "value": {"body": ""}}], "[0].value"),
        ([{"path": "/", "fault": "truncate", "value": -1}], "[0].value"),
        ([{"path": "/", "fault": "status", "value": {"status": 500, "body": {"size": "x"}}}], "[0].value"),
        ([{"path": "/", "fault": "body"}], "[0].value"),
        ([{"path": "/", "fault": "body", "value": {"size": "x"}}], "[0].value"),
        ([{"path": "/", "fault": "body", "value": {"size": -1}}], "[0].value"),
    ],
)
def test_an_invalid_script_names_the_field_and_leaves_the_old_one(entries: Any, named: str) -> None:
    script = make_script({"path": "/old"})

    with pytest.raises(FaultInvalid) as raised:
        script.replace(entries)

    assert named in str(raised.value)
    assert [entry["path"] for entry in script.describe()] == ["/old"]
