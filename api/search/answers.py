"""A search's answer: its page of items with totals, facets and links; and that of a search of a facet's values."""

from __future__ import annotations

from collections.abc import Mapping

from sanic import HTTPResponse

from api.operations import answer
from api.paging import Address, PageRequest, link_header, link_page, make_page, make_position
from api.problems import CURSOR_EXPIRED, DATABASE_UNAVAILABLE, SEARCH_BUILDING, SEARCH_TIMEOUT, SEARCH_UNAVAILABLE
from api.search.parameters import EpisodeSearch
from api.search.queries import Found
from api.search.values import FoundValues
from api.shapes import EpisodeList, FacetValues

OF_STORES = (SEARCH_BUILDING, SEARCH_TIMEOUT, SEARCH_UNAVAILABLE, DATABASE_UNAVAILABLE)
PROBLEMS = (CURSOR_EXPIRED, *OF_STORES)
HEADERS = {
    "Link": "The next and previous pages, where there are any (RFC 8288).",
    "Server-Timing": "Milliseconds that the search engine took; none for an answer that was kept.",
    "ETag": "Of an answer to anybody: sent back in `If-None-Match`, it is answered 304 while nothing has changed.",
}


def answer_search(
    search: EpisodeSearch, found: Found, address: Address, headers: Mapping[str, str], cursor: str | None
) -> HTTPResponse:
    """Answer with a page of a search; ``cursor`` is where it goes on."""
    page = (
        make_page(search.page, found.total, address, cursor)
        if search.position is None
        else make_position(search.page.size, address, cursor)
    )
    body: EpisodeList = {
        "items": found.items,
        "total": {"value": found.total, "relation": "eq"},
        "facets": found.facets,
        "page": page,
        "did_you_mean": found.did_you_mean,
    }
    return answer(body, headers={**headers, **link_header(page), "Server-Timing": f"search;dur={found.took}"})


def answer_values(
    request: PageRequest, found: FoundValues, address: Address, headers: Mapping[str, str]
) -> HTTPResponse:
    """Answer with a page of a facet's values."""
    page = link_page(request, address, has_next=found.has_more)
    body: FacetValues = {"items": found.items, "page": page}
    return answer(body, headers={**headers, **link_header(page), "Server-Timing": f"search;dur={found.took}"})
