"""What items of an answer say of channels, shows and episodes, written by the rules of freshness."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from peewee import PostgresqlDatabase

from catalog.outbox import mark_changed
from pipeline.load.freshness import channel_as_of, episode_as_of, show_as_of
from pipeline.load.upserts import CHANNELS, EPISODES, SHOWS, Written, to_json
from pipeline.transform import EpisodeRow, ItemRows, ShowRow
from pipeline.transform.listing import choose_channels, choose_shows


@dataclass(frozen=True)
class ItemChanges:
    """What became of an answer's rows; new shows and channels are no change, new episodes are."""

    channels: Written = field(default_factory=Written)
    shows: Written = field(default_factory=Written)
    episodes: Written = field(default_factory=Written)

    @property
    def exist(self) -> bool:
        """Whether anything changed at all."""
        return bool(self.channels.changed or self.shows.changed or self.episodes.inserted or self.episodes.changed)

    def mark(self, db: PostgresqlDatabase, others: Iterable[int]) -> int:
        """Have the documents that show these changes written again, and those of other episodes; return how many."""
        return mark_changed(
            db,
            episodes={*self.episodes.inserted, *self.episodes.shown, *others},
            shows=self.shows.shown,
            channels=self.channels.shown,
        )


def read_greatest_updated(db: PostgresqlDatabase, items: Iterable[ItemRows]) -> dict[int, int]:
    """Give the greatest ``updated`` ever seen of the shows that the items carry, where there is one."""
    wanted = sorted({item.show.id for item in items})
    found = db.execute_sql("SELECT show_id, updated FROM show_update WHERE show_id = ANY(%s)", (wanted,))
    return dict(found.fetchall())


def list_overruled(db: PostgresqlDatabase, items: Iterable[ItemRows], greatest: Mapping[int, int]) -> list[EpisodeRow]:
    """Give the episodes of items that carry their show as it is now, where an older copy of it brought other content.

    A listing out of a stale cache may have spoken last: those that repeat the truth must put it right.
    """
    current = [item.episode for item in items if item.show.updated == greatest.get(item.show.id)]
    overruled = {episode_id for (episode_id,) in db.execute_sql(_OVERRULED, {"rows": to_json(current)}).fetchall()}
    return [episode for episode in current if episode.id in overruled]


def store_items(
    db: PostgresqlDatabase,
    items: Sequence[ItemRows],
    as_of: datetime,
    greatest: Mapping[int, int],
    overruled: Sequence[EpisodeRow] = (),
) -> ItemChanges:
    """Write channels, shows and episodes, in this order, each sorted by id; tell which changed."""
    shows = choose_shows(items)
    episodes = sorted([*overruled, *(item.episode for item in items)], key=lambda row: row.id)
    stale = [item.episode.id for item in items if item.show.updated < greatest.get(item.show.id, item.show.updated)]
    db.execute_sql(_FOLD_CHANNELS, {"rows": to_json(shows)})
    db.execute_sql(_FOLD_SHOWS, {"rows": to_json(episodes)})
    channels = CHANNELS.run(db, choose_channels(items), as_of)
    written_shows = SHOWS.run(db, shows, as_of)
    _store_greatest_updated(db, shows)
    written_episodes = EPISODES.run(db, episodes, as_of, stale=stale)
    return ItemChanges(channels, written_shows, written_episodes)


def raise_episodes(db: PostgresqlDatabase, episode_ids: Sequence[int], as_of: datetime) -> None:
    """Note on the rows themselves that an answer which no listing keeps has shown these episodes."""
    statement = f"UPDATE episode SET as_of = %s WHERE id = ANY(%s) AND {episode_as_of('episode')} < %s"
    db.execute_sql(statement, (as_of, list(episode_ids), as_of))


def raise_unlinked(db: PostgresqlDatabase, items: Sequence[ItemRows], as_of: datetime) -> None:
    """Note on shows and channels that an answer named them, where no stored link tells.

    So it is when a newer answer has the episode in another show, or the show on another channel.
    """
    links = db.execute_sql(_LINKS, ([item.episode.id for item in items],)).fetchall()
    shows = {item.show.id for item in items} - {show_id for show_id, _, _ in links}
    if shows:
        _raise_shows(db, [show for show in choose_shows(items) if show.id in shows], as_of)
    linked = {("network", network) for _, network, _ in links} | {("web", web) for _, _, web in links}
    for kind, channel_id in sorted({(row.kind, row.id) for item in items for row in item.channels} - linked):
        statement = f"""
            UPDATE channel SET as_of = %s WHERE kind = %s AND id = %s AND {channel_as_of("channel")} < %s
        """
        db.execute_sql(statement, (as_of, kind, channel_id, as_of))


def _raise_shows(db: PostgresqlDatabase, shows: Sequence[ShowRow], as_of: datetime) -> None:
    for show in shows:
        statement = f"""
            UPDATE show SET as_of = %s WHERE id = %s AND {show_as_of("show")} < %s
            AND %s >= (SELECT updated FROM show_update WHERE show_id = show.id)
        """
        db.execute_sql(statement, (as_of, show.id, as_of, show.updated))


def _store_greatest_updated(db: PostgresqlDatabase, shows: Sequence[ShowRow]) -> None:
    db.execute_sql(_STORE_UPDATED, ([show.id for show in shows], [show.updated for show in shows]))


_OVERRULED = f"""
    SELECT held.id FROM jsonb_populate_recordset(NULL::episode, %(rows)s::jsonb) AS said
    JOIN episode AS held ON held.id = said.id AND held.show_id = said.show_id
    WHERE held.show_updated < said.show_updated AND {EPISODES.differs("said")}
"""
_LINKS = """
    SELECT DISTINCT show.id, network_id, web_channel_id FROM episode JOIN show ON show.id = show_id
    WHERE episode.id = ANY(%s)
"""
_STORE_UPDATED = """
    INSERT INTO show_update AS held (show_id, updated)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ORDER BY 1
    ON CONFLICT (show_id) DO UPDATE SET updated = EXCLUDED.updated WHERE held.updated < EXCLUDED.updated
"""
# Before shows leave channels and episodes leave shows: what is left behind stays as fresh as it was.
_FOLD_CHANNELS = f"""
    UPDATE channel SET as_of = left_behind.as_of FROM (
        SELECT kind, id, max(as_of) AS as_of FROM (
            SELECT 'network' AS kind, held.network_id AS id, {show_as_of("held")} AS as_of
            FROM jsonb_populate_recordset(NULL::show, %(rows)s::jsonb) AS said JOIN show AS held USING (id)
            WHERE held.network_id IS DISTINCT FROM said.network_id
            UNION ALL
            SELECT 'web', held.web_channel_id, {show_as_of("held")}
            FROM jsonb_populate_recordset(NULL::show, %(rows)s::jsonb) AS said JOIN show AS held USING (id)
            WHERE held.web_channel_id IS DISTINCT FROM said.web_channel_id
        ) AS moves GROUP BY kind, id
    ) AS left_behind
    WHERE channel.kind = left_behind.kind AND channel.id = left_behind.id AND channel.as_of < left_behind.as_of
"""
_FOLD_SHOWS = f"""
    UPDATE show SET as_of = left_behind.as_of FROM (
        SELECT held.show_id AS id, max({episode_as_of("held")}) AS as_of
        FROM jsonb_populate_recordset(NULL::episode, %(rows)s::jsonb) AS said JOIN episode AS held USING (id)
        WHERE held.show_id <> said.show_id GROUP BY held.show_id
    ) AS left_behind
    WHERE show.id = left_behind.id AND show.as_of < left_behind.as_of
"""
