"""The two databases that a start needs: TVSI's own, migrated and claimed, and Dagster's."""

from __future__ import annotations

import re

import psycopg
from peewee import PeeweeException
from psycopg.sql import SQL, Identifier

from catalog.database import connect
from catalog.migrations import DatabaseNewer, migrate
from catalog.store import StoreMismatch, claim_store
from embedded.supervisor.service import StartFailed

DAGSTER = "dagster"


def replace_database(url: str, database: str) -> str:
    """Give the address of another database of the same server."""
    return re.sub(r"^([^:]+://[^/?]*)(/[^?]*)?", rf"\1/{database}", url)


def make_database(url: str, name: str) -> None:
    """Make a database where there is none, through another of the same server."""
    try:
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is None:
                connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    except psycopg.Error as error:
        raise StartFailed(
            f"the database {name} can't be made: {str(error).strip()}. Make it, then start again"
        ) from None


def prepare_tables(url: str, source: str) -> None:
    """Migrate TVSI's database and claim it for the source."""
    db = connect(url)
    try:
        migrate(db)
        with db.connection_context():
            claim_store(db, source)
    except StoreMismatch as error:
        raise StartFailed(f"TVSI_POSTGRES_URL: {error}") from None
    except DatabaseNewer as error:
        raise StartFailed(str(error)) from None
    except (PeeweeException, psycopg.Error) as error:
        raise StartFailed(f"TVSI's tables can't be prepared: {str(error).strip()}") from None
    finally:
        db.close()


def to_dagster_url(url: str) -> str:
    """Give the address as Dagster must have it: its event log breaks on the driver that SQLAlchemy would choose."""
    return "postgresql+psycopg2://" + url.split("://", 1)[1]
