"""The sensor that sends messages to each of `TVSI_NOTIFY_URLS`: one per daily load that succeeded, one per failure.

It reads the events that the other sensors write, so that a mailbox that is away holds up nothing: its messages are
sent again, later each time, and those to others are not sent twice.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import partial
from typing import Any

import apprise
import dagster as dg
import msgspec
from peewee import PostgresqlDatabase

from pipeline.automation.asking import Attempts
from pipeline.automation.messages import Message, write_message
from pipeline.settings import MessageSettings

AT_ONCE = 10
# A tick that lasts a minute is given up by Dagster, and what it sent is forgotten: none begins a message after
# these, and an address that says nothing is waited for no longer than this, unless its `cto` and `rto` say otherwise.
TICK_SECONDS, ANSWER_SECONDS = 20.0, 15.0
# Of a round's failures the first is told; those that follow are its retries. So it is with checks that fail.
_LIST = """
    SELECT id, type, payload FROM event AS told WHERE id > %(told)s AND NOT (
      type IN ('load.failed', 'load.succeeded') AND payload ->> 'round' IS NOT NULL AND EXISTS (
        SELECT FROM event AS earlier WHERE earlier.type = told.type AND earlier.id < told.id
          AND earlier.id > %(since)s
          AND earlier.payload ->> 'reason' IS DISTINCT FROM 'cancelled'
          AND earlier.payload ->> 'round' = told.payload ->> 'round'
          AND earlier.payload -> 'groups' = told.payload -> 'groups'
          AND earlier.payload -> 'failed_checks' IS NOT DISTINCT FROM told.payload -> 'failed_checks'
      )
    ) ORDER BY id LIMIT %(at_once)s
"""
_NEWEST = "SELECT coalesce(max(id), 0) FROM event"
Event = tuple[int, str, Mapping[str, Any]]


class Progress(msgspec.Struct, frozen=True):
    """Up to which event an address has been told, when it may be tried again after it failed, and since which event.

    What was before is unknown to it.
    """

    told: int
    attempts: Attempts = Attempts()
    since: int = 0


@dg.sensor(minimum_interval_seconds=10, default_status=dg.DefaultSensorStatus.RUNNING, description=__doc__)
def messenger(context: dg.SensorEvaluationContext, database: dg.ResourceParam[PostgresqlDatabase]) -> dg.SensorResult:
    """Send what has not been sent yet, to all addresses side by side."""
    settings, now = MessageSettings.read(), datetime.now(UTC)
    until = time.monotonic() + TICK_SECONDS
    known = msgspec.json.decode(context.cursor or "{}", type=dict[str, Progress])
    newest = _find_newest(database)
    progress = {url: known.get(_name(url)) or Progress(newest, since=newest) for url in settings.addresses}
    events = {url: _list_events(database, one, now) for url, one in progress.items()}
    with ThreadPoolExecutor(max_workers=len(progress) or 1) as senders:
        tell = partial(_tell, dagster_url=settings.dagster_url, now=now, until=until)
        told = senders.map(tell, progress, progress.values(), events.values())
    reached = {_name(url): one for url, one in zip(progress, told, strict=True)}
    cursor = msgspec.json.encode(reached).decode()
    late = sum(one.attempts.made > 0 for one in reached.values())
    return dg.SensorResult(skip_reason=f"{len(reached)} addresses, {late} of them can't be reached", cursor=cursor)


def _list_events(db: PostgresqlDatabase, progress: Progress, now: datetime) -> Sequence[Event]:
    """List the next events that an address lacks; none while it is not to be tried."""
    if progress.attempts.not_before > now:
        return []
    wanted = {"told": progress.told, "since": progress.since, "at_once": AT_ONCE}
    found: Sequence[Event] = db.execute_sql(_LIST, wanted).fetchall()
    return found


def _tell(
    url: str, progress: Progress, events: Sequence[Event], *, dagster_url: str, now: datetime, until: float
) -> Progress:
    """Send an address what it lacks, in order, until one message is not taken or the tick has lasted long enough."""
    for event_id, kind, told in events:
        if time.monotonic() > until:
            break
        message = write_message(kind, told, dagster_url)
        if message is not None and not _send(url, message):
            return msgspec.structs.replace(progress, attempts=progress.attempts.another(now))
        progress = Progress(event_id, since=progress.since)
    return progress


def _send(url: str, message: Message) -> bool:
    sender = apprise.Apprise()
    sender.add(url)
    for service in sender:
        _give_time(service)
    return bool(sender.notify(title=message.title, body=message.body, notify_type=message.kind))


def _give_time(service: Any) -> None:
    """Wait longer than Apprise does: a message that is taken after four seconds would be sent for ever."""
    for name in ("socket_connect_timeout", "socket_read_timeout"):
        if getattr(service, name) == getattr(apprise.URLBase, name):
            setattr(service, name, ANSWER_SECONDS)


def _find_newest(db: PostgresqlDatabase) -> int:
    return int(db.execute_sql(_NEWEST).fetchone()[0])


def _name(url: str) -> str:
    """Name an address without telling it: it may hold a password."""
    return hashlib.sha256(url.encode()).hexdigest()[:16]
