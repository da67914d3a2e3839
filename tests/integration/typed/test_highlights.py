"""What matched is marked, and nothing else in a text is HTML."""

from __future__ import annotations

import pytest

from tests.fixtures.api import RunningApi
from tests.integration.typed.asking import search


@pytest.mark.parametrize(
    ("words", "field", "marked"),
    [
        ("lamp oil burns", "name", ["<em>Lamp</em> <em>Oil</em> <em>Burns</em> Long"]),
        ("gre", "show.name", ["<em>Grey&#x27;s</em> Orchard"]),
        ("shade", "show.name", ["<em>S.H.A.D.E</em>."]),
        ("spider ling", "show.name", ["<em>Spiderling</em>"]),
        ("fallon guest", "people", ["Siobhán <em>Fallon</em>"]),
        ("quill guest", "characters", ["Mrs. <em>Quill</em>"]),
        ("tide", "summary", ["The <em>tide</em> turns at midnight."]),
        ('"oil of a lamp"', "name", ["Long Burns the <em>Oil</em> of a <em>Lamp</em>"]),
        ("orchrad", "show.name", ["Grey&#x27;s <em>Orchard</em>"]),
    ],
)
def test_what_matched_is_marked(api: RunningApi, words: str, field: str, marked: list[str]) -> None:
    item = search(api, words)["items"][0]

    assert item["highlight"][field] == marked


def test_a_text_is_escaped_but_for_its_marks(api: RunningApi) -> None:
    name = search(api, "ampersand")["items"][0]
    summary = search(api, "smuggler")["items"][0]

    assert name["highlight"]["name"] == ["&lt;script&gt;alert(1)&lt;&#x2F;script&gt; <em>Ampersand</em>"]
    assert "&lt;b&gt;not&lt;&#x2F;b&gt; who she says &amp; runs" in summary["highlight"]["summary"][0]


def test_there_are_no_marks_without_words_and_none_where_nothing_matched(api: RunningApi) -> None:
    browsed = api.get("/v1/episodes").json()["items"]
    wicks = search(api, "wicks")["items"]

    assert [item["highlight"] for item in browsed if item["highlight"]] == []
    assert set(wicks[0]["highlight"]) == {"name"}
