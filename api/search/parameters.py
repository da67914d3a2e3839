"""What a search of episodes may be asked: words, filters, ranges, order, facets, page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from api.casts import CASTS, INCLUDE
from api.cursors import Position
from api.kinds import INT64, CommaList, Day, Flag, Instant, Integer, Kind, Number, Text, Words
from api.paging import PageRequest, read_page
from api.parameters import Parameter, Values, invalid, paging
from api.search.words import Typed, take_apart
from catalog.index import FACETS, FILTERS, RANGES, SORT_KEYS

Q = Parameter(
    "q",
    Words(),
    "Words, all of which must match somewhere: in the episode's or the show's name, people, characters, channel, show "
    "type, genres or summary. Accents, case and punctuation are ignored; the last word also matches as a prefix. "
    '`"in quotes"` finds words that stand together, `-without` leaves out what has a word or, in quotes, a phrase; '
    "`S02E05`, `2x05` and `season 2 episode 5` find that episode. Where nothing has all the words, almost the same "
    "words will do, and `did_you_mean` says which they were taken for.",
    "law and ord",
)
SORT = Parameter(
    "sort",
    CommaList(tuple(SORT_KEYS), at_most=4, signed=True),
    "What to order by, `-` before a key for descending. `relevance` is always best first and needs a `q`. Names sort "
    "without case and accents, missing values last, ties by id. Without it: by relevance with a `q`, else by "
    "`-airstamp`.",
    ["show", "-airstamp"],
)
DEFAULT_FACETS = ("genre", "network", "show_type", "language", "season", "airdate")


@dataclass(frozen=True)
class AnyOf(CommaList):
    """Such a list that may also be empty: none of them is asked for."""

    def parse(self, text: str) -> tuple[str, ...]:
        """Take the empty text for none."""
        return super().parse(text) if text else ()

    def schema(self) -> dict[str, Any]:
        """Describe."""
        some = super().schema()
        return {**some, "pattern": f"^({some['pattern'][1:-1]})?$"}


FACETS_ASKED = Parameter(
    "facets",
    AnyOf(tuple(FACETS), at_most=len(FACETS)),
    "What to count the episodes by; empty for nothing, which answers sooner. What is selected in a facet narrows all "
    "others and not itself; but `airdate`, a histogram, shows the range selected: by day up to 62 days, by month up to "
    "60 months, else by year. Of `airdate` only what has episodes is listed, of `runtime` and `rating` every range. A "
    "selected value is always listed, a range is selected if it lies wholly within what is asked for.",
    ["genre", "network", "rating"],
    default=DEFAULT_FACETS,
)
FACET_SIZE = Parameter(
    "facet_size", Integer(1, 100), "How many values a facet lists beside selected ones.", 10, default=10
)

FILTER_KINDS: dict[str, tuple[Kind, str, Any]] = {
    "show_id": (Integer(1, INT64), "Id of the show.", 82),
    "genre": (Text(), "Genre of the show.", "Drama"),
    "network": (Text(), "Name of the network, else of the web channel.", "NBC"),
    "network_id": (Integer(1, INT64), "Id of the network.", 1),
    "web_channel": (Text(), "Name of the web channel.", "Netflix"),
    "show_type": (Text(), "Type of the show.", "Scripted"),
    "show_status": (Text(), "Status of the show.", "Running"),
    "language": (Text(), "Language of the show.", "English"),
    "country": (
        Text(),
        "Code (ISO 3166-1) of the network's country, else of the web channel's; `none` for a global one.",
        "US",
    ),
    "episode_type": (Text(), "Type of the episode.", "regular"),
    "season": (Integer(), "Season, which may be a year.", 2),
    "number": (Integer(), "Number within the season; 1 finds premieres.", 1),
    "person": (Text(), "Name of somebody in the cast or guest cast.", "Mariska Hargitay"),
    "person_id": (Integer(1, INT64), "Id of somebody in the cast or guest cast.", 12),
    "guest": (Text(), "Name of somebody in the guest cast.", "Whoopi Goldberg"),
    "feed": (Text(), "Listing that holds the episode, named after the country.", "us_web"),
}
RANGE_KINDS: dict[str, tuple[Kind, str, Any]] = {
    "airdate_from": (Day(), "First day, as the broadcaster labels it.", "2020-12-01"),
    "airdate_to": (Day(), "Last day, as the broadcaster labels it.", "2020-12-31"),
    "airs_from": (Instant(), "First moment of airing.", "2020-12-01T00:00:00Z"),
    "airs_to": (Instant(), "Last moment of airing.", "2020-12-31T23:59:59Z"),
    "runtime_min": (Integer(), "Shortest runtime, in minutes.", 30),
    "runtime_max": (Integer(), "Longest runtime, in minutes.", 60),
    "rating_min": (Number(0, 10), "Lowest rating.", 7.5),
    "rating_max": (Number(0, 10), "Highest rating, by its first decimal.", 10),
    "likes_min": (Integer(), "Fewest likes.", 1),
    "likes_max": (Integer(), "Most likes.", 100),
}
RATED = Parameter("rated", Flag(), "Whether the episode has a rating.", True)

# What decides which episodes are found, in whatever order and form they are answered.
SELECTION = (
    Q,
    *(
        Parameter(name, kind, f"{text} Repeatable: any of the values will do.", example, repeatable=True)
        for name, (kind, text, example) in FILTER_KINDS.items()
    ),
    *(Parameter(name, kind, f"{text} Inclusive.", example) for name, (kind, text, example) in RANGE_KINDS.items()),
    RATED,
)
PAGE, PER_PAGE = paging(20)
CURSOR = Parameter(
    "cursor",
    Text(8000),
    "Where to go on, as the page before gave it, however deep; not together with `page`, and only in the same search. "
    "`*` begins a walk through all that there is: each episode comes once, whatever changes meanwhile. A walk waits "
    "two minutes for its next page, and a client may be on three at a time. Past a walk's first page and with any "
    "other cursor, only facets that are asked for are counted.",
    "*",
)
SEARCH_PARAMETERS = (
    *SELECTION,
    SORT,
    INCLUDE,
    FACETS_ASKED,
    FACET_SIZE,
    # Without a default, so that it is seen whether a page is asked for beside a cursor.
    replace(PAGE, default=None, description="Which page, from 1, which it is without; up to the 10,000th hit."),
    PER_PAGE,
    CURSOR,
)


@dataclass(frozen=True)
class ValueSearch:
    """Which values of a facet are listed: those that have these words, or all; selected ones are none the more."""

    words: str


@dataclass(frozen=True)
class EpisodeSearch:
    """A search, checked: what the query is built from.

    ``among`` are the only episodes that it may find, withdrawn ones included, in the order that they are listed in
    where there is no ``sort``; without it, all that are not withdrawn. ``near``: almost the words will do. ``values``
    narrows the values of its facets. ``position`` is where a cursor says to go on, ``skipped`` how many of ``among``
    come before it where they are listed in their own order.
    """

    words: str
    filters: dict[str, tuple[Any, ...]]
    ranges: dict[str, Any]
    rated: bool | None
    sort: tuple[str, ...]
    page: PageRequest
    include: tuple[str, ...]
    facets: tuple[str, ...]
    facet_size: int
    among: tuple[int, ...] | None = None
    near: bool = False
    values: ValueSearch | None = None
    position: Position | None = None
    skipped: int = 0

    @cached_property
    def typed(self) -> Typed:
        """Give the words taken apart."""
        return take_apart(self.words)

    @property
    def is_walk(self) -> bool:
        """Tell whether it goes on, or begins, as of a point in time."""
        return self.position is not None and (self.position.point_in_time is not None or not self.position.after)

    @property
    def is_narrowed(self) -> bool:
        """Tell whether something else than words decides what is found."""
        return bool(self.filters or self.ranges or self.rated is not None or self.among is not None)

    @property
    def is_ranked(self) -> bool:
        """Tell whether the order depends on how well an episode matches."""
        return any(key.removeprefix("-") == "relevance" for key in self.sort)


def read_selection(values: Values) -> EpisodeSearch:
    """Put together what decides which episodes are found; of these, the first one in the order of airing is shown."""
    rest = {"sort": ("airstamp",), "include": (), "facets": (), "facet_size": 1, "page": 1, "per_page": 1}
    return read_search({**values, **rest})


def read_search(values: Values, among: Sequence[int] | None = None) -> EpisodeSearch:
    """Put the parsed values together; raises a ``Problem`` where they don't fit each other."""
    words = values["q"] or ""
    has_order = bool(words) and not take_apart(words).is_only_without
    usual = ("relevance",) if has_order else ("-airstamp",) if among is None else ()
    search = EpisodeSearch(
        words=words,
        filters={name: values[name] for name in FILTERS if values[name]},
        ranges={name: values[name] for name in RANGES if values[name] is not None},
        rated=values["rated"],
        sort=values["sort"] or usual,
        page=read_page(values),
        include=tuple(name for name in CASTS if name in (values["include"] or ())),
        facets=values["facets"],
        facet_size=values["facet_size"],
        among=None if among is None else tuple(among),
    )
    if search.is_ranked and not has_order:
        raise invalid({"sort": "by relevance needs a q that says what to find"})
    return search
