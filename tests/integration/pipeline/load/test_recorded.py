"""December 2020 as recorded twice, loaded straight from the files, against an independent reading of them."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from peewee import PostgresqlDatabase

from pipeline.load import ListingOutcome, claim_unlisted, list_unlisted, replace_listing, store_verdict
from pipeline.transform import to_item_rows, to_listing_rows
from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.parse import parse_episode, parse_listing
from tests.factories import moment
from tests.recorded import DECEMBER, FEEDS, read_everywhere, read_listing
from tests.tables import count_new_writes, count_writes, read_rows

# Whether a summary differs is asked of the raw HTML here, which the product has stripped.
COMPARED = (
    "name",
    "season",
    "number",
    "type",
    "airdate",
    "airtime",
    "airstamp",
    "runtime",
    "rating",
    "image",
    "summary",
)


@dataclass
class Recording:
    """A recording as a source of answers, each generated a second after the one before."""

    db: PostgresqlDatabase
    at: int = 0

    def load(self, folder: Path, days: tuple[date, ...] = DECEMBER) -> list[ListingOutcome]:
        """Load the three feeds of these days."""
        return [self._load_listing(folder, feed, day) for day in days for feed in FEEDS]

    def check_unlisted(self, folder: Path) -> Counter[str]:
        """Ask the recording for each unlisted episode."""
        known = read_everywhere(folder)
        return Counter(
            store_verdict(
                self.db, unlisted, self._read_item(known.get(unlisted.id)), as_of=moment(self.at), country="US"
            )
            for unlisted in claim_unlisted(self.db)
        )

    def _load_listing(self, folder: Path, feed: str, day: date) -> ListingOutcome:
        answer = self._answer(read_listing(folder, feed, day))
        return replace_listing(self.db, to_listing_rows(feed, day, answer.as_of, parse_listing(answer)))

    def _read_item(self, row: dict[str, Any] | None) -> Any:
        answer = self._answer(row)
        episode = parse_episode(answer).episode if row else None
        return to_item_rows(episode) if episode else None

    def _answer(self, content: Any) -> Answer:
        self.at += 1
        return Answer("/recorded", moment(self.at), json.dumps(content).encode())


@pytest.fixture
def recording(db: PostgresqlDatabase) -> Recording:
    """Give a source of answers for the test's database."""
    return Recording(db)


def _index(folder: Path) -> dict[int, dict[str, Any]]:
    # An episode in two feeds is read from the web's, which was recorded later.
    return {row["id"]: row for feed in FEEDS for day in DECEMBER for row in read_listing(folder, feed, day)}


def _channels(row: dict[str, Any]) -> list[dict[str, Any]]:
    show = row.get("show") or row["_embedded"]["show"]
    return [channel for channel in (show["network"], show["webChannel"]) if channel]


def _is_abroad(row: dict[str, Any]) -> bool:
    codes = [channel["country"] and channel["country"]["code"] for channel in _channels(row)]
    return "US" not in codes and None not in codes


def _changed(earlier: dict[str, Any], later: dict[str, Any]) -> bool:
    # Keys that one schema lacks, and summaries that are "" or null, are the same nothing.
    return any((earlier.get(key) or None) != (later.get(key) or None) for key in COMPARED)


def _read_episodes(db: PostgresqlDatabase) -> dict[int, dict[str, Any]]:
    marks = ["as_of", "show_updated", "unlisted_at", "unlisted_checked_at", "withdrawn"]
    return dict(read_rows(db, "SELECT id, to_jsonb(episode) - %s::text[] FROM episode", marks))


def test_the_tables_hold_what_the_recording_holds(
    db: PostgresqlDatabase, recording: Recording, recorded_dir: Path
) -> None:
    recording.load(recorded_dir)

    counts = dict(read_rows(db, "SELECT feed, count(*) FROM schedule GROUP BY 1"))
    assert counts == {"us": 72, "us_web": 194, "global_web": 1488}
    assert read_rows(db, "SELECT count(*) FROM episode") == [1752]
    for day in DECEMBER:
        listed = {(feed, row["id"]) for feed in FEEDS for row in read_listing(recorded_dir, feed, day)}
        assert set(read_rows(db, "SELECT feed, episode_id FROM schedule WHERE date = %s", day)) == listed


def test_the_same_month_again_writes_nothing_but_when_it_was_loaded(
    db: PostgresqlDatabase, recording: Recording, recorded_dir: Path
) -> None:
    recording.load(recorded_dir)
    before = count_writes(db)

    outcomes = recording.load(recorded_dir)

    assert count_new_writes(db, before) == {"listing_load": len(outcomes)}
    assert {outcome.status for outcome in outcomes} == {"unchanged"}


def test_the_later_recording_adds_withdraws_moves_and_changes_what_the_files_say(
    db: PostgresqlDatabase, recording: Recording, recorded_dir: Path, recorded_earlier_dir: Path
) -> None:
    earlier, later, anywhere = _index(recorded_earlier_dir), _index(recorded_dir), read_everywhere(recorded_dir)
    left = earlier.keys() - later.keys()
    gone = {episode for episode in left if episode not in anywhere or _is_abroad(anywhere[episode])}
    recording.load(recorded_earlier_dir)
    before = _read_episodes(db)
    recording.load(recorded_dir)
    after = _read_episodes(db)
    assert {unlisted.id for unlisted in list_unlisted(db)} == left

    verdicts = recording.check_unlisted(recorded_dir)

    joined = after.keys() - before.keys()
    assert joined == later.keys() - earlier.keys()
    # The earlier recording has no answer for ``us``.
    assert len(joined - {row["id"] for row in read_listing(recorded_dir, "us", DECEMBER[0])}) == 17
    assert verdicts == {"withdrawn": 17, "moved": 8}
    assert set(read_rows(db, "SELECT id FROM episode WHERE withdrawn")) == gone
    assert {episode for episode in earlier.keys() & later.keys() if before[episode] != after[episode]} == {
        episode for episode in earlier.keys() & later.keys() if _changed(earlier[episode], later[episode])
    }
    assert recording.check_unlisted(recorded_dir) == {}


def test_moved_episodes_follow_the_recording_and_keep_no_listing(
    db: PostgresqlDatabase, recording: Recording, recorded_dir: Path, recorded_earlier_dir: Path
) -> None:
    recording.load(recorded_earlier_dir)
    recording.load(recorded_dir)

    recording.check_unlisted(recorded_dir)

    anywhere = read_everywhere(recorded_dir)
    moved = read_rows(
        db,
        """
        SELECT episode.id, episode.name, network_id FROM episode JOIN show ON show.id = show_id
        WHERE unlisted_at IS NOT NULL AND NOT withdrawn
    """,
    )
    assert len(moved) == 8
    for episode_id, name, network_id in moved:
        row = anywhere[episode_id]
        assert (name, network_id) == (row["name"], row["_embedded"]["show"]["network"]["id"])
