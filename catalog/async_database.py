"""The asynchronous database: Peewee's, over asyncpg, without the round trips that it spends at each statement."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from playhouse.pwasyncio import AsyncPostgresqlConnection, AsyncPostgresqlDatabase, CursorAdapter

# What gives rows needs no count of rows, and so none of Peewee's preparing anew: asyncpg keeps its statements.
_GIVES_ROWS = re.compile(r"\s*(SELECT|WITH)\b|.*\bRETURNING\b", re.IGNORECASE | re.DOTALL)


class AsyncDatabase(AsyncPostgresqlDatabase):  # type: ignore[misc]
    """A pool of connections whose sessions are never changed, so that none is reset between two uses."""

    async def _create_pool_async(self) -> Any:
        self.connect_params.setdefault("reset", _keep)
        return await super()._create_pool_async()

    async def _pool_acquire(self, pool: Any) -> Any:
        return _Connection(await asyncio.wait_for(pool.acquire(), timeout=self._acquire_timeout))


class _Connection(AsyncPostgresqlConnection):  # type: ignore[misc]
    """A connection that lets asyncpg keep prepared statements. ``rowcount`` of what gives rows is how many it gives."""

    async def _execute(self, sql: str, params: Sequence[Any] | None = None) -> Any:
        if not _gives_rows(sql):
            return await super()._execute(sql, params)
        records = await self.conn.fetch(_number(sql) if params else sql, *(params or ()))
        description = [(name,) for name in records[0].keys()] if records else []  # noqa: SIM118 - a Record is no dict
        return CursorAdapter(records, rowcount=len(records), description=description)


async def _keep(connection: Any) -> None:
    """Leave a session as it is."""


@lru_cache(maxsize=1024)
def _gives_rows(sql: str) -> bool:
    return _GIVES_ROWS.match(sql) is not None


@lru_cache(maxsize=1024)
def _number(sql: str) -> str:
    numbered: str = AsyncPostgresqlConnection._translate_placeholders(sql)  # noqa: SLF001 - as Peewee itself does
    return numbered
