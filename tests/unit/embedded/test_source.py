"""Live or simulated: decided once, remembered, never mixed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from embedded.settings import UpSettings
from embedded.source import Decision, remember_source
from embedded.source import decide_source as decide_only
from pipeline.settings import TVMAZE

Settings = Callable[..., UpSettings]


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    def make(**overrides: object) -> UpSettings:
        return UpSettings.model_validate({"data_dir": tmp_path / "data", **overrides})

    return make


def decide_source(settings: UpSettings, *, answers: Callable[[str], bool] | None = None) -> Decision:
    """Decide and remember, as a start does."""
    decision = decide_only(settings, answers=answers)
    settings.data_dir.mkdir(exist_ok=True)
    remember_source(decision, settings.data_dir)
    return decision


def refuse_to_ask(address: str) -> bool:
    raise AssertionError(f"asked {address}")


def test_tvmaze_is_used_where_it_answers(settings: Settings) -> None:
    decision = decide_source(settings(), answers=lambda _: True)

    assert (decision.source, decision.tvmaze_url, decision.is_simulator_ours) == ("live", TVMAZE, False)
    assert decision.notice == ""


def test_the_simulator_stands_in_where_tvmaze_is_silent_and_that_is_said_loudly(settings: Settings) -> None:
    decision = decide_source(settings(simulator_port=8123), answers=lambda _: False)

    assert decision.source == "simulated"
    assert decision.is_simulator_ours
    assert decision.tvmaze_url == "http://127.0.0.1:8123"
    assert "SIMULATED DATA" in decision.notice


@pytest.mark.parametrize("first", [True, False])
def test_the_first_decision_holds_whatever_tvmaze_does_later(settings: Settings, *, first: bool) -> None:
    decided = decide_source(settings(), answers=lambda _: first)

    again = decide_source(settings(), answers=lambda _: not first)

    assert again.source == decided.source


def test_a_remembered_simulation_is_said_at_every_start(settings: Settings) -> None:
    decide_source(settings(), answers=lambda _: False)

    again = decide_source(settings(), answers=refuse_to_ask)

    assert "SIMULATED DATA" in again.notice
    assert "TVSI_SOURCE=live" in again.notice


@pytest.mark.parametrize("wanted", ["live", "simulated"])
def test_an_explicit_source_asks_nobody_and_is_remembered(settings: Settings, wanted: str) -> None:
    decision = decide_source(settings(source=wanted), answers=refuse_to_ask)

    assert decision.source == wanted
    assert decide_source(settings(), answers=refuse_to_ask).source == wanted


def test_an_explicit_source_overrules_for_one_start_only(settings: Settings) -> None:
    decide_source(settings(source="simulated"))

    overruled = decide_source(settings(source="live"))

    assert overruled.source == "live"
    assert decide_source(settings(), answers=refuse_to_ask).source == "simulated"


def test_an_address_of_ones_own_means_live(settings: Settings) -> None:
    decision = decide_source(settings(tvmaze_url="http://mirror.test"), answers=refuse_to_ask)

    assert (decision.source, decision.tvmaze_url) == ("live", "http://mirror.test")


def test_an_address_said_to_be_simulated_starts_no_simulator_of_ours(settings: Settings) -> None:
    decision = decide_source(settings(tvmaze_url="http://127.0.0.1:9", source="simulated"), answers=refuse_to_ask)

    assert (decision.source, decision.tvmaze_url) == ("simulated", "http://127.0.0.1:9")
    assert not decision.is_simulator_ours
