"""How one episode is found: by its id, in the tables. Searches are in ``api.search``."""

from __future__ import annotations

from api.casts import add_casts, read_casts
from api.items import row_to_item, select_items
from api.shapes import Episode as Item
from catalog.tables import Episode


def get_episode(episode_id: int) -> Item | None:
    """Read an episode, withdrawn or not, with its casts, fresh from the tables and with exact likes."""
    row = select_items().where(Episode.id == episode_id).first()
    if row is None:
        return None
    item = row_to_item(row)
    add_casts([item], read_casts([item], ("cast", "guest_cast")))
    return item
