"""Everything that was ever recorded of TVMaze can be read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from pipeline.tvmaze.answer import Answer
from pipeline.tvmaze.items import MalformedItem
from pipeline.tvmaze.parse import parse_guest_cast, parse_listing, parse_show


def read(path: Path) -> Answer:
    return Answer(path.name, datetime(2020, 12, 31, tzinfo=UTC), path.read_bytes())


def test_no_recorded_listing_holds_a_malformed_item(recorded_dir: Path, recorded_earlier_dir: Path) -> None:
    files = [*recorded_dir.glob("schedule/**/*.json"), *recorded_earlier_dir.glob("schedule/**/*.json")]
    malformed: dict[Path, tuple[MalformedItem, ...]] = {}
    episodes = 0

    for path in files:
        parsed = parse_listing(read(path))
        episodes += len(parsed.episodes)
        malformed |= {path: parsed.malformed} if parsed.malformed else {}

    assert malformed == {}
    assert episodes > 5000


def test_a_recorded_cast_is_read_whole(recorded_dir: Path) -> None:
    answer = read(recorded_dir / "shows" / "1" / "cast.json")

    parsed = parse_guest_cast(answer)

    assert parsed.malformed == ()
    assert len(parsed.cast) == len(answer.payload)


def test_every_recorded_show_is_read(recorded_dir: Path) -> None:
    answer = read(recorded_dir / "shows" / "index-sample.json")

    shows = [parse_show(Answer("/shows", answer.as_of, item)) for item in _items(answer)]

    assert len(shows) == 200
    assert [show.malformed for show in shows if show.malformed] == []


def _items(answer: Answer) -> list[bytes]:
    import msgspec

    return [bytes(item) for item in msgspec.json.decode(answer.body, type=list[msgspec.Raw])]
