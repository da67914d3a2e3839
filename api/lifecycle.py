"""What each worker opens before it serves and closes after: one client, one pool. Nothing is connected at import."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from api.headers import DataSource
from api.operations import App
from api.problems import Problem
from api.stores import Postgres, SearchEngine
from catalog.tables import Store

SOURCE_RETRY_SECONDS = 1.0


def add_lifecycle(app: App, postgres: Postgres, search: SearchEngine, source: DataSource) -> None:
    """Open and close the stores with the worker, and learn whose data they hold."""

    async def open_stores(_: App) -> None:
        postgres.open()
        search.open()

    async def close_stores(_: App) -> None:
        await search.close()
        await postgres.close()

    async def learn_source(_: App) -> None:
        app.add_task(_learn_source(postgres, source), name="learn_source")

    app.register_listener(open_stores, "before_server_start")
    app.register_listener(learn_source, "after_server_start")
    app.register_listener(close_stores, "after_server_stop")


async def _learn_source(postgres: Postgres, source: DataSource) -> None:
    """Ask until the database says whether its data is live or simulated; it never changes after."""
    while source.name is None:
        with suppress(Problem):
            source.name = await postgres.read(_read_source)
        if source.name is None:
            await asyncio.sleep(SOURCE_RETRY_SECONDS)


def _read_source() -> str | None:
    row = Store.select(Store.source).first() if Store.table_exists() else None
    return row.source if row else None
