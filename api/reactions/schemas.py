"""The operations on likes and bookmarks, as their users see them."""

from __future__ import annotations

from datetime import UTC, datetime

from api.authentication import VARIED
from api.examples import EPISODE, EPISODE_ID, MEMBER, make_list
from api.operations import Access, Operation
from api.problems import BOOKMARKS_FULL, DATABASE_UNAVAILABLE, EPISODE_NOT_FOUND
from api.reactions.shapes import BookmarkAnswer, BookmarkList, LikeAnswer, LikeList
from api.search.answers import HEADERS, PROBLEMS
from api.search.parameters import SEARCH_PARAMETERS

TAG = "Likes and bookmarks"
MOMENT = datetime(2020, 12, 26, 9, 30, tzinfo=UTC)
OWN = (
    "Takes all that a search of episodes takes. Withdrawn episodes stay in the list and are marked; the newest come "
    "first unless `q` or `sort` is given."
)
OF_OWN = {**{name: HEADERS[name] for name in ("Link", "Server-Timing")}, **VARIED}

LIKE = Operation(
    name="likeEpisode",
    summary="Like an episode",
    description="A second time changes nothing.",
    tag=TAG,
    access=Access.USER,
    path_parameters=(EPISODE_ID,),
    answer=LikeAnswer,
    example=LikeAnswer(episode_id=1001, liked=True, likes=4),
    problems=(EPISODE_NOT_FOUND, DATABASE_UNAVAILABLE),
)
UNLIKE = Operation(
    name="unlikeEpisode",
    summary="Take a like back",
    description="A second time changes nothing.",
    tag=TAG,
    access=Access.USER,
    path_parameters=(EPISODE_ID,),
    answer=LikeAnswer,
    example=LikeAnswer(episode_id=1001, liked=False, likes=3),
    problems=(EPISODE_NOT_FOUND, DATABASE_UNAVAILABLE),
)
BOOKMARK = Operation(
    name="bookmarkEpisode",
    summary="Bookmark an episode",
    description="A second time changes nothing. At most 60,000 are kept for one user.",
    tag=TAG,
    access=Access.USER,
    path_parameters=(EPISODE_ID,),
    answer=BookmarkAnswer,
    example=BookmarkAnswer(episode_id=1001, bookmarked=True),
    problems=(EPISODE_NOT_FOUND, BOOKMARKS_FULL, DATABASE_UNAVAILABLE),
)
REMOVE_BOOKMARK = Operation(
    name="removeBookmark",
    summary="Remove a bookmark",
    description="A second time changes nothing.",
    tag=TAG,
    access=Access.USER,
    path_parameters=(EPISODE_ID,),
    answer=BookmarkAnswer,
    example=BookmarkAnswer(episode_id=1001, bookmarked=False),
    problems=(EPISODE_NOT_FOUND, DATABASE_UNAVAILABLE),
)
SEARCH_BOOKMARKS = Operation(
    name="searchBookmarks",
    summary="Search your bookmarks",
    description=OWN,
    tag=TAG,
    access=Access.USER,
    parameters=SEARCH_PARAMETERS,
    answer=BookmarkList,
    example=make_list({**EPISODE, "bookmarked": True, "guest_cast": [MEMBER], "bookmarked_at": MOMENT}),
    problems=PROBLEMS,
    headers=OF_OWN,
)
SEARCH_LIKES = Operation(
    name="searchLikes",
    summary="Search what you like",
    description=OWN,
    tag=TAG,
    access=Access.USER,
    parameters=SEARCH_PARAMETERS,
    answer=LikeList,
    example=make_list({**EPISODE, "liked": True, "liked_at": MOMENT}),
    problems=PROBLEMS,
    headers=OF_OWN,
)
