"""A listing's answer to rows: an item per episode, and one version of each show and channel that they carry."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import msgspec

from pipeline.transform.rows import ChannelRow, ItemRows, ListingRows, ShowRow
from pipeline.transform.schedule import to_item_rows
from pipeline.tvmaze.parse import ParsedListing
from pipeline.tvmaze.payloads import Id


def to_listing_rows(feed: str, day: date, as_of: datetime, parsed: ParsedListing) -> ListingRows:
    """Turn a listing's answer into rows; malformed items keep what can be read of them, their id."""
    return ListingRows(
        feed=feed,
        date=day,
        as_of=as_of,
        items=tuple(to_item_rows(episode) for episode in parsed.episodes),
        malformed=tuple(read_id(item.item_json) for item in parsed.malformed),
    )


def choose_shows(items: Iterable[ItemRows]) -> list[ShowRow]:
    """Give one version of each show, the one with the greatest ``updated``, sorted by id.

    TVMaze caches shows apart, so one answer may carry several versions; equals are told apart by their content.
    """
    chosen = {item.show.id: item.show for item in sorted(items, key=lambda item: _rank(item.show.updated, item.show))}
    return [chosen[show_id] for show_id in sorted(chosen)]


def choose_channels(items: Iterable[ItemRows]) -> list[ChannelRow]:
    """Give one version of each channel, the one whose show has the greatest ``updated``, sorted by kind and id."""
    carried = [channel for item in items for channel in item.channels]
    ranked = sorted(carried, key=lambda channel: _rank(channel.show_updated, channel))
    chosen = {(channel.kind, channel.id): channel for channel in ranked}
    return [chosen[key] for key in sorted(chosen)]


def read_id(item_json: str) -> int | None:
    """Read the id of an item that is malformed otherwise; ``None`` where there is none to be read."""
    try:
        return msgspec.json.decode(item_json, type=_Identified).id
    except msgspec.DecodeError:
        return None


class _Identified(msgspec.Struct):
    id: Id


def _rank(updated: int, row: ShowRow | ChannelRow) -> tuple[int, bytes]:
    return updated, msgspec.json.encode(row)
