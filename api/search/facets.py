"""A search's facets as aggregations, counted by the same request that finds the hits. ``buckets`` reads the answer.

What is selected in a facet narrows the hits and every other facet, never that facet itself. The airdates are an
exception: a histogram shows the range that it is of, so a selected range decides its step and its ends.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.search.beginnings import find_beginnings
from api.search.parameters import EpisodeSearch
from catalog.index import FACETS, FILTERS

Query = dict[str, Any]
Aggregations = dict[str, Any]


@dataclass(frozen=True)
class Ladder:
    """A facet of ranges: its edges, each the first value of a range, and the step from a range's last value to it."""

    minimum: str
    maximum: str
    bounds: tuple[float, float]
    edges: tuple[float, ...]
    step: float


LADDERS = {
    "runtime": Ladder("runtime_min", "runtime_max", (0, float("inf")), (15, 30, 45, 60, 90), 1),
    # TVMaze rates to one decimal. A finer rating counts as what it is cut to, here and as a bound: none falls between.
    "rating": Ladder("rating_min", "rating_max", (0, 10), (5.0, 6.0, 7.0, 8.0, 9.0), 0.1),
}
AIRDATE = "airdate"
DAYS, MONTHS = f"{AIRDATE}-days", f"{AIRDATE}-months"
MOST_DAYS, MOST_MONTHS = 62, 60
# Of several shards each gives this many values, so that what is rare in one is still counted whole.
SHARD_SIZE = 1000
# The index orders seasons that are equally frequent as text, "10" before "9"; so all are asked for, there are few.
SEASON, SEASONS = "season", 500

_OWNERS = {name: name for name in FACETS if name in FILTERS}
_OWNERS |= {bound: name for name, ladder in LADDERS.items() for bound in (ladder.minimum, ladder.maximum)}


def find_owner(search: EpisodeSearch, parameter: str) -> str | None:
    """Tell which facet of a search, if any, is not narrowed by a parameter."""
    owner = _OWNERS.get(parameter)
    return owner if owner in search.facets else None


def build_aggregations(
    search: EpisodeSearch, own: Mapping[str, Sequence[Query]], narrowed: Aggregations | None = None
) -> Aggregations:
    """Count the facets of a search whose query lacks what ``own`` has: by facet, what is selected in it.

    ``narrowed`` are further aggregations, of hits alone. Whatever the same selections narrow shares one filter; there
    is none where nothing is selected, for it triples the cost.
    """
    counted = [("", narrowed or {}), *((facet, _count(search, facet)) for facet in search.facets)]
    built: Aggregations = {}
    for facet, aggregations in counted:
        others = [query for name, queries in own.items() if name != facet for query in queries]
        if others and aggregations:
            group = f"beside-{facet}" if facet in own else "selected"
            filtered = built.setdefault(group, {"filter": {"bool": {"filter": others}}, "aggs": {}})
            filtered["aggs"] |= aggregations
        else:
            built |= aggregations
    return built


def name_selected(facet: str) -> str:
    """Name the aggregation that counts what is selected in a facet."""
    return f"{facet}-selected"


def choose_step(first: date, last: date) -> str:
    """Choose the step of a histogram of days: at most 62 days, else at most 60 months, else years."""
    if (last - first).days < MOST_DAYS:
        return "day"
    months = (last.year - first.year) * 12 + last.month - first.month
    return "month" if months < MOST_MONTHS else "year"


def _count(search: EpisodeSearch, facet: str) -> Aggregations:
    if facet == AIRDATE:
        return _count_days(search)
    if facet in LADDERS:
        return {facet: _count_ranges(FACETS[facet], LADDERS[facet].edges)}
    return _count_values(search, facet)


def _count_values(search: EpisodeSearch, facet: str) -> Aggregations:
    """Count the most frequent values, and the selected ones wherever they stand."""
    field, size = FACETS[facet], search.facet_size
    order = [{"_count": "desc"}, {"_key": "asc"}]
    asked = max(SEASONS, size) if facet == SEASON else size
    terms = {"field": field, "size": asked, "shard_size": max(SHARD_SIZE, asked), "order": order}
    if search.values and search.values.words:
        terms["include"] = find_beginnings(search.values.words)
    counted: Aggregations = {facet: {"terms": terms}}
    selected = search.filters.get(facet)
    if selected and not search.values:
        exactly = [str(value) for value in selected]
        counted[name_selected(facet)] = {"terms": {"field": field, "include": exactly, "size": len(exactly)}}
    return counted


def _count_ranges(field: str, edges: tuple[float, ...]) -> Query:
    ends = zip((None, *edges), (*edges, None), strict=True)
    ranges = [
        {"key": str(place)} | {name: end for name, end in (("from", low), ("to", high)) if end is not None}
        for place, (low, high) in enumerate(ends)
    ]
    return {"range": {"field": field, "ranges": ranges}}


def _count_days(search: EpisodeSearch) -> Aggregations:
    """Count by the step of the given range; else by days and months, for only the counts tell which it is.

    Of the days one more than may be listed shows that they are too many; so few cost less than half of what all would.
    Years are added up from months: each histogram is a pass over all hits.
    """
    first, last = search.ranges.get("airdate_from"), search.ranges.get("airdate_to")
    if first and last:
        return {AIRDATE: _count_by(choose_step(first, last))}
    return {DAYS: _count_first("day", MOST_DAYS + 1), MONTHS: _count_by("month")}


def _count_by(step: str) -> Query:
    return {"date_histogram": {"field": FACETS[AIRDATE], "calendar_interval": step, "min_doc_count": 1}}


def _count_first(step: str, size: int) -> Query:
    source = {"date_histogram": {"field": FACETS[AIRDATE], "calendar_interval": step}}
    return {"composite": {"size": size, "sources": [{AIRDATE: source}]}}
