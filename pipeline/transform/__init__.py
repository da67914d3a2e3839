"""Payloads to rows: pure functions from TVMaze's words to the columns of ``catalog.tables``.

Text is stripped of HTML, moments are turned to UTC, what is unknown becomes ``None``. Which of several
answers wins is decided in ``pipeline.load``.
"""

from pipeline.transform.casts import NO_CAST, to_cast_rows, to_season_rows
from pipeline.transform.listing import to_listing_rows
from pipeline.transform.rows import (
    CastRow,
    CastRows,
    ChannelRow,
    EpisodeRow,
    ItemRows,
    ListingRows,
    PersonRow,
    RoleRow,
    SeasonRow,
    ShowRow,
)
from pipeline.transform.schedule import to_item_rows
from pipeline.transform.text import strip_html, strip_line

__all__ = [
    "NO_CAST",
    "CastRow",
    "CastRows",
    "ChannelRow",
    "EpisodeRow",
    "ItemRows",
    "ListingRows",
    "PersonRow",
    "RoleRow",
    "SeasonRow",
    "ShowRow",
    "strip_html",
    "strip_line",
    "to_cast_rows",
    "to_item_rows",
    "to_listing_rows",
    "to_season_rows",
]
