"""The two stores as a request meets them: each is asked in one place, where its failures become problems.

Queries are plain functions of the features.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, ParamSpec, TypeVar

import asyncpg
from elastic_transport import ConnectionTimeout, OrjsonSerializer, TransportError
from elasticsearch import ApiError, AsyncElasticsearch, NotFoundError
from peewee import InterfaceError, OperationalError

from api.meters import Meters
from api.problems import (
    CURSOR_EXPIRED,
    DATABASE_UNAVAILABLE,
    SEARCH_BUILDING,
    SEARCH_TIMEOUT,
    SEARCH_UNAVAILABLE,
    Problem,
    ProblemType,
)
from api.shapes import SearchState
from catalog.async_database import AsyncDatabase
from catalog.database import connect_async
from catalog.settings import split_addresses

P = ParamSpec("P")
T = TypeVar("T")

# Peewee wraps only some: a server that is stopped or starting, and a query cut off, come as they are.
POSTGRES_DOWN = (
    OperationalError,
    InterfaceError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
    TimeoutError,
)
SERVER_SECONDS, CLIENT_SECONDS, PROBE_SECONDS = 1.5, 2.0, 1.0
JSON = {"accept": "application/json", "content-type": "application/json"}
# Only what is read: the reply is most of a search's cost here.
COUNTED = ("aggregations.*.buckets", "aggregations.*.*.buckets")
REPLY = ",".join(
    (
        "took,timed_out,_shards.failed,_shards.failures.reason.type,pit_id,hits.total,hits.hits._source,hits.hits.highlight,hits.hits.sort",
        *(f"{buckets}.{field}" for buckets in COUNTED for field in ("key", "doc_count")),
        # Of a user's own, up to 60,000 ids.
        *(f"-aggregations.{hits}.buckets.doc_count" for hits in ("hits", "*.hits")),
    )
)
# A point in time is of one copy of each shard, and ends with the node that holds it.
LOST = {
    "search_context_missing_exception",
    "no_shard_available_action_exception",
    "node_disconnected_exception",
    "node_not_connected_exception",
}
# How long a walk waits for its next page.
KEEP_ALIVE = "2m"
HTTP_BAD_REQUEST, HTTP_UNAVAILABLE = 400, 503


class Postgres:
    """A worker's pool of connections."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._db: AsyncDatabase | None = None

    def open(self) -> None:
        """Make the pool; the first query connects it."""
        self._db = connect_async(self._url)

    async def close(self) -> None:
        """Close the pool."""
        if self._db is not None:
            await self._db.close_pool()

    async def run(self, query: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run synchronous Peewee code on a connection held just as long; raises a ``Problem`` when there is none.

        The one place that takes a connection. It belongs to the asyncio task, and Sanic runs one task for the whole
        of a kept-alive connection: without giving it back here, idle clients would drain the pool.
        """
        db = self._db
        if db is None:
            raise RuntimeError("the pool is opened when the worker starts")
        try:
            async with db:
                answer: T = await db.run(query, *args, **kwargs)
        except POSTGRES_DOWN as error:
            raise _unavailable(DATABASE_UNAVAILABLE) from error
        return answer


class SearchEngine:
    """A worker's client of Elasticsearch."""

    def __init__(self, url: str, alias: str, meters: Meters) -> None:
        self._url = url
        self._alias = alias
        self._meters = meters
        self._es: AsyncElasticsearch | None = None

    def open(self) -> None:
        """Make the client; the first search connects it."""
        nodes = split_addresses(self._url)
        self._es = AsyncElasticsearch(
            nodes,
            serializer=OrjsonSerializer(),
            request_timeout=CLIENT_SECONDS,
            # Another node may answer where one is gone, at once; a search that took its time is not begun again.
            max_retries=2,
            retry_on_timeout=False,
            retry_on_status=(HTTP_UNAVAILABLE,) if len(nodes) > 1 else (),
        )

    async def close(self) -> None:
        """Close the client."""
        if self._es is not None:
            await self._es.close()

    @property
    def client(self) -> AsyncElasticsearch:
        """Give the client itself."""
        if self._es is None:
            raise RuntimeError("the client is opened when the worker starts")
        return self._es

    async def search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Give the whole answer to a search, exact totals too unless the body says otherwise.

        Raises a ``Problem`` rather than give a part of it. A search as of a point in time names no index.
        """
        begun, outcome = time.perf_counter(), "failed"
        try:
            answer = await self._search(body)
            outcome = "answered"
        finally:
            self._meters.count_search(outcome, time.perf_counter() - begun)
        return answer

    async def _search(self, body: Mapping[str, Any]) -> dict[str, Any]:
        path = "/_search?" if "pit" in body else f"/{self._alias}/_search?allow_partial_search_results=false&"
        try:
            response = await self.client.perform_request(
                "POST",
                f"{path}filter_path={REPLY}",
                headers=JSON,
                body={"track_total_hits": True, **body, "timeout": f"{SERVER_SECONDS * 1000:.0f}ms"},
            )
        except NotFoundError as error:
            raise (_gone() if "pit" in body else _unavailable(SEARCH_BUILDING)) from error
        except (ApiError, TransportError) as error:
            is_gone = isinstance(error, ApiError) and _is_lost(body, _list_reasons(error.body))
            raise (_gone() if is_gone else _to_problem(error)) from error
        answer: dict[str, Any] = response.body
        if answer["timed_out"]:
            raise _unavailable(SEARCH_TIMEOUT)
        if answer["_shards"]["failed"]:
            is_gone = _is_lost(body, _list_types(answer["_shards"].get("failures", ())))
            raise _gone() if is_gone else _unavailable(SEARCH_UNAVAILABLE)
        return answer

    async def open_point_in_time(self) -> str:
        """Keep the index as it is now for a walk and give the name of that; raises a ``Problem``."""
        try:
            answer = await self.client.open_point_in_time(index=self._alias, keep_alive=KEEP_ALIVE)
        except (ApiError, TransportError) as error:
            raise _to_problem(error) from error
        return str(answer["id"])

    async def close_point_in_time(self, name: str) -> None:
        """Let go of it; where that fails, Elasticsearch does so by itself."""
        with suppress(ApiError, TransportError):
            await self.client.close_point_in_time(id=name)

    async def read_state(self) -> SearchState:
        """Tell whether searches can be answered."""
        try:
            found = await self.client.options(request_timeout=PROBE_SECONDS).indices.exists_alias(name=self._alias)
        except (ApiError, TransportError):
            return "down"
        return "up" if found else "building"


def _to_problem(error: ApiError | TransportError) -> Exception:
    if isinstance(error, ConnectionTimeout):
        return _unavailable(SEARCH_TIMEOUT)
    if isinstance(error, NotFoundError):
        return _unavailable(SEARCH_BUILDING)
    if isinstance(error, ApiError):
        if error.meta.status == HTTP_BAD_REQUEST:
            return error  # a body that Elasticsearch refuses is a fault of ours
        if "timeout" in str(error.body) or "Time exceeded" in str(error.body):
            return _unavailable(SEARCH_TIMEOUT)
    return _unavailable(SEARCH_UNAVAILABLE)


def _is_lost(body: Mapping[str, Any], reasons: Iterable[str]) -> bool:
    """Tell whether a shard has let go of the search's point in time, or its node is gone: it never comes back."""
    return "pit" in body and not LOST.isdisjoint(reasons)


def _list_reasons(body: Any) -> Iterator[str]:
    """Name what Elasticsearch says went wrong, as a whole and by shard."""
    error = body.get("error") if isinstance(body, dict) else None
    if isinstance(error, dict):
        yield from (cause["type"] for cause in error.get("root_cause", ()))
        yield from _list_types(error.get("failed_shards", ()))


def _list_types(failures: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    return (failure.get("reason", {}).get("type", "") for failure in failures)


def _gone() -> Problem:
    return Problem(CURSOR_EXPIRED, f"{CURSOR_EXPIRED.title}. Begin a new one with cursor=*.")


def _unavailable(kind: ProblemType) -> Problem:
    return Problem(kind, f"{kind.title}. Try again in a moment.")
