"""Casts of shows and guest casts of episodes, each replaced whole by a newer answer, writing only what differs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime

from peewee import PostgresqlDatabase

from catalog.outbox import mark_changed, notify_outbox
from catalog.registry import announce_generation
from pipeline.load.cast_tables import GUEST_CAST, SHOW_CAST, CastTable
from pipeline.load.outcomes import CastOutcome
from pipeline.load.people import fold_people, store_people
from pipeline.load.seasons import replace_seasons
from pipeline.load.transactions import write_tables
from pipeline.transform import CastRows, SeasonRow


def store_show_cast(
    db: PostgresqlDatabase,
    show_id: int,
    cast: CastRows,
    seasons: Sequence[SeasonRow] = (),
    *,
    for_updated: int,
    as_of: datetime,
) -> CastOutcome:
    """Make a show's cast and seasons what this answer says, unless a newer one is stored.

    ``for_updated`` is the show's ``updated`` that caused the fetch. ``NO_CAST`` (a 404) stores that there is none.
    """

    def write() -> CastOutcome:
        outcome = _store(db, SHOW_CAST, {show_id: cast}, for_updated, as_of)
        if outcome.stored:
            replace_seasons(db, show_id, seasons, is_complete=cast.is_complete)
        return outcome

    return _write_and_notify(db, write)


def store_guest_casts(
    db: PostgresqlDatabase,
    guest_casts: Mapping[int, CastRows],
    *,
    asked: Collection[int] = (),
    for_updated: int,
    as_of: datetime,
) -> CastOutcome:
    """Make guest casts by episode what this answer says, where no newer one is stored; unknown episodes are skipped.

    ``asked`` names the episodes that a call was made for: one that the answer lacks keeps the cast that it has, and
    counts as asked for.
    """
    said = {**dict.fromkeys(asked, CastRows(is_complete=False)), **guest_casts}
    return _write_and_notify(db, lambda: _store(db, GUEST_CAST, said, for_updated, as_of))


def _write_and_notify(db: PostgresqlDatabase, write: Callable[[], CastOutcome]) -> CastOutcome:
    outcome = write_tables(db, write)
    if outcome.indexed:
        notify_outbox(db)
    return outcome


def _store(
    db: PostgresqlDatabase, where: CastTable, casts: Mapping[int, CastRows], for_updated: int, as_of: datetime
) -> CastOutcome:
    known = where.read_fetches(db, casts)
    fresh = {subject: casts[subject] for subject, stored in known.items() if stored is None or stored <= as_of}
    people = store_people(db, fresh.values(), as_of)
    changes = where.write_rows(db, fresh)
    removed = where.remove_rows(db, fresh)
    fold_people(db, where.kind, removed)
    where.store_fetches(db, fresh, for_updated, as_of)
    left = {subject for subject, _, _ in removed}
    shown = changes.shown | left
    indexed = mark_changed(
        db,
        shows=shown if where is SHOW_CAST else (),
        episodes=shown if where is GUEST_CAST else (),
        people=people.people.shown,
        roles=people.roles.shown,
    )
    changed = len(changes.written | left)
    if (people.exist or changed) and not indexed:
        # No document is written, which would say so. But what answers include of a cast comes out of the tables.
        announce_generation(db)
    return CastOutcome(len(fresh), len(known) - len(fresh), changed, indexed)
