"""Answers to anybody: kept while the index stays what it is, made once for all who ask at once, and not sent twice.

What is asked for is known by its checked parameters, so that equal requests are one however they are written.
"""

from __future__ import annotations

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import orjson
from sanic import HTTPResponse, Request

from api.caching.generation import Generation
from api.caching.stored import Shelf, Stored
from api.meters import Meters
from api.problems import Problem

KEPT_TIMING = 'search;dur=0;desc="cached"'
logger = logging.getLogger("tvsi.api")


class Answers:
    """Gives what is kept, and has made what is not."""

    def __init__(self, generation: Generation, shelf: Shelf, meters: Meters) -> None:
        self._generation = generation
        self._shelf = shelf
        self._meters = meters
        self._making: dict[str, asyncio.Task[Stored]] = {}

    async def give(
        self, request: Request, values: Mapping[str, Any], make: Callable[[], Awaitable[HTTPResponse]]
    ) -> HTTPResponse:
        """Answer a request for anybody, whose parameters are ``values``, with what ``make`` makes, or has made."""
        generation = self._generation.name
        key = identify(request.path, values, generation)
        if generation is None:
            return _respond(await self._make_once(key, _store(make)), {})
        tag = {"ETag": f'W/"{key}"'}
        if _is_known(request, tag["ETag"]):
            self._meters.count_answer("known")
            return HTTPResponse(status=304, headers={**tag, "Vary": "Authorization"})
        if kept := await self._shelf.find(key):
            self._meters.count_answer("kept")
            return _respond(kept, {**tag, "Server-Timing": KEPT_TIMING})
        self._meters.count_answer("made")
        return _respond(await self._make_once(key, lambda: self._shelf.make(key, _store(make))), tag)

    async def _make_once(self, key: str, make: Callable[[], Awaitable[Stored]]) -> Stored:
        """Make what is asked for, or wait for it where it is being made; who goes away spoils it for nobody."""
        task = self._making.get(key)
        if task is None:
            task = self._making[key] = asyncio.ensure_future(make())
            task.add_done_callback(lambda done: self._forget(key, done))
        return await asyncio.shield(task)

    def _forget(self, key: str, done: asyncio.Task[Stored]) -> None:
        del self._making[key]
        error = None if done.cancelled() else done.exception()
        # Whoever waits has it; but where nobody does any more, a fault of ours must still be seen.
        if error is not None and not isinstance(error, Problem):
            logger.error("an answer could not be made", exc_info=error)


def identify(path: str, values: Mapping[str, Any], generation: str | None) -> str:
    """Give a name to what is asked for: the same for equal requests, another for another generation."""
    content = orjson.dumps([generation, path, values], option=orjson.OPT_SORT_KEYS)
    return hashlib.sha256(content).hexdigest()[:32]


def _store(make: Callable[[], Awaitable[HTTPResponse]]) -> Callable[[], Awaitable[Stored]]:
    async def store() -> Stored:
        return Stored.of(await make())

    return store


def _respond(stored: Stored, headers: Mapping[str, str]) -> HTTPResponse:
    return HTTPResponse(stored.body, headers={**stored.headers, **headers}, content_type=stored.content_type)


def _is_known(request: Request, tag: str) -> bool:
    sent: Sequence[str] = request.headers.getall("If-None-Match", [])
    return any(tag.removeprefix("W/") == one.strip().removeprefix("W/") for text in sent for one in text.split(","))
