"""The sensor that sends messages to each of `TVSI_NOTIFY_URLS`: one per daily load that succeeded, one per failure.

It reads the events that the other sensors write, so that a mailbox that is away holds up nothing: its messages are
sent again, later each time, and those to others are not sent twice.
"""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Thread
from typing import Any

import apprise
import dagster as dg
import msgspec
from peewee import PostgresqlDatabase

from pipeline.automation.asking import Attempts
from pipeline.automation.messages import Message, write_message
from pipeline.settings import MessageSettings

AT_ONCE = 10
# A tick that lasts a minute is given up by Dagster, and what it sent is forgotten. So no message is begun after the
# first of these; who has not ended by the last counts as one that can't be reached, and what it took stays noted.
TICK_SECONDS, LAST_SECONDS = 20.0, 45.0
# How long an address may say nothing, unless its own `cto` and `rto` say otherwise. A message may take more.
ANSWER_SECONDS = 15.0
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
    begun = time.monotonic()
    known = msgspec.json.decode(context.cursor or "{}", type=dict[str, Progress])
    newest = _find_newest(database)
    tellings = {
        _name(url): _Telling(url, progress, _list_events(database, progress, now), settings.dagster_url)
        for url in settings.addresses
        for progress in [known.get(_name(url)) or Progress(newest, since=newest)]
    }
    reached = _tell(tellings, now, begun)
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


@dataclass
class _Telling:
    """Sends an address what it lacks, in order, until one message is not taken or there is no time for another."""

    url: str
    progress: Progress
    events: Sequence[Event]
    dagster_url: str
    has_failed: bool = False

    def run(self, until: float) -> None:
        """Send."""
        for event_id, kind, told in self.events:
            if time.monotonic() > until:
                break
            message = write_message(kind, told, self.dagster_url)
            if message is not None and not _send(self.url, message):
                self.has_failed = True
                break
            self.progress = Progress(event_id, since=self.progress.since)


def _tell(tellings: Mapping[str, _Telling], now: datetime, begun: float) -> dict[str, Progress]:
    """Tell all addresses side by side and give how far each of them came."""
    threads = {
        name: Thread(target=telling.run, args=[begun + TICK_SECONDS], daemon=True) for name, telling in tellings.items()
    }
    for thread in threads.values():
        thread.start()
    reached: dict[str, Progress] = {}
    for name, thread in threads.items():
        thread.join(max(0.0, begun + LAST_SECONDS - time.monotonic()))
        telling = tellings[name]
        reached[name] = telling.progress
        if thread.is_alive() or telling.has_failed:
            attempts = telling.progress.attempts.another(now)
            reached[name] = msgspec.structs.replace(telling.progress, attempts=attempts)
    return reached


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
