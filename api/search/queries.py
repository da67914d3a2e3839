"""Searches of the index: over all episodes, or among those of a user, in the user's own order if none is asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from api.items import to_item
from api.search.body import BLOCK, build_body, build_ids_body
from api.search.parameters import EpisodeSearch
from api.shapes import Episode as Item
from api.stores import SearchEngine


@dataclass(frozen=True)
class Found:
    """A page of hits, how many there are over all pages, and the milliseconds that Elasticsearch took."""

    items: list[Item]
    total: int
    took: int


async def search_episodes(engine: SearchEngine, search: EpisodeSearch) -> Found:
    """Ask the index and give the whole answer; raises a ``Problem`` rather than give a part of it."""
    if search.among == ():
        return Found([], 0, 0)
    if search.sort:
        return await _ask(engine, build_body(search))
    return await _list_in_order(engine, search)


async def _ask(engine: SearchEngine, body: dict[str, Any]) -> Found:
    answer = await engine.search(body)
    hits = answer["hits"]
    items = [to_item(hit["_source"]) for hit in hits.get("hits", ())]
    return Found(items, hits["total"]["value"], answer["took"])


async def _list_in_order(engine: SearchEngine, search: EpisodeSearch) -> Found:
    """List hits in the order of ``among``, which the index does not know: which they are, then those of the page."""
    among, page, took = search.among or (), search.page, 0
    hits: list[int] = []
    for start in range(0, len(among), BLOCK):
        block = among[start : start + BLOCK]
        answer = await engine.search(build_ids_body(replace(search, among=block)))
        found = {bucket["key"] for bucket in answer.get("aggregations", {}).get("hits", {}).get("buckets", ())}
        hits += [episode_id for episode_id in block if episode_id in found]
        took += answer["took"]
    shown = tuple(hits[page.offset : page.offset + page.limit])
    if not shown:
        return Found([], len(hits), took)
    whole = replace(search, among=shown, sort=("airstamp",), page=replace(page, number=1))
    items = await _ask(engine, build_body(whole))
    places = {episode_id: place for place, episode_id in enumerate(shown)}
    in_order = sorted(items.items, key=lambda item: places[item["id"]])
    return Found(in_order, len(hits), took + items.took)
