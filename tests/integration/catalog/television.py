"""Small rows for tests of the index: an episode with everything that its document shows."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from peewee import PostgresqlDatabase

from catalog.tables import AppUser, Channel, Episode, GuestCast, Person, Role, Schedule, Show, ShowCast

AT = datetime(2026, 11, 1, tzinfo=UTC)


def add_channel(channel_id: int = 1, kind: str = "network", **fields: Any) -> None:
    """Insert a channel."""
    row = {"name": f"{kind} {channel_id}", "country_code": "US", "timezone": "America/New_York"}
    Channel.insert({"kind": kind, "id": channel_id, "as_of": AT, "show_updated": 1, **row, **fields}).execute()


def add_show(show_id: int = 1, **fields: Any) -> None:
    """Insert a show, without channels unless they are named."""
    row = {"name": f"Show {show_id}", "type": "Scripted", "status": "Running", "language": "English"}
    made = {"id": show_id, "genres": ["Drama"], "weight": 50, "updated": 1, "as_of": AT, **row, **fields}
    Show.insert({"airs_days": [], **made}).execute()


def add_episode(episode_id: int, show_id: int = 1, **fields: Any) -> None:
    """Insert an episode of a show that is there."""
    row: dict[str, Any] = {
        "season": 1,
        "number": episode_id,
        "name": f"Episode {episode_id}",
        "type": "regular",
        "airdate": date(2020, 12, 1),
        "airtime": "20:00",
        "airtime_known": True,
        "airstamp": datetime(2020, 12, 2, 1, tzinfo=UTC),
        "runtime_minutes": 60,
        "rating": 7.5,
    }
    Episode.insert({"id": episode_id, "show_id": show_id, "as_of": AT, **row, **fields}).execute()


def add_episodes(db: PostgresqlDatabase, first: int, last: int) -> None:
    """Insert many episodes of show 1 at once."""
    db.execute_sql(
        """
        INSERT INTO episode (id, show_id, season, name, airtime_known, as_of)
        SELECT id, 1, 1, 'Episode ' || id, false, now() FROM generate_series(%s::bigint, %s::bigint) AS id
        """,
        (first, last),
    )


def add_person(person_id: int, name: str = "") -> None:
    """Insert a person and a role of the same number."""
    Person.insert({"id": person_id, "name": name or f"Person {person_id}", "as_of": AT}).execute()
    Role.insert({"id": person_id, "name": f"Role {person_id}", "as_of": AT}).execute()


def cast_in_show(person_id: int, show_id: int = 1, position: int = 0) -> None:
    """Put a person, in the role of the same number, into a show's cast."""
    row = {"show_id": show_id, "person_id": person_id, "role_id": person_id, "position": position}
    ShowCast.insert({**row, "is_self": False, "is_voice": False}).execute()


def cast_as_guest(person_id: int, episode_id: int = 1, position: int = 0) -> None:
    """Put a person, in the role of the same number, into an episode's guest cast."""
    row = {"episode_id": episode_id, "person_id": person_id, "role_id": person_id, "position": position}
    GuestCast.insert({**row, "is_self": False, "is_voice": False}).execute()


def list_in(feed: str, episode_id: int, day: date = date(2020, 12, 1)) -> None:
    """Put an episode into a listing."""
    Schedule.insert({"feed": feed, "date": day, "episode_id": episode_id}).execute()


def add_whole_episode(episode_id: int = 1) -> None:
    """Insert an episode in which every field of the document is filled."""
    add_channel(7, "network", name="Fox", country_code="US")
    add_channel(8, "web", name="Hulu", country_code=None, timezone=None)
    add_show(1, network_id=7, web_channel_id=8, image_medium="show-m", image_original="show-o")
    shown = {"image_medium": "m", "image_original": "o", "summary": "A summary.", "url": "https://tvmaze.example/1"}
    add_episode(episode_id, 1, **shown)
    for person_id in (11, 12):
        add_person(person_id)
    cast_in_show(11)
    cast_as_guest(12, episode_id)
    list_in("us", episode_id)


def add_user(user_id: int) -> None:
    """Insert an account."""
    name = f"user{user_id}"
    AppUser.insert({"id": user_id, "username": name, "email": f"{name}@example.org", "password_hash": "-"}).execute()


def like(db: PostgresqlDatabase, user_id: int, episode_id: int) -> None:
    """Like an episode as the API does: the row and its delta in one transaction."""
    _react(db, "INSERT INTO episode_like (user_id, episode_id) VALUES (%s, %s)", user_id, episode_id, 1)


def unlike(db: PostgresqlDatabase, user_id: int, episode_id: int) -> None:
    """Take a like back as the API does."""
    _react(db, "DELETE FROM episode_like WHERE user_id = %s AND episode_id = %s", user_id, episode_id, -1)


def _react(db: PostgresqlDatabase, statement: str, user_id: int, episode_id: int, delta: int) -> None:
    with db.atomic():
        db.execute_sql(statement, (user_id, episode_id))
        db.execute_sql("INSERT INTO outbox (episode_id, like_delta) VALUES (%s, %s)", (episode_id, delta))
