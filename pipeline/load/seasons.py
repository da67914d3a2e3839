"""Seasons of a show, whose ids give the guest casts of a whole season in one call."""

from __future__ import annotations

from collections.abc import Sequence

from peewee import PostgresqlDatabase

from pipeline.load.upserts import to_json
from pipeline.transform import SeasonRow


def replace_seasons(db: PostgresqlDatabase, show_id: int, seasons: Sequence[SeasonRow], *, is_complete: bool) -> None:
    """Make the seasons of a show these; where the answer was not complete, remove none."""
    db.execute_sql(_STORE, {"show_id": show_id, "rows": to_json(seasons)})
    if is_complete:
        db.execute_sql(
            "DELETE FROM season WHERE show_id = %s AND id <> ALL(%s::bigint[])",
            (show_id, [season.id for season in seasons]),
        )


_STORE = """
    INSERT INTO season AS held (id, show_id, number)
    SELECT id, %(show_id)s, number FROM jsonb_populate_recordset(NULL::season, %(rows)s::jsonb) ORDER BY id
    ON CONFLICT (id) DO UPDATE SET (show_id, number) = ROW(EXCLUDED.show_id, EXCLUDED.number)
    WHERE (held.show_id, held.number) IS DISTINCT FROM (EXCLUDED.show_id, EXCLUDED.number)
"""
