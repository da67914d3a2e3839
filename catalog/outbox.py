"""The outbox: which episodes' documents must be written again. Whoever changes a row says so in the same transaction.

Append-only, several rows per episode. What claims the rows is in ``catalog.claims``.
"""

from __future__ import annotations

from collections.abc import Iterable

from peewee import PostgresqlDatabase

OUTBOX_NOTICE = "tvsi_outbox"

# Sorted, so that the oldest-first order of claims is the order of ids within one load.
_APPEND = """
    INSERT INTO outbox (episode_id)
    SELECT unnest(%(episodes)s::bigint[])
    UNION
    SELECT id FROM episode WHERE show_id = ANY(%(shows)s::bigint[])
    UNION
    SELECT episode.id
    FROM unnest(%(kinds)s::text[], %(channels)s::bigint[]) AS channel (kind, id)
    JOIN show ON channel.id = CASE channel.kind WHEN 'network' THEN show.network_id ELSE show.web_channel_id END
    JOIN episode ON episode.show_id = show.id
    UNION
    SELECT episode_id FROM guest_cast
    WHERE person_id = ANY(%(people)s::bigint[]) OR role_id = ANY(%(roles)s::bigint[])
    UNION
    SELECT episode.id FROM show_cast JOIN episode USING (show_id)
    WHERE person_id = ANY(%(people)s::bigint[]) OR role_id = ANY(%(roles)s::bigint[])
    ORDER BY 1
"""


def mark_changed(
    db: PostgresqlDatabase,
    *,
    episodes: Iterable[int] = (),
    shows: Iterable[int] = (),
    channels: Iterable[tuple[str, int]] = (),
    people: Iterable[int] = (),
    roles: Iterable[int] = (),
) -> int:
    """Append, in the caller's transaction, one outbox row per episode that these rows show in; return how many.

    Channels are pairs of kind and id. Call ``notify_outbox`` after the commit.
    """
    pairs = list(channels)
    parameters = {
        "episodes": list(episodes),
        "shows": list(shows),
        "kinds": [kind for kind, _ in pairs],
        "channels": [channel_id for _, channel_id in pairs],
        "people": list(people),
        "roles": list(roles),
    }
    if not any(parameters.values()):
        return 0
    appended: int = db.execute_sql(_APPEND, parameters).rowcount
    return appended


def notify_outbox(db: PostgresqlDatabase) -> None:
    """Wake the indexer. Call it after the commit: a notice inside a transaction serializes everyone's commits."""
    db.execute_sql(f"NOTIFY {OUTBOX_NOTICE}")
