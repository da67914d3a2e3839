"""Suggestions: shows and people out of the tables, where each is one row; episodes out of the index."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from api.shapes import Suggestion
from api.stores import Postgres, SearchEngine
from api.suggest.body import find_episodes
from api.suggest.marking import mark, split
from catalog.database import database

AT_MOST = 5
# By a whole index or none: walking along the ids would look at every name where few have the words.
_READ_NAMES = f"""
    (
      SELECT 'show', id, name FROM show
      WHERE array_to_tsvector(tvsi_words(name)) @@ tvsi_begun(%s)
        AND EXISTS (SELECT FROM episode WHERE show_id = show.id AND NOT withdrawn)
      ORDER BY weight DESC, id LIMIT {AT_MOST}
    ) UNION ALL (
      SELECT 'person', id, name FROM person
      WHERE array_to_tsvector(tvsi_words(name)) @@ tvsi_begun(%s)
      ORDER BY id + 0 LIMIT {AT_MOST}
    )
"""  # noqa: S608 - a number of ours
Kind = Literal["show", "person", "episode"]


@dataclass(frozen=True)
class Suggested:
    """What is suggested, and the milliseconds that Elasticsearch took."""

    items: list[Suggestion]
    took: int


async def suggest(engine: SearchEngine, postgres: Postgres, text: str) -> Suggested:
    """Suggest shows, people and episodes whose names have what is typed; raises a ``Problem``."""
    named, answer = await asyncio.gather(postgres.run(read_names, text), engine.search(find_episodes(text)))
    typed = split(text)
    episodes = _choose([hit["_source"] for hit in answer.get("hits", {}).get("hits", ())], typed)
    items = [
        *(_suggest(kind, row_id, name, typed) for kind, row_id, name in named),
        *(_suggest("episode", one["id"], one["name"], typed, one["show"]["name"]) for one in episodes),
    ]
    return Suggested(items, answer["took"])


def read_names(text: str) -> list[tuple[Kind, int, str]]:
    """Read the best known shows, and people by age of their ids, whose names have the words, the last one begun."""
    return list(database.execute_sql(_READ_NAMES, (text, text)))


def _choose(found: Sequence[Mapping[str, Any]], typed: Sequence[str]) -> list[Mapping[str, Any]]:
    """Take those first whose name begins with what is typed."""
    begun = "".join(typed)
    return sorted(found, key=lambda one: not "".join(split(one["name"])).startswith(begun))[:AT_MOST]


def _suggest(kind: Kind, entry_id: int, text: str, typed: Sequence[str], show: str | None = None) -> Suggestion:
    return {"type": kind, "id": entry_id, "text": text, "highlight": mark(text, typed), "show": show}
