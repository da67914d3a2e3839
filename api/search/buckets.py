"""What Elasticsearch counted, as the facets of an answer. What it is asked to count is in ``facets``."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from api.facet_shapes import DayCount, Facets
from api.search.facets import (
    AIRDATE,
    DAYS,
    LADDERS,
    MONTHS,
    MOST_DAYS,
    SEASON,
    Ladder,
    choose_step,
    name_selected,
)
from api.search.parameters import EpisodeSearch

Counts = Mapping[Any, int]
EPOCH = date(1970, 1, 1)


def read_buckets(answer: Mapping[str, Any]) -> dict[str, Counts]:
    """Give the counts of every aggregation by key, whether or not a filter is around it; empty ones are not there."""
    counts: dict[str, Counts] = {}
    for name, outer in answer.get("aggregations", {}).items():
        for inner, aggregation in ({name: outer} if "buckets" in outer else outer).items():
            counts[inner] = {_to_key(bucket["key"]): bucket.get("doc_count", 0) for bucket in aggregation["buckets"]}
    return counts


def read_keys(answer: Mapping[str, Any], name: str) -> set[Any]:
    """Take the keys of one aggregation out of an answer, where ``read_buckets`` no longer meets their many buckets."""
    for group in (answer.get("aggregations", {}), *answer.get("aggregations", {}).values()):
        if name in group:
            return {bucket["key"] for bucket in group.pop(name)["buckets"]}
    return set()


def _to_key(key: Any) -> Any:
    return key[AIRDATE] if isinstance(key, dict) else key


def read_facets(search: EpisodeSearch, counts: Mapping[str, Counts]) -> Facets:
    """Give the facets that a search asks for, in its order, out of the counts of ``read_buckets``."""
    facets: Any = {facet: _read(search, facet, counts) for facet in search.facets}
    found: Facets = facets
    return found


def _read(search: EpisodeSearch, facet: str, counts: Mapping[str, Counts]) -> list[Any]:
    if facet == AIRDATE:
        return list(_read_days(search, counts))
    if facet in LADDERS:
        return _read_ranges(search, LADDERS[facet], counts.get(facet, {}))
    return _read_values(search, facet, counts)


def _read_values(search: EpisodeSearch, facet: str, counts: Mapping[str, Counts]) -> list[dict[str, Any]]:
    """List the most frequent values and every selected one, found or not."""
    to_value = int if facet == SEASON else str
    most = {to_value(key): count for key, count in counts.get(facet, {}).items()}
    top = dict(sorted(most.items(), key=_by_count)[: search.facet_size])
    selected = dict.fromkeys(search.filters.get(facet, ()), 0)
    selected |= {to_value(key): count for key, count in counts.get(name_selected(facet), {}).items()}
    ordered = sorted({**top, **({} if search.values else selected)}.items(), key=_by_count)
    return [{"value": value, "count": count, "selected": value in selected} for value, count in ordered]


def _by_count(counted: tuple[Any, int]) -> tuple[int, Any]:
    return -counted[1], counted[0]


def _read_ranges(search: EpisodeSearch, ladder: Ladder, counts: Counts) -> list[dict[str, Any]]:
    """List all ranges, empty ones too. Selected are those that lie wholly within what is asked for."""
    ends = zip((None, *ladder.edges), (*ladder.edges, None), strict=True)
    return [
        {
            "from": low,
            "to": None if edge is None else round(edge - ladder.step, 1),
            "count": counts.get(str(place), 0),
            "selected": _is_within(search, ladder, low, edge),
        }
        for place, (low, edge) in enumerate(ends)
    ]


def _is_within(search: EpisodeSearch, ladder: Ladder, low: float | None, edge: float | None) -> bool:
    least, most = search.ranges.get(ladder.minimum), search.ranges.get(ladder.maximum)
    if least is None and most is None:
        return False
    lowest, highest = ladder.bounds
    first = lowest if low is None else low
    last = highest if edge is None else round(edge - ladder.step, 1)
    return (least is None or least <= first) and (most is None or last <= most)


def _read_days(search: EpisodeSearch, counts: Mapping[str, Counts]) -> list[DayCount]:
    """List the days, months or years that have episodes, clipped to the range that is asked for.

    Clipped, for so each says what it counts: taken as a range, it finds that many. All lie within what is asked for,
    so all are selected where a range is.
    """
    first, last = search.ranges.get("airdate_from"), search.ranges.get("airdate_to")
    if first and last:
        step, days = choose_step(first, last), _to_days(counts.get(AIRDATE, {}))
    else:
        step, days = _fit(*(_to_days(counts.get(name, {})) for name in (DAYS, MONTHS)))
    return [
        {
            "from": max(start, first or start),
            "to": min(_end(start, step), last or date.max),
            "count": count,
            "selected": bool(first or last),
        }
        for start, count in sorted(days.items())
    ]


def _fit(days: dict[date, int], months: dict[date, int]) -> tuple[str, dict[date, int]]:
    """Choose the step that fits what the data spans: ``days`` are its first, all of them if few; ``months`` are all."""
    if not days:
        return "day", {}
    is_whole = len(days) <= MOST_DAYS
    step = choose_step(min(days), max(days) if is_whole else _end(max(months), "month"))
    if step == "day":
        return step, days
    return (step, months) if step == "month" else (step, _add_up(months))


def _add_up(months: dict[date, int]) -> dict[date, int]:
    years: Counter[date] = Counter()
    for month, count in months.items():
        years[month.replace(month=1)] += count
    return years


def _to_days(counts: Counts) -> dict[date, int]:
    return {EPOCH + timedelta(milliseconds=key): count for key, count in counts.items()}


def _end(start: date, step: str) -> date:
    if step == "day":
        return start
    return start.replace(month=12, day=31) if step == "year" else start.replace(day=monthrange(*_month(start))[1])


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
