"""``/v1/episodes/{id}/like`` and ``/bookmark``, ``/v1/me/likes`` and ``/v1/me/bookmarks``."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sanic import Blueprint, HTTPResponse, Request

from api.authentication import PRIVATE, AccountGone, User, Visitor, refuse
from api.completion import complete_items
from api.likes import set_like
from api.notices import OutboxNotices
from api.operations import answer
from api.paging import Address, PublicAddress
from api.parameters import Values
from api.problems import BOOKMARKS_FULL, EPISODE_NOT_FOUND, Problem
from api.reactions import schemas
from api.reactions.queries import (
    MOST_BOOKMARKS,
    BookmarksFull,
    Reaction,
    add_bookmark,
    list_newest,
    read_moments,
    remove_bookmark,
)
from api.reactions.shapes import BookmarkAnswer, LikeAnswer
from api.search.answers import answer_search
from api.search.parameters import read_search
from api.search.queries import search_episodes
from api.stores import Postgres, SearchEngine

NOT_STORED = {"Cache-Control": "no-store"}
MOMENTS = {Reaction.LIKE: "liked_at", Reaction.BOOKMARK: "bookmarked_at"}
blueprint = Blueprint("reactions", url_prefix="/v1")


@blueprint.put("/episodes/<episode_id>/like")
@schemas.LIKE.serve
async def like(_: Request, *, episode_id: int, user: User, postgres: Postgres, notices: OutboxNotices) -> HTTPResponse:
    """Like an episode."""
    return await _set_like(postgres, notices, user, episode_id, liked=True)


@blueprint.delete("/episodes/<episode_id>/like")
@schemas.UNLIKE.serve
async def unlike(
    _: Request, *, episode_id: int, user: User, postgres: Postgres, notices: OutboxNotices
) -> HTTPResponse:
    """Take a like back."""
    return await _set_like(postgres, notices, user, episode_id, liked=False)


@blueprint.put("/episodes/<episode_id>/bookmark")
@schemas.BOOKMARK.serve
async def bookmark(_: Request, *, episode_id: int, user: User, postgres: Postgres) -> HTTPResponse:
    """Bookmark an episode."""
    try:
        is_known = await postgres.run(add_bookmark, user.id, episode_id)
    except BookmarksFull:
        raise Problem(BOOKMARKS_FULL, f"You have {MOST_BOOKMARKS:,} bookmarks; remove one first.") from None
    except AccountGone:
        raise refuse() from None
    return _answer_bookmark(episode_id, is_known=is_known, bookmarked=True)


@blueprint.delete("/episodes/<episode_id>/bookmark")
@schemas.REMOVE_BOOKMARK.serve
async def unbookmark(_: Request, *, episode_id: int, user: User, postgres: Postgres) -> HTTPResponse:
    """Remove a bookmark."""
    is_known = await postgres.run(remove_bookmark, user.id, episode_id)
    return _answer_bookmark(episode_id, is_known=is_known, bookmarked=False)


@blueprint.get("/me/bookmarks")
@schemas.SEARCH_BOOKMARKS.serve
async def bookmarks(
    request: Request, *, values: Values, user: User, engine: SearchEngine, postgres: Postgres, address: PublicAddress
) -> HTTPResponse:
    """Search the user's bookmarks; their guest casts are always there."""
    include = tuple(dict.fromkeys([*(values["include"] or ()), "guest_cast"]))
    own = Own(user, engine, postgres, address.of(request))
    return await own.search(Reaction.BOOKMARK, {**values, "include": include})


@blueprint.get("/me/likes")
@schemas.SEARCH_LIKES.serve
async def likes(
    request: Request, *, values: Values, user: User, engine: SearchEngine, postgres: Postgres, address: PublicAddress
) -> HTTPResponse:
    """Search what the user likes."""
    return await Own(user, engine, postgres, address.of(request)).search(Reaction.LIKE, values)


class Own:
    """A search over what is a user's own."""

    def __init__(self, user: User, engine: SearchEngine, postgres: Postgres, address: Address) -> None:
        self._user = user
        self._engine = engine
        self._postgres = postgres
        self._address = address

    async def search(self, reaction: Reaction, values: Values) -> HTTPResponse:
        """Answer a search over one kind of reactions; each item tells since when."""
        asked = read_search(values, await self._postgres.run(list_newest, reaction, self._user.id))
        found = await search_episodes(self._engine, asked)
        moments = await self._postgres.run(read_moments, reaction, self._user.id, [item["id"] for item in found.items])
        # What was taken back since the list was read is left out.
        items: list[Any] = [
            {**item, MOMENTS[reaction]: moments[item["id"]]} for item in found.items if item["id"] in moments
        ]
        await complete_items(self._postgres, Visitor(self._user), items, asked.include)
        return answer_search(asked, replace(found, items=items), self._address, PRIVATE)


async def _set_like(
    postgres: Postgres, notices: OutboxNotices, user: User, episode_id: int, *, liked: bool
) -> HTTPResponse:
    try:
        state = await postgres.run(set_like, user.id, episode_id, liked=liked)
    except AccountGone:
        raise refuse() from None
    if state is None:
        raise _not_found(episode_id)
    if state.is_new:
        notices.ring()
    body: LikeAnswer = {"episode_id": episode_id, "liked": state.liked, "likes": state.likes}
    return answer(body, headers=NOT_STORED)


def _answer_bookmark(episode_id: int, *, is_known: bool, bookmarked: bool) -> HTTPResponse:
    if not is_known:
        raise _not_found(episode_id)
    body: BookmarkAnswer = {"episode_id": episode_id, "bookmarked": bookmarked}
    return answer(body, headers=NOT_STORED)


def _not_found(episode_id: int) -> Problem:
    return Problem(EPISODE_NOT_FOUND, f"There is no episode {episode_id}.")
