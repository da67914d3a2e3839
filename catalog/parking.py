"""Documents that Elasticsearch refuses for good: set aside with the reason, so that they are not tried for ever.

Unless it refuses more than can be the documents' fault. Then the index's definition is to blame, or something else that
is for somebody to mend: no more are set aside, those of the last hour are tried again, and a message tells.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from peewee import PostgresqlDatabase

from catalog.events import record_event
from catalog.outbox import mark_changed

INDEX_REFUSES = "index.refuses"
# Of the documents of one tick, or of a rebuild, and however many those are; one may always be odd.
LARGEST_SHARE = 0.05
MOST_IN_AN_HOUR = 20

logger = logging.getLogger(__name__)

_LATELY = "SELECT count(*) FROM projection_parked WHERE parked_at > clock_timestamp() - interval '1 hour'"
_ALARMED = """
    SELECT EXISTS (SELECT FROM event WHERE type = %s AND created_at > clock_timestamp() - interval '1 hour')
"""
_UNPARK_LATEST = """
    DELETE FROM projection_parked WHERE parked_at > clock_timestamp() - interval '1 hour' RETURNING episode_id
"""
# In the order of ids, so that two wait for each other instead of locking each other out.
_UNPARK = """
    WITH done AS (SELECT episode_id FROM projection_parked WHERE episode_id = ANY(%s) ORDER BY 1 FOR UPDATE)
    DELETE FROM projection_parked USING done WHERE projection_parked.episode_id = done.episode_id
"""
_PARK = """
    INSERT INTO projection_parked (episode_id, reason)
    SELECT * FROM unnest(%s::bigint[], %s::text[]) AS refused (episode_id, reason) ORDER BY 1
    ON CONFLICT (episode_id) DO UPDATE SET reason = EXCLUDED.reason
"""


@dataclass(frozen=True, slots=True)
class Parked:
    """An episode whose document Elasticsearch refuses, and why."""

    id: int
    reason: str


def is_beyond_chance(refused: int, documents: int) -> bool:
    """Tell whether so many refused documents are no accident of theirs."""
    return refused > max(1, min(LARGEST_SHARE * documents, MOST_IN_AN_HOUR))


def choose_parkable(db: PostgresqlDatabase, refused: Mapping[int, str], documents: int) -> set[int]:
    """Name those of a tick's refused documents that are to blame themselves; raise the alarm if none of the new is.

    What is parked already tells nothing new.
    """
    known = {parked.id for parked in list_parked(db)} & refused.keys()
    new = {episode: reason for episode, reason in refused.items() if episode not in known}
    if not new or _was_alarmed(db):
        return known
    ((lately,),) = db.execute_sql(_LATELY).fetchall()
    if is_beyond_chance(len(new), documents) or lately + len(new) > MOST_IN_AN_HOUR:
        raise_alarm(db, new, documents)
        return known
    return set(refused)


def raise_alarm(db: PostgresqlDatabase, refused: Mapping[int, str], documents: int) -> None:
    """Record that Elasticsearch refuses documents, with the reason of one of them; once an hour.

    What was parked in the last hour is tried again: it was hardly its own fault.
    """
    reason = refused[min(refused)]
    logger.error("Elasticsearch refuses %d of %d documents, one with %s", len(refused), documents, reason)
    if not _was_alarmed(db):
        told = {"refused": len(refused), "documents": documents, "episode_id": min(refused), "reason": reason}
        with db.atomic():
            record_event(db, INDEX_REFUSES, told)
            mark_changed(db, episodes=[episode for (episode,) in db.execute_sql(_UNPARK_LATEST)])


def _was_alarmed(db: PostgresqlDatabase) -> bool:
    ((is_so,),) = db.execute_sql(_ALARMED, (INDEX_REFUSES,)).fetchall()
    return bool(is_so)


def park(db: PostgresqlDatabase, refused: Mapping[int, str]) -> None:
    """Set episodes aside, in the tick's transaction."""
    if refused:
        logger.warning("%d documents are parked: %s", len(refused), refused)
        db.execute_sql(_PARK, (list(refused), list(refused.values())))


def unpark(db: PostgresqlDatabase, written: Collection[int]) -> None:
    """Forget that these were refused: they are in the index."""
    db.execute_sql(_UNPARK, (sorted(written),))


def park_instead(db: PostgresqlDatabase, refused: Mapping[int, str]) -> None:
    """Set these aside and no others: an index was built of everything else. Ticks try them again without alarm."""
    with db.atomic():
        db.execute_sql("SELECT FROM projection_parked ORDER BY episode_id FOR UPDATE")
        db.execute_sql("DELETE FROM projection_parked WHERE episode_id <> ALL(%s)", (sorted(refused),))
        park(db, dict(sorted(refused.items())))


def list_parked(db: PostgresqlDatabase) -> list[Parked]:
    """List what is set aside, by id."""
    return [Parked(*row) for row in db.execute_sql("SELECT episode_id, reason FROM projection_parked ORDER BY 1")]
