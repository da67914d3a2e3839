"""What each worker opens before it serves and closes after: one client, one pool. Nothing is connected at import."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from api.application import App
from api.headers import DataSource
from api.notices import OutboxNotices
from api.problems import Problem
from api.stores import Postgres, SearchEngine
from catalog.tables import Store

RETRY_SECONDS, STOP_SECONDS = 1.0, 5.0


def add_lifecycle(
    app: App, postgres: Postgres, search: SearchEngine, source: DataSource, notices: OutboxNotices
) -> None:
    """Open and close the stores with the worker, and learn whose data they hold."""
    lesson = SourceLesson(postgres, source)

    async def open_stores(_: App) -> None:
        postgres.open()
        search.open()

    async def begin_lesson(_: App) -> None:
        lesson.begin()

    async def end_lesson(_: App) -> None:
        await lesson.end()

    async def close_stores(_: App) -> None:
        await notices.close()
        await search.close()
        await postgres.close()

    app.register_listener(open_stores, "before_server_start")
    app.register_listener(begin_lesson, "after_server_start")
    app.register_listener(end_lesson, "before_server_stop")
    app.register_listener(close_stores, "after_server_stop")


class SourceLesson:
    """Asks the database until it says whether its data is live or simulated; that never changes after.

    A task of our own and not ``app.add_task``: Sanic 25.12 spins for ever where such a task is there when it stops.
    """

    def __init__(self, postgres: Postgres, source: DataSource) -> None:
        self._postgres = postgres
        self._source = source
        self._task: asyncio.Task[None] | None = None
        self._over = False

    def begin(self) -> None:
        """Ask in the background."""
        self._task = asyncio.create_task(self._learn())

    async def end(self) -> None:
        """Stop asking. A driver that is connecting may swallow the cancellation, so the loop is told as well."""
        self._over = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=STOP_SECONDS)

    async def _learn(self) -> None:
        while self._source.name is None and not self._over:
            with suppress(Problem):
                self._source.name = await self._postgres.run(_read_source)
            if self._source.name is None:
                await asyncio.sleep(RETRY_SECONDS)


def _read_source() -> str | None:
    row = Store.select(Store.source).first() if Store.table_exists() else None
    return row.source if row else None
