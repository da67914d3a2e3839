"""The shapes of answers about likes and bookmarks. Shapes that several features share are in ``api.shapes``."""

from __future__ import annotations

from typing import TypedDict

from api.shapes import CastMember, Episode, EpisodeList, Moment


class BookmarkedEpisode(Episode):
    """One episode of a user's bookmarks, with its guest cast."""

    guest_cast: list[CastMember]  # type: ignore[misc] # always there
    bookmarked_at: Moment


class LikedEpisode(Episode):
    """One episode of a user's likes."""

    liked_at: Moment


class BookmarkList(EpisodeList):
    """A page of a search over a user's bookmarks."""

    items: list[BookmarkedEpisode]  # type: ignore[misc] # they are episodes


class LikeList(EpisodeList):
    """A page of a search over what a user likes."""

    items: list[LikedEpisode]  # type: ignore[misc] # they are episodes


class LikeAnswer(TypedDict):
    """How an episode stands with the user now. ``likes`` is exact."""

    episode_id: int
    liked: bool
    likes: int


class BookmarkAnswer(TypedDict):
    """How an episode stands with the user now."""

    episode_id: int
    bookmarked: bool
