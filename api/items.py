"""An episode as every list of the API shows it, made from a document of the index or from rows of the tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from peewee import JOIN, Cast, Expression, ModelSelect, Select, fn

from api.shapes import Episode as Item
from catalog.tables import Channel, Episode, LikeTotal, Outbox, Show
from catalog.tables.schedule import NETWORK, WEB_CHANNEL

OF_EPISODE = (
    "id",
    "name",
    "season",
    "number",
    "type",
    "airdate",
    "airtime",
    "airtime_known",
    "airstamp",
    "runtime",
    "rating",
    "summary",
    "image",
    "url",
    "likes",
    "withdrawn",
)
OF_SHOW = (
    "id",
    "name",
    "type",
    "language",
    "genres",
    "network",
    "web_channel",
    "country",
    "timezone",
    "status",
    "image",
)
ITEM_FIELDS = [*OF_EPISODE, *(f"show.{name}" for name in OF_SHOW)]
_SHOWN_ALIKE = tuple(name for name in OF_EPISODE if name not in {"runtime", "image", "likes"})


def to_item(document: Mapping[str, Any], highlight: Mapping[str, list[str]] | None = None) -> Item:
    """Give a document's item. Plain dicts from end to end: this runs for every hit of every search."""
    item: Any = {name: document[name] for name in OF_EPISODE}
    show = document["show"]
    item["show"] = {name: show[name] for name in OF_SHOW}
    item["highlight"] = highlight or {}
    item["liked"] = item["bookmarked"] = None
    found: Item = item
    return found


def select_items(*more: Any) -> ModelSelect[Any]:
    """Select what items are made of, from the tables, with exact likes and with ``more`` columns."""
    columns = [
        *(getattr(Episode, name) for name in _SHOWN_ALIKE),
        Episode.runtime_minutes.alias("runtime"),
        Episode.image_medium,
        Episode.image_original,
        _exact_likes().alias("likes"),
    ]
    return _with_shows(Episode.select(), [*columns, *more], lambda query: query.join(Show))


def select_shows(*more: Any) -> ModelSelect[Any]:
    """Select what the shows of items are made of, with ``more`` columns."""
    return _with_shows(Show.select(), more, lambda query: query)


def _with_shows(query: ModelSelect[Any], columns: Iterable[Any], join: Callable[[Any], Any]) -> ModelSelect[Any]:
    network, web = Channel.alias("network"), Channel.alias("web")
    of_show = [
        *(getattr(Show, name).alias(f"show_{name}") for name in ("id", "name", "type", "language", "genres", "status")),
        Show.image_medium.alias("show_image_medium"),
        Show.image_original.alias("show_image_original"),
        network.name.alias("network"),
        web.name.alias("web_channel"),
        fn.COALESCE(network.country_code, web.country_code).alias("country"),
        fn.COALESCE(network.timezone, web.timezone).alias("timezone"),
    ]
    joined: ModelSelect[Any] = (
        join(query.select(*columns, *of_show))
        .join(network, JOIN.LEFT_OUTER, on=_is_channel(network, NETWORK, Show.network_id))
        .switch(Show)
        .join(web, JOIN.LEFT_OUTER, on=_is_channel(web, WEB_CHANNEL, Show.web_channel_id))
        .dicts()
    )
    return joined


def row_to_item(row: Mapping[str, Any]) -> Item:
    """Give the item of a row of ``select_items``."""
    image = _to_image(row["image_medium"], row["image_original"])
    return to_item({**row, "image": image, "show": row_to_show(row)})


def row_to_show(row: Mapping[str, Any]) -> Any:
    """Give the show of a row of ``select_items`` or ``select_shows``."""
    show = {name: row[f"show_{name}"] for name in ("id", "name", "type", "language", "genres", "status")}
    channel = {name: row[name] for name in ("network", "web_channel", "country", "timezone")}
    return {**show, **channel, "image": _to_image(row["show_image_medium"], row["show_image_original"])}


def _exact_likes() -> Cast:
    """Count likes in the same statement: those that left the outbox, and those still in it."""
    pending = Select([Outbox], [fn.SUM(Outbox.like_delta)]).where(Outbox.episode_id == Episode.id)
    total = Select([LikeTotal], [LikeTotal.likes]).where(LikeTotal.episode_id == Episode.id)
    return Cast(fn.COALESCE(total, 0) + fn.COALESCE(pending, 0), "bigint")


def _is_channel(channel: Any, kind: str, channel_id: Any) -> Expression:
    condition: Expression = (channel.kind == kind) & (channel.id == channel_id)
    return condition


def _to_image(medium: str | None, original: str | None) -> dict[str, str | None] | None:
    return {"medium": medium, "original": original} if medium or original else None
