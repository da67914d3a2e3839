"""``/v1/episodes/{id}/like`` and ``/bookmark``, ``/v1/me/likes`` and ``/v1/me/bookmarks``."""

from __future__ import annotations

from sanic import Blueprint, HTTPResponse, Request

from api.authentication import AccountGone, User, refuse
from api.likes import set_like
from api.notices import OutboxNotices
from api.operations import answer
from api.parameters import Values
from api.problems import BOOKMARKS_FULL, EPISODE_NOT_FOUND, Problem
from api.reactions import schemas
from api.reactions.own import OwnSearches
from api.reactions.queries import (
    MOST_BOOKMARKS,
    BookmarksFull,
    Reaction,
    add_bookmark,
    remove_bookmark,
)
from api.reactions.shapes import BookmarkAnswer, LikeAnswer
from api.stores import Postgres

NOT_STORED = {"Cache-Control": "no-store"}
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
async def bookmarks(request: Request, *, values: Values, user: User, own: OwnSearches) -> HTTPResponse:
    """Search the user's bookmarks; their guest casts are always there."""
    include = tuple(dict.fromkeys([*(values["include"] or ()), "guest_cast"]))
    return await own.search(request, user, Reaction.BOOKMARK, {**values, "include": include})


@blueprint.get("/me/likes")
@schemas.SEARCH_LIKES.serve
async def likes(request: Request, *, values: Values, user: User, own: OwnSearches) -> HTTPResponse:
    """Search what the user likes."""
    return await own.search(request, user, Reaction.LIKE, values)


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
