"""Searches over what is a user's own: the newest reaction first where nothing else is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sanic import HTTPResponse, Request

from api.authentication import PRIVATE, User, Visitor
from api.completion import complete_items
from api.paging import PublicAddress
from api.parameters import Values
from api.reactions.queries import Place, Reaction, list_newest, read_moments
from api.search.answers import answer_search
from api.search.parameters import EpisodeSearch, read_search
from api.search.queries import search_episodes
from api.search.walks import Asker, Walks
from api.stores import Postgres, SearchEngine

MOMENTS = {Reaction.LIKE: "liked_at", Reaction.BOOKMARK: "bookmarked_at"}


@dataclass(frozen=True)
class OwnSearches:
    """What such a search needs."""

    engine: SearchEngine
    postgres: Postgres
    address: PublicAddress
    walks: Walks

    async def search(self, request: Request, user: User, reaction: Reaction, values: Values) -> HTTPResponse:
        """Answer a search over one kind of a user's reactions; each item tells since when."""
        asker = self.walks.identify(request, user.id, own=True)
        asked = await self._place(user, reaction, values, asker)
        found = await search_episodes(self.engine, asked)
        moments = await self.postgres.run(read_moments, reaction, user.id, [item["id"] for item in found.items])
        # What was taken back since the list was read is left out.
        items: list[Any] = [
            {**item, MOMENTS[reaction]: moments[item["id"]]} for item in found.items if item["id"] in moments
        ]
        await complete_items(self.postgres, Visitor(user), items, asked.include)
        last = found.last if asked.sort else _find_last(items, MOMENTS[reaction]) or _find_first(asked)
        shown = replace(found, items=items, last=last)
        cursor = self.walks.go_on(asked, shown, asker)
        return answer_search(asked, shown, self.address.of(request), PRIVATE, cursor)

    async def _place(self, user: User, reaction: Reaction, values: Values, asker: Asker) -> EpisodeSearch:
        """Give the search, and where in the list's own order it goes on."""
        asked = await self.walks.place(read_search(values, among=()), values, asker)
        own, skipped = await self.postgres.run(list_newest, reaction, user.id, _read_place(asked))
        return replace(asked, among=tuple(own), skipped=skipped)


def _read_place(search: EpisodeSearch) -> Place | None:
    """Give where the list's own order goes on."""
    if search.sort or not _find_first(search):
        return None
    moment, episode_id = _find_first(search)
    return datetime.fromisoformat(moment), episode_id


def _find_first(search: EpisodeSearch) -> tuple[Any, ...]:
    """Give the position after which a page begins, in the order that it is listed in."""
    return search.position.after if search.position else ()


def _find_last(items: Sequence[Any], moment: str) -> tuple[Any, ...]:
    """Give the position of a page's last item in the list's own order."""
    return (items[-1][moment].isoformat(), items[-1]["id"]) if items else ()
