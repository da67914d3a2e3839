"""Made-up documents, and what the facets over them must be: counted one by one, in no way as Elasticsearch is asked."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from api.items import OF_EPISODE, OF_SHOW
from catalog.index import NO_COUNTRY

Document = dict[str, Any]
Selection = dict[str, Any]
NAMES = [f"Somebody {number}" for number in range(60)]
GENRES = ["Action", "Comedy", "Crime", "Drama", "Ärzte", "drama", "日本"]
SEASONS = [*range(1, 13), 2019, 2020]
FIRST_DAY = date(1999, 12, 15)
VALUES: dict[str, Callable[[Document], list[Any]]] = {
    "genre": lambda document: document["show"]["genres"],
    "network": lambda document: [document["show"]["channel"]],
    "web_channel": lambda document: [document["show"]["web_channel"]],
    "show_type": lambda document: [document["show"]["type"]],
    "show_status": lambda document: [document["show"]["status"]],
    "language": lambda document: [document["show"]["language"]],
    "country": lambda document: [document["show"]["country"] or NO_COUNTRY],
    "season": lambda document: [document["season"]],
    "episode_type": lambda document: [document["type"]],
    "person": lambda document: document["person"],
    "guest": lambda document: document["guest"],
}
RANGES: dict[str, list[tuple[float | None, float | None]]] = {
    "runtime": [(None, 14), (15, 29), (30, 44), (45, 59), (60, 89), (90, None)],
    "rating": [(None, 4.9), (5.0, 5.9), (6.0, 6.9), (7.0, 7.9), (8.0, 8.9), (9.0, None)],
}
HIGHEST = {"runtime": 10**6, "rating": 10}
ENDS = {
    "runtime": ("runtime_min", "runtime_max"),
    "rating": ("rating_min", "rating_max"),
    "airdate": ("airdate_from", "airdate_to"),
}


def make_document(dice: random.Random, document_id: int) -> Document:
    """Make a document with gaps; some ratings are finer than TVMaze's, some days long ago."""
    guest = dice.sample(NAMES, dice.randint(0, 3))
    spread = dice.choice([20, 20, 900, 9000])
    show = {
        **dict.fromkeys((*OF_SHOW, "channel")),
        "id": document_id % 40,
        "genres": dice.sample(GENRES, dice.randint(0, 3)),
        "channel": dice.choice(["NBC", "ABC", None]),
        "web_channel": dice.choice(["Netflix", None, None]),
        "type": dice.choice(["Scripted", "News", None]),
        "status": dice.choice(["Running", "Ended"]),
        "language": dice.choice(["English", "French", None]),
        "country": dice.choice(["US", "CA", None]),
    }
    return {
        **dict.fromkeys(OF_EPISODE),
        "id": document_id,
        "withdrawn": dice.random() < 0.1,
        "season": dice.choice(SEASONS),
        "type": dice.choice(["regular", "significant_special"]),
        "airdate": dice.choice([None, *[(FIRST_DAY + timedelta(dice.randrange(spread))).isoformat()] * 9]),
        "runtime": dice.choice([None, 0, 14, 15, 29, 30, 44, 45, 59, 60, 89, 90, 240]),
        "rating": dice.choice([None, 0, 4.9, 4.95, 5, 5.9, 5.95, 6.0, 6.99, 7.3, 8.2, 8.9, 8.99, 9, 10]),
        "show": show,
        "person": list(dict.fromkeys([*guest, *dice.sample(NAMES[:6], 2)])),
        "guest": guest,
    }


def select(documents: Iterable[Document], selection: Selection, *, but: str = "") -> list[Document]:
    """Give what a selection finds, one facet's own part of it left out."""
    kept = list(documents)
    for name, values in selection.items():
        if name in VALUES and name != but:
            kept = [document for document in kept if set(VALUES[name](document)) & set(values)]
    for name, (least, most) in ENDS.items():
        if name != but and (least in selection or most in selection):
            ends = selection.get(least), selection.get(most)
            kept = [document for document in kept if _lies(document[name], *ends)]
    return kept


def count_facet(documents: Iterable[Document], selection: Selection, facet: str, size: int) -> list[dict[str, Any]]:
    """Give a facet as the answer of a search should have it, as JSON has it."""
    if facet == "airdate":
        return _count_days(select(documents, selection), selection)
    counted = select(documents, selection, but=facet)
    if facet in RANGES:
        return [_count_range(counted, selection, facet, ends) for ends in RANGES[facet]]
    chosen = set(selection.get(facet, ()))
    counts = Counter(value for document in counted for value in VALUES[facet](document) if value is not None)
    listed = set(_order(counts)[:size]) | chosen
    return [
        {"value": value, "count": counts[value], "selected": value in chosen}
        for value in _order({value: counts[value] for value in listed})
    ]


def _order(counts: Mapping[Any, int]) -> list[Any]:
    return sorted(counts, key=lambda value: (-counts[value], value))


def _lies(value: Any, least: Any, most: Any) -> bool:
    """Tell whether a value lies between two ends, a rating by its first decimal."""
    if value is None:
        return False
    cut = value if isinstance(value, str) else round(value * 100) // 10 / 10
    return (least is None or value >= least) and (most is None or cut <= most)


def _count_range(documents: list[Document], selection: Selection, facet: str, ends: tuple[Any, Any]) -> dict[str, Any]:
    least, most = (selection.get(name) for name in ENDS[facet])
    selected = (least is not None or most is not None) and all(
        _lies(value, least, most) for value in (ends[0] or 0, HIGHEST[facet] if ends[1] is None else ends[1])
    )
    count = sum(_lies(document[facet], *ends) for document in documents)
    return {"from": ends[0], "to": ends[1], "count": count, "selected": selected}


def _count_days(documents: list[Document], selection: Selection) -> list[dict[str, Any]]:
    days = [date.fromisoformat(document["airdate"]) for document in documents if document["airdate"]]
    given = [date.fromisoformat(selection[name]) if name in selection else None for name in ENDS["airdate"]]
    span = sorted(day for day in given if day) if all(given) else [min(days, default=None), max(days, default=None)]
    if span[0] is None or span[1] is None:
        return []
    starts: Counter[tuple[date, date]] = Counter(_find_bucket(day, span[0], span[1]) for day in days)
    return [
        {
            "from": max(start, given[0] or start).isoformat(),
            "to": min(end, given[1] or end).isoformat(),
            "count": count,
            "selected": any(given),
        }
        for (start, end), count in sorted(starts.items())
    ]


def _find_bucket(day: date, first: date, last: date) -> tuple[date, date]:
    if last - first <= timedelta(days=61):
        return day, day
    if last.year * 12 + last.month - first.year * 12 - first.month < 60:
        following = (day.replace(day=1) + timedelta(days=31)).replace(day=1)
        return day.replace(day=1), following - timedelta(days=1)
    return day.replace(month=1, day=1), day.replace(month=12, day=31)
