"""Pages of a list: which one is asked for, and the links to those beside it."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from urllib.parse import parse_qsl, urlencode

from sanic import Request

from api.parameters import Values, invalid
from api.shapes import Page

MAX_POSITION = 10_000


@dataclass(frozen=True)
class PageRequest:
    """The page asked for."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Tell how many items come before this page."""
        return (self.number - 1) * self.size

    @property
    def end(self) -> int:
        """Tell how many items there are up to the end of this page."""
        return self.offset + self.size

    @property
    def limit(self) -> int:
        """Tell how many items to ask for: the last page may be cut short by the 10,000th."""
        return min(self.size, MAX_POSITION - self.offset)


@dataclass(frozen=True)
class PublicAddress:
    """Where the world finds this API. Links start with it, never with what a request says of its host."""

    base_url: str

    def of(self, request: Request) -> Address:
        """Give a request's own address."""
        return Address(self.base_url, request.path, request.query_string)


@dataclass(frozen=True)
class Address:
    """The request's own address as the world knows it: what links to other pages are made from."""

    base_url: str
    path: str
    query: str

    def at_page(self, number: int) -> str:
        """Give the address of another page of the same list."""
        return self._at("page", str(number))

    def at_cursor(self, cursor: str) -> str:
        """Give the address of where the same list goes on."""
        return self._at("cursor", cursor)

    def _at(self, name: str, text: str) -> str:
        kept = [pair for pair in parse_qsl(self.query, keep_blank_values=True) if pair[0] not in {"page", "cursor"}]
        return f"{self.base_url}{self.path}?{urlencode([*kept, (name, text)])}"


def read_page(values: Values) -> PageRequest:
    """Read the page asked for; raises a ``Problem`` naming ``page`` beyond the 10,000th item."""
    page = PageRequest(values["page"] or 1, values["per_page"])
    if page.offset >= MAX_POSITION:
        last = ceil(MAX_POSITION / page.size)
        raise invalid({"page": f"begins beyond the {MAX_POSITION:,}th item; the last page of {page.size} is {last}"})
    return page


def make_page(request: PageRequest, total: int, address: Address, cursor: str | None = None) -> Page:
    """Say where a page stands in a list of ``total`` items, and by ``cursor`` how it goes on beyond the 10,000th."""
    last = max(1, ceil(total / request.size))
    page = link_page(request, address, has_next=request.end < min(total, MAX_POSITION), last=last)
    beyond = address.at_cursor(cursor) if cursor else None
    return {**page, "cursor": cursor, "next": page["next"] or beyond}


def make_position(size: int, address: Address, cursor: str | None) -> Page:
    """Say how a list goes on from a position, which has no number and no way back."""
    following = address.at_cursor(cursor) if cursor else None
    return {"size": size, "number": None, "next": following, "previous": None, "cursor": cursor}


def link_page(request: PageRequest, address: Address, *, has_next: bool, last: int = MAX_POSITION) -> Page:
    """Say where a page stands in a list of which is known whether it goes on, and, if it is, which page is the last."""
    before = min(request.number - 1, last)
    return {
        "size": request.size,
        "number": request.number,
        "next": address.at_page(request.number + 1) if has_next else None,
        "previous": address.at_page(before) if request.number > 1 else None,
        "cursor": None,
    }


def link_header(page: Page) -> dict[str, str]:
    """Give the links of a page once more, as RFC 8288 has them, where there are any."""
    named = (("next", page["next"]), ("prev", page["previous"]))
    links = ", ".join(f'<{url}>; rel="{relation}"' for relation, url in named if url)
    return {"Link": links} if links else {}
