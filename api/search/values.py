"""The values of one facet, under a search's selection: searched by words, and paged through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from api.facet_shapes import FacetValue
from api.paging import MAX_POSITION, PageRequest
from api.search.parameters import EpisodeSearch, ValueSearch
from api.search.queries import search_episodes
from api.stores import SearchEngine


@dataclass(frozen=True)
class FoundValues:
    """A page of values, whether more of them follow, and the milliseconds that Elasticsearch took."""

    items: list[FacetValue]
    has_more: bool
    took: int


async def search_values(
    engine: SearchEngine, selection: EpisodeSearch, facet: str, words: str, page: PageRequest
) -> FoundValues:
    """Ask the index for a page of a facet's values and for the one after it, which tells whether there is more."""
    asked = replace(selection, facets=(facet,), facet_size=page.end + 1, values=ValueSearch(words))
    found = await search_episodes(engine, asked)
    facets: Mapping[str, Any] = found.facets
    values: list[FacetValue] = facets[facet]
    shown = values[page.offset : page.offset + page.limit]
    return FoundValues(shown, page.end < min(len(values), MAX_POSITION), found.took)
