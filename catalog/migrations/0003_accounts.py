"""What accounts and reactions need beside their tables: one open token a session, known addresses, newest first."""

from __future__ import annotations

from typing import Any

LOSES = "from which addresses accounts logged in: their owners wait as strangers do after others' failed logins"

UP = """
ALTER TABLE login_session ADD COLUMN address_hash TEXT;
DROP INDEX login_session_user_id;
CREATE INDEX login_session_user_id_expires_at ON login_session (user_id, expires_at);
CREATE INDEX login_session_user_id_address_hash ON login_session (user_id, address_hash);
CREATE UNIQUE INDEX login_session_open ON login_session (family) WHERE NOT used;
CREATE INDEX login_failure_last_failed_at ON login_failure (last_failed_at);
CREATE INDEX episode_like_newest ON episode_like (user_id, created_at, episode_id);
CREATE INDEX episode_bookmark_newest ON episode_bookmark (user_id, created_at, episode_id);
-- Rows come and go all the time: dead ones must not pile up before those that are waiting.
ALTER TABLE outbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
"""
DOWN = """
ALTER TABLE outbox RESET (autovacuum_vacuum_scale_factor, autovacuum_vacuum_threshold);
DROP INDEX episode_bookmark_newest;
DROP INDEX episode_like_newest;
DROP INDEX login_failure_last_failed_at;
DROP INDEX login_session_open;
DROP INDEX login_session_user_id_address_hash;
DROP INDEX login_session_user_id_expires_at;
CREATE INDEX login_session_user_id ON login_session (user_id);
ALTER TABLE login_session DROP COLUMN address_hash;
"""


def up(migrator: Any, db: Any) -> None:
    """Add them."""
    _run(db, UP)


def down(migrator: Any, db: Any) -> None:
    """Take them away, and with the column the known addresses of every account."""
    _run(db, DOWN)


def _run(db: Any, script: str) -> None:
    for statement in script.split(";"):
        if statement.strip():
            db.execute_sql(statement)
