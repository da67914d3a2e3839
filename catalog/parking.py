"""Documents that Elasticsearch refuses for good: set aside with the reason, so that they are not tried for ever.

Unless it refuses more than can be the documents' fault. Then the index's definition is to blame, or something else that
is for somebody to mend: nothing is set aside, and an alarm is recorded for messages to tell.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from peewee import PostgresqlDatabase

from catalog.events import record_event

INDEX_REFUSES = "index.refuses"
# Of the documents of one tick, or of a rebuild; one may always be odd.
LARGEST_SHARE = 0.05
MOST_IN_AN_HOUR = 20

logger = logging.getLogger(__name__)

_LATELY = "SELECT count(*) FROM projection_parked WHERE parked_at > clock_timestamp() - interval '1 hour'"
_ALARMED = """
    SELECT EXISTS (SELECT FROM event WHERE type = %s AND created_at > clock_timestamp() - interval '1 hour')
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
    return refused > max(1, LARGEST_SHARE * documents)


def may_park(db: PostgresqlDatabase, refused: Mapping[int, str], documents: int) -> bool:
    """Tell whether the refused ones of a tick's documents are to blame themselves; raise the alarm if not."""
    if _was_alarmed(db):
        return False
    ((lately,),) = db.execute_sql(_LATELY).fetchall()
    if is_beyond_chance(len(refused), documents) or lately + len(refused) > MOST_IN_AN_HOUR:
        raise_alarm(db, refused, documents)
        return False
    return True


def raise_alarm(db: PostgresqlDatabase, refused: Mapping[int, str], documents: int) -> None:
    """Record that Elasticsearch refuses documents, with the reason of one of them; once an hour."""
    reason = refused[min(refused)]
    logger.error("Elasticsearch refuses %d of %d documents, one with %s", len(refused), documents, reason)
    if not _was_alarmed(db):
        told = {"refused": len(refused), "documents": documents, "episode_id": min(refused), "reason": reason}
        record_event(db, INDEX_REFUSES, told)


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
    db.execute_sql("DELETE FROM projection_parked WHERE episode_id = ANY(%s)", (sorted(written),))


def unpark_all_but(db: PostgresqlDatabase, refused: Collection[int]) -> None:
    """Forget them all but these: an index was built of everything else."""
    db.execute_sql("DELETE FROM projection_parked WHERE episode_id <> ALL(%s)", (sorted(refused),))


def list_parked(db: PostgresqlDatabase) -> list[Parked]:
    """List what is set aside, by id."""
    return [Parked(*row) for row in db.execute_sql("SELECT episode_id, reason FROM projection_parked ORDER BY 1")]
