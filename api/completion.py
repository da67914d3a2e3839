"""What the items of any list are completed with: the casts asked for, and the user's marks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from api.authentication import Visitor
from api.casts import add_casts, read_casts
from api.marks import mark_items
from api.stores import Postgres


async def complete_items(postgres: Postgres, visitor: Visitor, items: Sequence[Any], include: Sequence[str]) -> None:
    """Put casts and marks into the items of a page: a statement for each kind, whatever the page holds."""
    if include:
        add_casts(items, await postgres.run(read_casts, items, include))
    await mark_items(postgres, visitor, items)
