"""Suggestions out of the index, and people's ids out of the tables."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.shapes import Suggestion
from api.stores import Postgres, SearchEngine
from api.suggest.body import AT_MOST, find_episodes, find_people, find_shows
from api.suggest.marking import is_begun, mark, split
from catalog.database import database

_READ_PEOPLE = """
    SELECT id, name FROM person WHERE name = ANY(%s::text[]) AND id IN (
      SELECT person_id FROM show_cast WHERE show_id = ANY(%s::bigint[])
      UNION SELECT person_id FROM guest_cast WHERE episode_id = ANY(%s::bigint[])
    ) ORDER BY id
"""
Source = Mapping[str, Any]


@dataclass(frozen=True)
class Suggested:
    """What is suggested, and the milliseconds that Elasticsearch took for the longest of its answers."""

    items: list[Suggestion]
    took: int


async def suggest(engine: SearchEngine, postgres: Postgres, text: str) -> Suggested:
    """Suggest shows, people and episodes whose names have what is typed; raises a ``Problem``."""
    bodies = (find_shows(text), find_people(text), find_episodes(text))
    answers = await asyncio.gather(*map(engine.search, bodies))
    shows, of_people, episodes = map(_read_sources, answers)
    typed = split(text)
    items = [
        *(_suggest("show", one["show"]["id"], one["show"]["name"], typed) for one in shows),
        *(
            _suggest("person", person_id, name, typed)
            for person_id, name in await _find_people(postgres, of_people, typed)
        ),
        *(_suggest("episode", one["id"], one["name"], typed, one["show"]["name"]) for one in episodes),
    ]
    return Suggested(items, max(answer["took"] for answer in answers))


def _read_sources(answer: Source) -> list[Source]:
    return [hit["_source"] for hit in answer.get("hits", {}).get("hits", ())]


async def _find_people(postgres: Postgres, found: Sequence[Source], typed: Sequence[str]) -> list[tuple[int, str]]:
    """Find who has the words in their name, in the order of the episodes that they are in."""
    if not typed:
        return []
    names = list(dict.fromkeys(name for one in found for name in one["people"] if is_begun(name, typed)))[:AT_MOST]
    if not names:
        return []
    people = await postgres.run(read_people, names, found)
    return sorted(people, key=lambda person: names.index(person[1]))[:AT_MOST]


def read_people(names: Sequence[str], found: Sequence[Source]) -> list[tuple[int, str]]:
    """Read the ids of people of these names in the casts of these episodes; two may share a name."""
    shows = [one["show"]["id"] for one in found]
    return list(database.execute_sql(_READ_PEOPLE, (names, shows, [one["id"] for one in found])))


def _suggest(
    kind: Literal["show", "person", "episode"], entry_id: int, text: str, typed: Sequence[str], show: str | None = None
) -> Suggestion:
    return {"type": kind, "id": entry_id, "text": text, "highlight": mark(text, typed), "show": show}
