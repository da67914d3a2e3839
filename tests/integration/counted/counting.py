"""What a search must count, by SQL over Postgres alone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import psycopg

Selection = dict[str, Any]
Connection = psycopg.Connection[Any]
MANY = ("genre", "person", "guest", "person_id", "feed")
ENDS = {
    "runtime": ("runtime_min", "runtime_max"),
    "rating": ("rating_min", "rating_max"),
    "airdate": ("airdate_from", "airdate_to"),
    "airstamp": ("airs_from", "airs_to"),
    "likes": ("likes_min", "likes_max"),
}
BANDS: dict[str, list[tuple[float | None, float | None]]] = {
    "runtime": [(None, 14), (15, 29), (30, 44), (45, 59), (60, 89), (90, None)],
    "rating": [(None, 4.9), (5.0, 5.9), (6.0, 6.9), (7.0, 7.9), (8.0, 8.9), (9.0, None)],
}


def count_all(connection: Connection, selection: Selection) -> int:
    """Count what is found."""
    where, values = _select(selection)
    return int(_ask(connection, f"SELECT count(*) FROM counted WHERE {where}", values)[0][0])


def count_facet(connection: Connection, selection: Selection, facet: str, size: int) -> list[dict[str, Any]]:
    """Count a facet as the answer of a search should have it, but for what is selected of its ranges."""
    if facet == "airdate":
        return _count_days(connection, selection)
    where, values = _select({name: value for name, value in selection.items() if name not in (facet, *_ends(facet))})
    if facet in BANDS:
        return [_count_band(connection, facet, band, where, values) for band in BANDS[facet]]
    each = f"unnest({facet})" if facet in MANY else facet
    statement = f"""
        SELECT value, count(*) FROM (SELECT {each} AS value FROM counted WHERE {where}) AS valued
        WHERE value IS NOT NULL GROUP BY value
    """
    counts = dict(_ask(connection, statement, values))
    chosen = selection.get(facet, [])
    order = sorted(counts, key=lambda value: (-counts[value], value))
    listed = {*order[:size], *chosen}
    return [
        {"value": value, "count": counts.get(value, 0), "selected": value in chosen}
        for value in sorted(listed, key=lambda value: (-counts.get(value, 0), value))
    ]


def _ends(facet: str) -> tuple[str, ...]:
    return ENDS.get(facet, ())


def _select(selection: Selection) -> tuple[str, list[Any]]:
    """Give the condition of a selection and the values in it."""
    conditions, values = ["true"], []
    for name, value in selection.items():
        ends = [(field, place) for field, ends in ENDS.items() for place, end in enumerate(ends) if end == name]
        if name == "rated":
            conditions.append(f"rating IS {'NOT ' if value else ''}NULL")
            continue
        if ends:
            conditions.append(f"{ends[0][0]} {('>=', '<=')[ends[0][1]]} %s")
        else:
            conditions.append(f"{name} && %s" if name in MANY else f"{name} = ANY(%s)")
        values.append([str(one) for one in value] if name == "person_id" else value)
    return " AND ".join(conditions), values


def _count_band(
    connection: Connection, facet: str, band: tuple[float | None, float | None], where: str, values: list[Any]
) -> dict[str, Any]:
    least, most = (-1 if band[0] is None else band[0]), (10**6 if band[1] is None else band[1])
    statement = f"SELECT count(*) FROM counted WHERE {where} AND {facet} BETWEEN %s AND %s"
    return {"from": band[0], "to": band[1], "count": _ask(connection, statement, [*values, least, most])[0][0]}


def _count_days(connection: Connection, selection: Selection) -> list[dict[str, Any]]:
    """Count by day, month or year, as the span decides."""
    where, values = _select(selection)
    first, last = (selection.get(name) for name in ENDS["airdate"])
    span = f"SELECT min(airdate), max(airdate) FROM counted WHERE {where}"
    lowest, highest = (first, last) if first and last else _ask(connection, span, values)[0]
    if lowest is None:
        return []
    step = _choose_step(lowest, highest)
    statement = f"""
        SELECT date_trunc('{step}', airdate)::date AS start,
          (date_trunc('{step}', airdate) + interval '1 {step}' - interval '1 day')::date, count(*)
        FROM counted WHERE {where} AND airdate IS NOT NULL GROUP BY 1, 2 ORDER BY 1
    """
    return [
        {
            "from": max(start, first or start).isoformat(),
            "to": min(end, last or end).isoformat(),
            "count": count,
        }
        for start, end, count in _ask(connection, statement, values)
    ]


def _choose_step(first: date, last: date) -> str:
    if last - first <= timedelta(days=61):
        return "day"
    return "month" if last.year * 12 + last.month - first.year * 12 - first.month < 60 else "year"


def _ask(connection: Connection, statement: str, values: list[Any]) -> list[Any]:
    return connection.execute(statement.encode(), values).fetchall()
