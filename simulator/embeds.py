"""What ``embed`` puts under ``_embedded``. A link that leads nowhere leaves its key out; a list may be empty."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from simulator.source import NotHeld, Payload, Source

# Known to TVMaze, and without any content here.
EMPTY_SHOW_EMBEDS = frozenset({"akas", "crew", "images"})
SHOW_LINKS = frozenset({"nextepisode", "previousepisode"})
SHOW_EMBEDS = EMPTY_SHOW_EMBEDS | SHOW_LINKS | {"cast", "episodes", "seasons"}
EPISODE_EMBEDS = frozenset({"guestcast", "guestcrew", "show"})


def embed_in_show(source: Source, show: Payload, embeds: list[str]) -> Payload:
    """Give the show with what was asked for."""
    show_id: int = show["id"]
    makers: dict[str, Callable[[], Any]] = {
        "cast": lambda: source.cast(show_id),
        "seasons": lambda: source.seasons(show_id),
        "episodes": lambda: [each for each in source.episodes(show_id) if each["number"] is not None],
        "nextepisode": lambda: _follow(source, show, "nextepisode"),
        "previousepisode": lambda: _follow(source, show, "previousepisode"),
    }
    return _with_embedded(show, {name: makers[name]() if name in makers else [] for name in embeds})


def embed_in_episode(source: Source, episode: Payload, embeds: list[str]) -> Payload:
    """Give the episode with what was asked for."""
    episode_id: int = episode["id"]
    makers: dict[str, Callable[[], Any]] = {
        "guestcast": lambda: source.guest_cast(episode_id),
        "guestcrew": list,
        "show": lambda: source.show_of(episode_id),
    }
    return _with_embedded(episode, {name: makers[name]() for name in embeds})


def _with_embedded(payload: Payload, embedded: dict[str, Any]) -> Payload:
    if not embedded:
        return payload
    return {**payload, "_embedded": {name: value for name, value in embedded.items() if value is not None}}


def _follow(source: Source, show: Payload, link: str) -> Payload | None:
    """Give the episode that a link of the show leads to, if it leads anywhere."""
    href: str | None = show["_links"].get(link, {}).get("href")
    if href is None:
        return None
    try:
        return source.episode(int(href.rpartition("/")[2]))
    except NotHeld:
        return None
