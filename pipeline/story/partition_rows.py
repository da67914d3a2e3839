"""Which rows of each table belong to a day, to be counted and shown: its listings, and what they name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import PostgresqlDatabase

_EPISODES = "SELECT episode_id FROM schedule WHERE date = %(date)s"
_SHOWS = f"SELECT show_id FROM episode WHERE id IN ({_EPISODES})"
_CASTS = f"""
    SELECT person_id, role_id FROM show_cast WHERE show_id IN ({_SHOWS})
    UNION SELECT person_id, role_id FROM guest_cast WHERE episode_id IN ({_EPISODES})
"""

ROWS = {
    "raw_schedule": """
        SELECT request, as_of, length(body) AS compressed_bytes FROM raw_payload
        WHERE request = ANY(%(requests)s) ORDER BY as_of DESC, request
    """,
    "channel": f"""
        SELECT kind, id, name, country_code FROM channel
        WHERE (kind, id) IN (
            SELECT 'network', network_id FROM show WHERE id IN ({_SHOWS})
            UNION SELECT 'web', web_channel_id FROM show WHERE id IN ({_SHOWS})
        ) ORDER BY name, kind, id
    """,
    "show": f"""
        SELECT id, name, type, language, status, rating FROM show WHERE id IN ({_SHOWS}) ORDER BY weight DESC, id
    """,
    "episode": f"""
        SELECT episode.id, show.name AS show, season, number, episode.name, airstamp
        FROM episode JOIN show ON show.id = show_id WHERE episode.id IN ({_EPISODES}) ORDER BY airstamp, episode.id
    """,
    "schedule": """
        SELECT feed, airstamp, show.name AS show, season, number, episode.name AS episode
        FROM schedule JOIN episode ON episode.id = episode_id JOIN show ON show.id = show_id
        WHERE date = %(date)s ORDER BY airstamp, feed, episode_id
    """,
    "raw_cast": f"""
        SELECT show.name AS show, cast_fetch.as_of FROM cast_fetch JOIN show ON show.id = subject_id
        WHERE kind = 'show' AND subject_id IN ({_SHOWS}) ORDER BY weight DESC, show.id
    """,
    "raw_guest_cast": f"""
        SELECT episode.name AS episode, cast_fetch.as_of FROM cast_fetch JOIN episode ON episode.id = subject_id
        WHERE kind = 'episode' AND subject_id IN ({_EPISODES}) ORDER BY airstamp, episode.id
    """,
    "person": f"""
        SELECT id, name, country_code, birth_date FROM person
        WHERE id IN (SELECT person_id FROM ({_CASTS}) AS casts) ORDER BY name, id
    """,
    "role": f"SELECT id, name FROM role WHERE id IN (SELECT role_id FROM ({_CASTS}) AS casts) ORDER BY name, id",
    "show_cast": f"""
        SELECT show.name AS show, position, person.name AS person, role.name AS role
        FROM show_cast JOIN show ON show.id = show_id
        JOIN person ON person.id = person_id JOIN role ON role.id = role_id
        WHERE show_id IN ({_SHOWS}) ORDER BY weight DESC, show_id, position
    """,
    "guest_cast": f"""
        SELECT show.name AS show, episode.name AS episode, person.name AS person, role.name AS role
        FROM guest_cast JOIN episode ON episode.id = episode_id JOIN show ON show.id = show_id
        JOIN person ON person.id = person_id JOIN role ON role.id = role_id
        WHERE episode_id IN ({_EPISODES}) ORDER BY airstamp, episode_id, position
    """,
}


@dataclass(frozen=True)
class PartitionRows:
    """How many rows of a table belong to a day, and the first of them."""

    count: int
    columns: tuple[str, ...]
    first: tuple[tuple[Any, ...], ...]


def read_partition_rows(
    db: PostgresqlDatabase, table: str, day: date, requests: Sequence[str] = (), *, limit: int = 5
) -> PartitionRows:
    """Count a day's rows of a table and read the first. ``requests`` are the day's listings, for the raw answers."""
    parameters = {"date": day, "requests": list(requests), "limit": limit}
    cursor = db.execute_sql(f"SELECT *, count(*) OVER () FROM ({ROWS[table]}) AS day LIMIT %(limit)s", parameters)
    found = cursor.fetchall()
    columns = tuple(column[0] for column in cursor.description[:-1])
    return PartitionRows(found[0][-1] if found else 0, columns, tuple(row[:-1] for row in found))


def count_by_hour(db: PostgresqlDatabase, day: date, timezone: str) -> dict[int, int]:
    """Count a day's episodes by the hour of the country's clock at which they air, where the time is known."""
    statement = f"""
        SELECT extract(hour FROM airstamp AT TIME ZONE %(timezone)s)::int AS hour, count(*)
        FROM episode WHERE id IN ({_EPISODES}) AND airtime_known AND airstamp IS NOT NULL GROUP BY 1 ORDER BY 1
    """
    return dict(db.execute_sql(statement, {"date": day, "timezone": timezone}).fetchall())
