"""Going on by cursor, and walks: the whole of a search as it was when the walk began, each episode once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sanic import Request

from api.clients import ClientAddresses
from api.cursors import Cursors, Position, name_search
from api.parameters import invalid
from api.search.parameters import DEFAULT_FACETS, EpisodeSearch
from api.search.queries import Found
from api.stores import Postgres, SearchEngine
from catalog.database import database

BEGIN = "*"
AT_ONCE = 3
# Elasticsearch forgets a point in time two minutes after its last use; what is older here is gone there. So it is with
# a walk that is over: let go of before its last page has arrived, it could not be asked for that page again.
_FORGET = "DELETE FROM search_walk WHERE begun_at < clock_timestamp() - interval '1 day'"
_ADD = "INSERT INTO search_walk (client, point_in_time) VALUES (%s, %s)"
_TAKE_OLDEST = """
    DELETE FROM search_walk WHERE id IN (
      SELECT id FROM search_walk WHERE client = %s ORDER BY id DESC OFFSET %s
    ) RETURNING point_in_time
"""
_ONE_AFTER_THE_OTHER = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True)
class Asker:
    """Who asks, and where: a cursor is good there alone; 0 is everybody."""

    path: str
    client: str
    user_id: int = 0


class Walks:
    """Finds where a request wants to go on, and tells where its answer does."""

    def __init__(self, engine: SearchEngine, postgres: Postgres, cursors: Cursors, clients: ClientAddresses) -> None:
        self._engine = engine
        self._postgres = postgres
        self._cursors = cursors
        self._clients = clients

    def identify(self, request: Request, user_id: int | None = None, *, own: bool = False) -> Asker:
        """Tell who asks; of an ``own`` list, cursors are good for its user alone."""
        client = f"user {user_id}" if user_id else self._clients.of(request)
        return Asker(request.path, client, user_id or 0 if own else 0)

    async def place(self, search: EpisodeSearch, values: Mapping[str, Any], asker: Asker) -> EpisodeSearch:
        """Give the search from where its cursor says; raises a ``Problem``. A walk's point in time is opened."""
        text = values["cursor"]
        if text is None:
            return search
        if values["page"] is not None:
            raise invalid({"cursor": "and page are two ways to go on: give one of them"})
        if text != BEGIN:
            # Counting goes on only where it is asked for: nothing of it changes from page to page.
            facets = () if values["facets"] is DEFAULT_FACETS else search.facets
            return replace(search, position=self._cursors.read(text, _name(search, asker)), facets=facets)
        opened = await self._open(asker.client) if search.sort else None
        return replace(search, position=Position(point_in_time=opened))

    def go_on(self, search: EpisodeSearch, found: Found, asker: Asker) -> str | None:
        """Give the cursor of what follows; None where nothing does."""
        if not found.has_more or (not found.last and search.position is None):
            return None
        return self._cursors.write(Position(found.last, found.near, found.point_in_time), _name(search, asker))

    async def _open(self, client: str) -> str:
        opened = await self._engine.open_point_in_time()
        try:
            too_many = await self._postgres.run(add_walk, client, opened)
        except BaseException:
            await self._engine.close_point_in_time(opened)
            raise
        for oldest in too_many:
            await self._engine.close_point_in_time(oldest)
        return opened


def add_walk(client: str, point_in_time: str) -> list[str]:
    """Remember a walk, and give the points in time of the client's oldest ones that are too many now."""
    with database.obj.atomic():
        database.execute_sql(_ONE_AFTER_THE_OTHER, (client,))
        database.execute_sql(_FORGET)
        database.execute_sql(_ADD, (client, point_in_time))
        return [record[0] for record in database.execute_sql(_TAKE_OLDEST, (client, AT_ONCE))]


def _name(search: EpisodeSearch, asker: Asker) -> str:
    asked = [search.words, search.filters, search.ranges, search.rated, search.sort]
    return name_search(asker.path, asker.user_id, *asked)
