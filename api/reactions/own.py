"""Searches over what is a user's own: the newest reaction first where nothing else is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sanic import HTTPResponse, Request

from api.authentication import PRIVATE, User, Visitor
from api.completion import complete_items
from api.paging import PublicAddress
from api.parameters import Values
from api.reactions.queries import Listed, Place, Reaction, list_newest
from api.search.answers import answer_search
from api.search.parameters import EpisodeSearch, read_search
from api.search.queries import Found, search_episodes
from api.search.walks import Walks
from api.stores import Postgres, SearchEngine

MOMENTS = {Reaction.LIKE: "liked_at", Reaction.BOOKMARK: "bookmarked_at"}
MARKS = {Reaction.LIKE: "liked", Reaction.BOOKMARK: "bookmarked"}
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


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
        asked = await self.walks.place(read_search(values, among=()), values, asker)
        listed = await self.postgres.run(list_newest, reaction, user.id, _read_place(asked))
        asked = replace(asked, among=listed.ids, skipped=listed.skipped)
        found = await search_episodes(self.engine, asked)
        moments = _find_moments(listed, found)
        items: list[Any] = [{**item, MOMENTS[reaction]: _to_time(moments[item["id"]])} for item in found.items]
        await complete_items(self.postgres, Visitor(user), items, asked.include)
        # As it was listed: what was taken back since is left out, what was added anew since has its old place.
        last = found.last if asked.sort else tuple((moments[found.last[0]], *found.last) if found.last else ())
        shown = replace(found, items=[item for item in items if item[MARKS[reaction]]], last=last)
        cursor = self.walks.go_on(asked, shown, asker)
        return answer_search(asked, shown, self.address.of(request), PRIVATE, cursor)


def _read_place(search: EpisodeSearch) -> Place | None:
    """Give where the list's own order goes on."""
    if search.sort or search.position is None or not search.position.after:
        return None
    moment, episode_id = search.position.after
    return moment, episode_id


def _find_moments(listed: Listed, found: Found) -> dict[int, int]:
    """Find when the episodes of a page were added to the list."""
    shown = {item["id"] for item in found.items}
    return {
        episode_id: moment
        for episode_id, moment in zip(listed.ids, listed.moments, strict=True)
        if episode_id in shown or found.last[:1] == (episode_id,)
    }


def _to_time(microseconds: int) -> datetime:
    return EPOCH + timedelta(microseconds=microseconds)
