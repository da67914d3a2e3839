"""Rows in bulk, made by Postgres itself: shows, episodes, users with sessions, likes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from uuid import uuid4

import psycopg
from peewee import PostgresqlDatabase

from api.tokens import Tokens
from bench.processes import SECRET

HOT = 1
LIKES_OF_USER = 10
WORDS = ["amber", "anchor", "autumn", "beacon", "bridge", "canyon", "copper", "desert"]
WORDS += ["falcon", "forest", "garden", "glacier", "harbour", "island", "jungle", "lantern"]
_ADD_SHOWS = """
    INSERT INTO show (id, name, type, status, language, genres, airs_days, weight, updated, as_of)
    SELECT id, initcap(word[1 + id %% 16] || ' ' || word[1 + id / 16 %% 16]), 'Scripted', 'Running', 'English',
      ARRAY['Drama'], '{}', id %% 100, 1, now()
    FROM generate_series(1, greatest(1, %(episodes)s::int / 100)) AS id, (SELECT %(words)s::text[]) AS words (word)
"""
_ADD_EPISODES = """
    INSERT INTO episode (id, show_id, season, number, name, type, airdate, airtime, airtime_known, airstamp,
      runtime_minutes, rating, summary, as_of)
    SELECT id, 1 + id %% greatest(1, %(episodes)s::int / 100), 1 + id %% 9, 1 + id %% 24,
      initcap(word[1 + id * 7 %% 16] || ' ' || word[1 + id * 13 / 16 %% 16]), 'regular',
      date '2010-01-01' + (id %% 5000)::int, '20:00', true,
      timestamptz '2010-01-02 01:00Z' + (id %% 5000) * interval '1 day',
      30 + id %% 60, 5 + id %% 50 / 10.0,
      'The ' || word[1 + id * 3 %% 16] || ' of the ' || word[1 + id * 5 / 16 %% 16] || '.', now()
    FROM generate_series(1, %(episodes)s::bigint) AS id, (SELECT %(words)s::text[]) AS words (word)
"""
# As many people as shows times ten, named after the same words; ten in a cast, two guests an episode.
_ADD_PEOPLE = """
    INSERT INTO person (id, name, as_of)
    SELECT id, initcap(word[1 + id %% 16] || ' ' || word[1 + id / 16 %% 16]) || ' ' || id / 256, now()
    FROM generate_series(1, greatest(16, %(episodes)s::int / 10)) AS id, (SELECT %(words)s::text[]) AS words (word)
"""
_ADD_ROLE = "INSERT INTO role (id, name, as_of) VALUES (1, 'Themselves', now())"
_ADD_CASTS = """
    INSERT INTO show_cast (show_id, person_id, role_id, position, is_self, is_voice)
    SELECT id, 1 + (id * 10 + place) %% greatest(16, %(episodes)s::int / 10), 1, place, true, false
    FROM generate_series(1, greatest(1, %(episodes)s::int / 100)) AS id, generate_series(0, 9) AS place
"""
_ADD_GUESTS = """
    INSERT INTO guest_cast (episode_id, person_id, role_id, position, is_self, is_voice)
    SELECT id, 1 + (id * 7 + place) %% greatest(16, %(episodes)s::int / 10), 1, place, true, false
    FROM generate_series(1, %(episodes)s::bigint) AS id, generate_series(0, 1) AS place
"""
_ADD_USERS = """
    INSERT INTO app_user (username, email, password_hash)
    SELECT 'member' || number, 'member' || number || '@example.org', %s FROM generate_series(1, %s) AS number
"""
_BEGIN_SESSIONS = """
    INSERT INTO login_session (family, user_id, refresh_hash, expires_at)
    SELECT family, user_id, family::text, now() + interval '1 day'
    FROM unnest(%s::uuid[], %s::bigint[]) AS begun (family, user_id)
"""
# Each user likes the hot episode and one of each ninth of all others.
_ADD_LIKES = """
    INSERT INTO episode_like (user_id, episode_id)
    SELECT user_id, CASE slot WHEN 0 THEN 1 ELSE
      2 + (slot - 1) * %(ninth)s + abs(hashint8(user_id * 16 + slot)::bigint) %% %(ninth)s END
    FROM (
      SELECT user_id, generate_series(0, 9) AS slot FROM generate_series(%(first)s::bigint, %(last)s::bigint) AS user_id
    ) AS slots
"""
_LIST_INDEXES = """
    SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'episode_like' AND indexdef NOT LIKE 'CREATE UNIQUE%'
"""
_COUNT_LIKES = "INSERT INTO like_total SELECT episode_id, count(*) FROM episode_like GROUP BY episode_id"


def add_episodes(db: PostgresqlDatabase, episodes: int) -> None:
    """Add episodes, a hundred to a show."""
    for statement in (_ADD_SHOWS, _ADD_EPISODES):
        db.execute_sql(statement, {"episodes": episodes, "words": WORDS})


def add_casts(db: PostgresqlDatabase, episodes: int) -> None:
    """Add people, a cast to each show and guests to each episode."""
    for statement in (_ADD_PEOPLE, _ADD_ROLE, _ADD_CASTS, _ADD_GUESTS):
        db.execute_sql(statement, {"episodes": episodes, "words": WORDS} if "%" in statement else ())


def add_users(db: PostgresqlDatabase, users: int, password_hash: str = "-") -> None:  # noqa: S107 - nobody's
    """Add users, numbered from 1, who all have the same password."""
    db.execute_sql(_ADD_USERS, (password_hash, users))


def begin_sessions(url: str, users: Sequence[int]) -> list[str]:
    """Log users in without a password and give their access tokens."""
    sessions = [uuid4() for _ in users]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(_BEGIN_SESSIONS, (sessions, list(users)))
    tokens = Tokens(SECRET)
    return [tokens.issue(user, session) for user, session in zip(users, sessions, strict=True)]


def add_likes(url: str, episodes: int, first_user: int, last_user: int) -> None:
    """Add ten likes of each of these users, and count them all.

    Without checking foreign keys row by row, and with indexes made afterwards: hours become minutes.
    """
    users = {"ninth": (episodes - 1) // (LIKES_OF_USER - 1), "first": first_user, "last": last_user}
    with closing(psycopg.connect(url, autocommit=True)) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET maintenance_work_mem = '512MB'")
        indexes = connection.execute(_LIST_INDEXES).fetchall()
        for name, _ in indexes:
            connection.execute(f'DROP INDEX "{name}"'.encode())
        connection.execute(_ADD_LIKES, users)
        for _, made in indexes:
            connection.execute(made.encode())
        connection.execute("TRUNCATE like_total")
        connection.execute(_COUNT_LIKES)
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")
