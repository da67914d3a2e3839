"""How episodes are found: many by a search of the index, one by its id in the tables."""

from __future__ import annotations

from dataclasses import dataclass

from api.casts import add_casts, read_casts
from api.episodes.body import build_body
from api.episodes.parameters import EpisodeSearch
from api.items import row_to_item, select_items, to_item
from api.shapes import Episode as Item
from api.stores import SearchEngine
from catalog.tables import Episode


@dataclass(frozen=True)
class Found:
    """A page of hits, how many there are over all pages, and the milliseconds that Elasticsearch took."""

    items: list[Item]
    total: int
    took: int


async def search_episodes(engine: SearchEngine, search: EpisodeSearch) -> Found:
    """Ask the index once and give the whole answer; raises a ``Problem`` rather than give a part of it."""
    answer = await engine.search(build_body(search))
    hits = answer["hits"]
    items = [to_item(hit["_source"]) for hit in hits.get("hits", ())]
    return Found(items, hits["total"]["value"], answer["took"])


def get_episode(episode_id: int) -> Item | None:
    """Read an episode, withdrawn or not, with its casts, fresh from the tables and with exact likes."""
    row = select_items().where(Episode.id == episode_id).first()
    if row is None:
        return None
    item = row_to_item(row)
    add_casts([item], read_casts([item], ("cast", "guest_cast")))
    return item
