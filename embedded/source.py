"""Live or simulated: decided once, on an empty data directory, and remembered there. The two never share a store."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from embedded.settings import UpSettings
from pipeline.settings import TVMAZE

Source = Literal["live", "simulated"]
PROBE_SECONDS = 3.0
REMEMBERED = "source"


@dataclass(frozen=True)
class Decision:
    """Which data this start serves, where TVMaze is, and what the operator is told about it."""

    source: Source
    tvmaze_url: str
    is_simulator_ours: bool
    notice: str = ""


def decide_source(settings: UpSettings, *, answers: Callable[[str], bool] | None = None) -> Decision:
    """Decide, by what was remembered in the data directory where the variables leave it open."""
    remembered = read_remembered(settings.data_dir)
    source, notice = _choose(settings, remembered, answers or _answers)
    if source == "live":
        return Decision(source, settings.tvmaze_url or TVMAZE, is_simulator_ours=False, notice=notice)
    ours = f"http://127.0.0.1:{settings.simulator_port}"
    return Decision(source, settings.tvmaze_url or ours, is_simulator_ours=settings.tvmaze_url is None, notice=notice)


def remember_source(decision: Decision, data_dir: Path) -> None:
    """Keep the first decision, so that later starts don't depend on TVMaze's answering."""
    path = data_dir / REMEMBERED
    if not path.exists():
        path.write_text(f"{decision.source}\n")


def _choose(settings: UpSettings, remembered: Source | None, answers: Callable[[str], bool]) -> tuple[Source, str]:
    if settings.source != "auto":
        return settings.source, ""
    if settings.tvmaze_url is not None:
        return "live", ""
    if remembered is not None:
        return remembered, _remind(remembered, settings.data_dir)
    if answers(TVMAZE):
        return "live", ""
    return "simulated", (
        f"TVMaze does not answer within {PROBE_SECONDS:g} s: SIMULATED DATA is served, none of it is real television. "
        "This data directory keeps to that; TVSI_SOURCE=live asks TVMaze"
    )


def _remind(remembered: Source, data_dir: Path) -> str:
    if remembered == "live":
        return ""
    return f"SIMULATED DATA is served, as decided when {data_dir} was new; TVSI_SOURCE=live asks TVMaze"


def read_remembered(data_dir: Path) -> Source | None:
    """Read what was decided when the data directory was new; None where it is new."""
    try:
        text = (data_dir / REMEMBERED).read_text().strip()
    except FileNotFoundError:
        return None
    return "simulated" if text == "simulated" else "live"


def _answers(address: str) -> bool:
    """Tell whether TVMaze is there. Its root answers without counting against the limit."""
    try:
        return httpx.head(address, timeout=PROBE_SECONDS).status_code < httpx.codes.INTERNAL_SERVER_ERROR
    except httpx.HTTPError:
        return False
