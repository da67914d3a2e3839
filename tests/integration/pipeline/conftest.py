"""Dagster in memory, and loads of days through the real assets against the simulator and a real Postgres."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import yaml
from peewee import PostgresqlDatabase

from pipeline.assets.casts import load_casts
from pipeline.assets.listings import load_listings
from pipeline.settings import PipelineSettings
from pipeline.tvmaze.client import open_client
from tests.fixtures.simulator import WINDOW, RunningSimulator
from tests.integration.pipeline.loads import Materialize, Materialized

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    """Give an instance of Dagster in memory, which takes our own logs as ``dagster.yaml`` says, and puts them back."""
    taken = yaml.safe_load((CHECKOUT / "dagster.yaml").read_text())["python_logs"]
    loggers = [logging.getLogger(name) for name in taken["managed_python_loggers"]]
    before = [(logger, logger.level, logger.handlers[:]) for logger in loggers]
    with dg.DagsterInstance.ephemeral(settings={"python_logs": taken}) as made:
        yield made
    for logger, level, handlers in before:
        logger.setLevel(level)
        logger.handlers[:] = handlers


@pytest.fixture
def materialize(
    db: PostgresqlDatabase, postgres_url: str, simulator: RunningSimulator, instance: dg.DagsterInstance
) -> Materialize:
    """Load days: ``materialize("listings", first, last, accept_shrunk=…)``, in one run, from the simulator."""
    overrides: dict[str, Any] = {
        "postgres_url": postgres_url,
        "tvmaze_url": simulator.url,
        "tvmaze_window_seconds": WINDOW,
        "source": "simulated",
    }
    settings = PipelineSettings(**overrides)

    def load(
        group: str,
        first: date,
        last: date | None = None,
        *,
        accept_shrunk: bool = False,
        selection: Sequence[str] | None = None,
    ) -> Materialized:
        tags = {
            "dagster/asset_partition_range_start": first.isoformat(),
            "dagster/asset_partition_range_end": (last or first).isoformat(),
        }
        config = {"ops": {"load_listings": {"config": {"accept_shrunk": accept_shrunk}}}}
        with open_client(settings) as client:
            return Materialized(
                dg.materialize(
                    [load_listings if group == "listings" else load_casts],
                    instance=instance,
                    tags=tags,
                    resources={"database": db, "tvmaze": client, "calendar": settings},
                    run_config=config if group == "listings" else {},
                    selection=selection,
                    raise_on_error=False,
                )
            )

    return load
