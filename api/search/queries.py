"""Searches of the index, hits and facets: over all episodes, or among those of a user, by default in its order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.facet_shapes import Facets
from api.items import to_item
from api.paging import PageRequest
from api.search.body import BLOCK, build_body, build_facets_body, build_ids_body
from api.search.buckets import Counts, read_buckets, read_facets, read_keys
from api.search.nearness import suggest_words
from api.search.parameters import EpisodeSearch
from api.shapes import Episode as Item
from api.stores import SearchEngine


@dataclass(frozen=True)
class Found:
    """A page of hits, how many there are over all pages, the milliseconds that Elasticsearch took, and the facets.

    ``did_you_mean``: the words that the typed ones were taken for, where nothing has those as typed; ``near`` tells
    that such were found. ``last`` are the sort values of the last item, ``has_more`` whether others follow it.
    """

    items: list[Item]
    total: int
    took: int
    facets: Facets
    did_you_mean: str | None = None
    near: bool = False
    last: tuple[Any, ...] = ()
    has_more: bool = False
    point_in_time: str | None = None


@dataclass(frozen=True)
class _InOrder:
    ids: list[int]
    counts: Mapping[str, Counts]
    took: int


async def search_episodes(engine: SearchEngine, search: EpisodeSearch) -> Found:
    """Ask the index and give the whole answer; raises a ``Problem`` rather than give a part of it.

    Where nothing has all the words, almost the same words will do. Whoever goes on, goes on with those of before.
    """
    if search.position and search.position.after:
        return await _search(engine, replace(search, near=search.position.near))
    found = await _search(engine, search)
    if found.total or not search.typed.doubtful or await _is_spelt_right(engine, search):
        return found
    near = await _search(engine, replace(search, near=True))
    return replace(near, took=found.took + near.took)


async def _is_spelt_right(engine: SearchEngine, search: EpisodeSearch) -> bool:
    """Tell whether the words do find something, which only the filters hide."""
    if not search.is_narrowed:
        return False
    widest = replace(search, filters={}, ranges={}, rated=None, among=None, facets=(), position=None)
    found = await _ask(engine, replace(widest, sort=("airstamp",), page=PageRequest(1, 1)))
    return found.total > 0


async def _search(engine: SearchEngine, search: EpisodeSearch) -> Found:
    if search.among == ():
        return Found([], 0, 0, read_facets(search, {}))
    if search.sort:
        return await _ask(engine, search)
    return await _list_in_order(engine, search)


async def _ask(engine: SearchEngine, search: EpisodeSearch) -> Found:
    answer = await engine.search(build_body(search))
    hits, has_more = _cut(search, answer["hits"].get("hits", []), answer["hits"]["total"]["value"])
    return Found(
        items=[to_item(hit["_source"], hit.get("highlight")) for hit in hits],
        total=answer["hits"]["total"]["value"],
        took=answer["took"],
        facets=read_facets(search, read_buckets(answer)),
        did_you_mean=suggest_words(search.typed, hits[0]["_source"]) if search.near and hits else None,
        near=search.near,
        last=tuple(hits[-1]["sort"]) if hits else (),
        has_more=has_more,
        point_in_time=answer.get("pit_id"),
    )


def _cut(search: EpisodeSearch, hits: list[Any], total: int) -> tuple[list[Any], bool]:
    """Give the hits to show, and whether others follow: from a position one more was asked for to tell that."""
    size = search.page.size
    if search.position is None:
        return hits, search.page.offset + len(hits) < total and bool(hits)
    return hits[:size], len(hits) > size


async def _list_in_order(engine: SearchEngine, search: EpisodeSearch) -> Found:
    """List hits in the order of ``among``, which the index does not know: which they are, then those of the page."""
    found = await _find_in_order(engine, search)
    page, facets = search.page, read_facets(search, found.counts)
    hits, start = found.ids, page.offset
    if search.position is not None:
        before = frozenset((search.among or ())[: search.skipped])
        start = sum(hit in before for hit in hits)
    shown = tuple(hits[start : start + page.limit])
    if not shown:
        return Found([], len(hits), found.took, facets)
    whole = replace(search, among=shown, sort=("airstamp",), page=replace(page, number=1), facets=(), position=None)
    items = await _ask(engine, whole)
    places = {episode_id: place for place, episode_id in enumerate(shown)}
    return replace(
        items,
        items=sorted(items.items, key=lambda item: places[item["id"]]),
        total=len(hits),
        took=found.took + items.took,
        facets=facets,
        last=(shown[-1],),
        has_more=start + len(shown) < len(hits),
    )


async def _find_in_order(engine: SearchEngine, search: EpisodeSearch) -> _InOrder:
    """Find all ids, and the facets with them; of more than one block each is asked for, and then the facets of all."""
    among = search.among or ()
    if len(among) <= BLOCK:
        answer = await engine.search(build_ids_body(search))
        hits = read_keys(answer, "hits")
        return _InOrder([hit for hit in among if hit in hits], read_buckets(answer), answer["took"])
    ids: list[int] = []
    took = 0
    for start in range(0, len(among), BLOCK):
        block = replace(search, among=among[start : start + BLOCK], facets=())
        found = await _find_in_order(engine, block)
        ids += found.ids
        took += found.took
    answer = await engine.search(build_facets_body(search)) if search.facets else {"took": 0}
    return _InOrder(ids, read_buckets(answer), took + answer["took"])
