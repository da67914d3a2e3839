"""The sensor that sends messages to each of `TVSI_NOTIFY_URLS`: one per daily load that succeeded, one per failure.

It reads the events that the other sensors write, so that a mailbox that is away holds up nothing: its messages are
sent again, later each time, and those to others are not sent twice.
"""

import hashlib
from datetime import UTC, datetime

import apprise
import dagster as dg
import msgspec
from peewee import PostgresqlDatabase

from pipeline.automation.asking import Attempts
from pipeline.automation.messages import Message, write_message
from pipeline.settings import MessageSettings

AT_ONCE = 10
# Of a round's failures the first is told; those that follow are its retries. So it is with checks that fail.
_LIST = """
    SELECT id, type, payload FROM event AS told WHERE id > %s AND NOT (
      type IN ('load.failed', 'load.succeeded') AND payload ->> 'round' IS NOT NULL AND EXISTS (
        SELECT FROM event AS earlier WHERE earlier.type = told.type AND earlier.id < told.id
          AND earlier.payload ->> 'round' = told.payload ->> 'round'
          AND earlier.payload -> 'groups' = told.payload -> 'groups'
          AND earlier.payload -> 'failed_checks' IS NOT DISTINCT FROM told.payload -> 'failed_checks'
      )
    ) ORDER BY id LIMIT %s
"""
_NEWEST = "SELECT coalesce(max(id), 0) FROM event"


class Progress(msgspec.Struct, frozen=True):
    """Up to which event an address has been told, and when it may be tried again after it failed."""

    told: int
    attempts: Attempts = Attempts()


@dg.sensor(minimum_interval_seconds=10, default_status=dg.DefaultSensorStatus.RUNNING, description=__doc__)
def messenger(context: dg.SensorEvaluationContext, database: dg.ResourceParam[PostgresqlDatabase]) -> dg.SensorResult:
    """Send what has not been sent yet."""
    settings, now = MessageSettings.read(), datetime.now(UTC)
    known = msgspec.json.decode(context.cursor or "{}", type=dict[str, Progress])
    reached: dict[str, Progress] = {}
    for url in settings.addresses:
        name = _name(url)
        progress = known.get(name) or Progress(_find_newest(database))
        reached[name] = _tell(database, url, progress, settings.dagster_url, now)
    cursor = msgspec.json.encode(reached).decode()
    late = sum(progress.attempts.made > 0 for progress in reached.values())
    return dg.SensorResult(skip_reason=f"{len(reached)} addresses, {late} of them can't be reached", cursor=cursor)


def _tell(db: PostgresqlDatabase, url: str, progress: Progress, dagster_url: str, now: datetime) -> Progress:
    """Send an address what it lacks, in order, until one message is not taken."""
    if progress.attempts.not_before > now:
        return progress
    for event_id, kind, told in db.execute_sql(_LIST, (progress.told, AT_ONCE)).fetchall():
        message = write_message(kind, told, dagster_url)
        if message is not None and not _send(url, message):
            return Progress(progress.told, progress.attempts.another(now))
        progress = Progress(event_id)
    return progress


def _send(url: str, message: Message) -> bool:
    sender = apprise.Apprise()
    sender.add(url)
    return bool(sender.notify(title=message.title, body=message.body, notify_type=message.kind))


def _find_newest(db: PostgresqlDatabase) -> int:
    return int(db.execute_sql(_NEWEST).fetchone()[0])


def _name(url: str) -> str:
    """Name an address without telling it: it may hold a password."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
