"""The reading side of the outbox: claiming rows in a tick's transaction, totalling likes, putting failures back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from peewee import PostgresqlDatabase

CLAIM_SIZE = 500
# How many rows a claim looks at for each that it may take: some are of the same episodes, some are at others' hands.
ROWS_AN_EPISODE = 10
LONGEST_DELAY_SECONDS = 60

# The oldest episodes that are due, each by its oldest row, and then every row of theirs, so that each is written once.
# And a few that people have liked, however many are due before them: a renamed network puts thousands in line.
# None that another tick is at: what is read, and then written, later by one must not be older than by the other. So an
# episode is left alone of which a row can be seen, but not locked. One whose document was refused waits as a whole: a
# new change to it must not turn the delay into a hot loop. The oldest rows are looked at, whoever's they are, and no
# more, so that neither a backlog of millions nor one episode with a hundred thousand rows makes a claim slow.
_CLAIM = """
    WITH waiting AS MATERIALIZED (
      SELECT DISTINCT episode_id FROM outbox WHERE not_before > now()
    ), ahead AS MATERIALIZED (
      SELECT id, episode_id FROM outbox AS candidate
      WHERE NOT EXISTS (SELECT FROM waiting WHERE waiting.episode_id = candidate.episode_id)
      ORDER BY id LIMIT %(window)s
    ), reacted AS MATERIALIZED (
      SELECT episode_id FROM outbox AS candidate
      WHERE like_delta <> 0 AND NOT EXISTS (SELECT FROM waiting WHERE waiting.episode_id = candidate.episode_id)
      ORDER BY id LIMIT %(likes)s
    ), liked AS MATERIALIZED (
      SELECT episode_id FROM outbox WHERE id IN (
        SELECT min(id) FROM outbox WHERE episode_id IN (SELECT episode_id FROM reacted) GROUP BY episode_id
      )
      FOR UPDATE SKIP LOCKED
    ), oldest AS MATERIALIZED (
      SELECT episode_id FROM outbox WHERE id IN (SELECT min(id) FROM ahead GROUP BY episode_id)
      ORDER BY id LIMIT %(size)s FOR UPDATE SKIP LOCKED
    ), due AS MATERIALIZED (
      SELECT episode_id FROM liked UNION SELECT episode_id FROM oldest
    ), locked AS MATERIALIZED (
      SELECT id FROM outbox WHERE episode_id IN (SELECT episode_id FROM due) FOR UPDATE SKIP LOCKED
    ), shared AS MATERIALIZED (
      SELECT DISTINCT episode_id FROM outbox
      WHERE episode_id IN (SELECT episode_id FROM due)
      AND NOT EXISTS (SELECT FROM locked WHERE locked.id = outbox.id)
    )
    DELETE FROM outbox USING locked
    WHERE outbox.id = locked.id
    AND NOT EXISTS (SELECT FROM shared WHERE shared.episode_id = outbox.episode_id)
    RETURNING outbox.episode_id, outbox.like_delta, outbox.attempts, outbox.created_at, (SELECT count(*) FROM oldest)
"""
# In id order, so that two projectors wait for each other instead of locking each other out.
_ADD_LIKES = """
    INSERT INTO like_total AS total (episode_id, likes)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) AS added (episode_id, likes) ORDER BY 1
    ON CONFLICT (episode_id) DO UPDATE SET likes = total.likes + EXCLUDED.likes
"""
_PUT_BACK = """
    INSERT INTO outbox (episode_id, attempts, created_at, not_before)
    SELECT episode_id, attempts, created_at,
      clock_timestamp() + make_interval(secs => least(%s, 2 ^ least(attempts - 1, 30)))
    FROM unnest(%s::bigint[], %s::int[], %s::timestamptz[]) AS failed (episode_id, attempts, created_at) ORDER BY 1
"""
_UNDRAINED = """
    SELECT DISTINCT episode_id FROM outbox WHERE episode_id = ANY(%s) AND id <= coalesce(%s::bigint, id)
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The episodes of one tick, by id: like deltas that left the outbox, failed attempts so far, the oldest change.

    ``is_full`` where a backlog may be left: as many episodes were due as a claim takes.
    """

    deltas: Mapping[int, int]
    attempts: Mapping[int, int]
    since: Mapping[int, datetime]
    is_full: bool = False

    @property
    def ids(self) -> list[int]:
        """Name the episodes, in order."""
        return sorted(self.attempts)


def claim(db: PostgresqlDatabase, size: int = CLAIM_SIZE) -> Claim:
    """Take all outbox rows of ``size`` episodes, the oldest first, and of a few more that are liked, at most a fifth.

    The caller's commit makes it final. Until then no other claim takes a row of these episodes.
    """
    deltas: dict[int, int] = {}
    attempts: dict[int, int] = {}
    since: dict[int, datetime] = {}
    due = 0
    wanted = {"size": size, "window": ROWS_AN_EPISODE * size, "likes": size // 5}
    for episode_id, delta, tried, changed_at, due in db.execute_sql(_CLAIM, wanted):  # noqa: B007 - the same in each
        deltas[episode_id] = deltas.get(episode_id, 0) + delta
        attempts[episode_id] = max(attempts.get(episode_id, 0), tried)
        since[episode_id] = min(since.get(episode_id, changed_at), changed_at)
    return Claim(deltas, attempts, since, is_full=due >= size)


def add_likes(db: PostgresqlDatabase, claimed: Claim) -> None:
    """Move the claimed deltas into the totals."""
    moved = {episode_id: delta for episode_id, delta in sorted(claimed.deltas.items()) if delta}
    if moved:
        db.execute_sql(_ADD_LIKES, (list(moved), list(moved.values())))


def put_back(db: PostgresqlDatabase, claimed: Claim, failed: Iterable[int]) -> None:
    """Return failed episodes to the outbox, each after a delay that doubles from 1 s to 60 s.

    With the moment of their oldest change, and without their deltas: those are in the totals by now, and the same
    commit makes both final.
    """
    ids = sorted(failed)
    if ids:
        tried = [claimed.attempts[episode_id] + 1 for episode_id in ids]
        since = [claimed.since[episode_id] for episode_id in ids]
        db.execute_sql(_PUT_BACK, (LONGEST_DELAY_SECONDS, ids, tried, since))


def read_last_id(db: PostgresqlDatabase) -> int:
    """Give the newest outbox row's id, 0 when the outbox is empty."""
    ((last,),) = db.execute_sql("SELECT coalesce(max(id), 0) FROM outbox").fetchall()
    return int(last)


def find_undrained(db: PostgresqlDatabase, ids: Iterable[int], up_to: int | None = None) -> set[int]:
    """Name the episodes that still have outbox rows, those up to an id or any. Claimed ones count until the commit."""
    return {episode_id for (episode_id,) in db.execute_sql(_UNDRAINED, (list(ids), up_to))}
