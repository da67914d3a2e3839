"""The client: asks TVMaze within its limits, again where that helps, and hands over whole, valid JSON.

What an answer holds is for ``parse`` to say.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from datetime import date, datetime
from types import TracebackType
from typing import Self

import httpx

from pipeline.settings import PipelineSettings
from pipeline.tvmaze.answer import Answer, NotFound
from pipeline.tvmaze.errors import (
    AnswerLost,
    MalformedAnswer,
    RedirectRefused,
    TvmazeError,
    TvmazeRefused,
    TvmazeUnavailable,
)
from pipeline.tvmaze.exchange import Reply, exchange, open_connection
from pipeline.tvmaze.feeds import Feed
from pipeline.tvmaze.headers import as_of
from pipeline.tvmaze.items import describe_body, read_json, read_list, read_outline
from pipeline.tvmaze.limits import LIMITS, Limits
from pipeline.tvmaze.patience import Patience, Stats
from pipeline.tvmaze.redirects import is_redirect, redirect_target
from pipeline.tvmaze.slots import RateSlots, Slot

log = logging.getLogger("tvsi.tvmaze")

OK, NOT_FOUND, TOO_MANY_REQUESTS, SERVER_ERROR = 200, 404, 429, 500


@dataclass(frozen=True)
class Call:
    """One request as it went, for progress and logs; ``status`` is ``None`` where no whole answer came."""

    request: str
    status: int | None
    seconds: float
    waited_seconds: float


class TvmazeClient:
    """One connection to TVMaze, for one thread. ``stats`` counts what it did; ``on_call`` is told of every call."""

    def __init__(
        self,
        url: str,
        slots: RateSlots,
        *,
        limits: Limits = LIMITS,
        on_call: Callable[[Call], None] = lambda _: None,
    ) -> None:
        self.stats = Stats()
        self._slots = slots
        self._limits = limits
        self._on_call = on_call
        self._http = open_connection(url, limits)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def fetch_listing(self, feed: Feed, date: date) -> Answer:
        """Fetch a feed's listing of a day. Even without a single row it is an answer, so 404 is refused."""
        request = feed.request(date)
        if isinstance(answer := self._fetch(request, read_list), NotFound):
            raise TvmazeRefused(request, "answered 404")
        return answer

    def fetch_show(self, show_id: int) -> Answer | NotFound:
        """Fetch a show with its cast and its seasons; ``NotFound`` if TVMaze has none such."""
        return self._fetch(f"/shows/{show_id}?embed[]=cast&embed[]=seasons", read_outline)

    def fetch_season_guest_casts(self, season_id: int) -> Answer | NotFound:
        """Fetch a season's episodes with their guest casts; ``NotFound`` if TVMaze has none such."""
        return self._fetch(f"/seasons/{season_id}/episodes?embed=guestcast", read_list)

    def fetch_guest_cast(self, episode_id: int) -> Answer | NotFound:
        """Fetch an episode's guest cast; ``NotFound`` if TVMaze has no such episode."""
        return self._fetch(f"/episodes/{episode_id}/guestcast", read_list)

    def fetch_episode(self, episode_id: int) -> Answer | NotFound:
        """Fetch an episode with its show; ``NotFound`` if TVMaze has none such (it was deleted or merged)."""
        return self._fetch(f"/episodes/{episode_id}?embed=show", read_outline)

    def fetch_updates(self, period: str | None) -> Answer:
        """Fetch when shows changed last: those that did within a period (day, week, month), or all."""
        request = f"/updates/shows?since={period}" if period else "/updates/shows"
        if isinstance(answer := self._fetch(request, read_outline), NotFound):
            raise TvmazeRefused(request, "answered 404")
        return answer

    def _fetch(self, request: str, check: Callable[[Answer], object]) -> Answer | NotFound:
        patience = Patience(request, self._limits, self.stats)
        while True:
            headers: Mapping[str, str] = {}
            try:
                reply = self._follow(request)
                headers = reply.headers
                if reply.status != TOO_MANY_REQUESTS:
                    return _judge(request, reply, check)
                self._pause(request, patience.after_throttling(headers))
            except (AnswerLost, MalformedAnswer) as error:
                self._back_off(error, patience.after_failure(error, headers))

    def _follow(self, request: str) -> Reply:
        address: httpx.URL | str = request
        for _ in range(self._limits.redirects + 1):
            reply = self._call(request, address)
            if not is_redirect(reply):
                return reply
            address = redirect_target(request, reply)
        raise RedirectRefused(request, f"redirected more than {self._limits.redirects} times")

    def _call(self, request: str, address: httpx.URL | str) -> Reply:
        slot = self._take(request)
        self.stats.calls += 1
        self.stats.waited_seconds += slot.waited
        began = time.monotonic()
        reply: Reply | None = None
        try:
            reply = exchange(self._http, request, address, self._limits)
        finally:
            now = time.monotonic()
            is_throttled = reply is not None and reply.status == TOO_MANY_REQUESTS
            self._slots.settle(slot, reply.arrived if reply else now, throttled=is_throttled)
            call = Call(request, reply.status if reply else None, now - began, slot.waited)
            log.debug("call request=%s status=%s seconds=%.3f waited=%.3f", *astuple(call))
            self._on_call(call)
        return reply

    def _take(self, request: str) -> Slot:
        seconds = self._limits.slot_seconds
        try:
            return self._slots.take(seconds)
        except TimeoutError:
            fact = f"was not sent: for {seconds:.0f} s other calls used up the rate limit, or TVMaze wants a pause"
            raise TvmazeUnavailable(request, fact) from None

    def _pause(self, request: str, seconds: float) -> None:
        log.warning("pause request=%s reason=%r seconds=%.1f everyone=yes", request, "answered 429", seconds)
        self._slots.pause(seconds)

    def _back_off(self, error: TvmazeError, seconds: float) -> None:
        log.warning("retry request=%s reason=%r seconds=%.1f", error.request, error.fact, seconds)
        time.sleep(seconds)
        self.stats.waited_seconds += seconds


@contextmanager
def open_client(
    settings: PipelineSettings,
    *,
    limits: Limits = LIMITS,
    on_call: Callable[[Call], None] = lambda _: None,
) -> Iterator[TvmazeClient]:
    """Make a client as the settings say, with the limit shared through Postgres, and close both in the end."""
    slots = RateSlots(
        settings.postgres_url,
        calls=settings.tvmaze_calls_per_10s,
        window_seconds=settings.tvmaze_window_seconds,
    )
    with closing(slots), TvmazeClient(settings.tvmaze_url, slots, limits=limits, on_call=on_call) as client:
        yield client


def _judge(request: str, reply: Reply, check: Callable[[Answer], object]) -> Answer | NotFound:
    if reply.status >= SERVER_ERROR:
        raise AnswerLost(request, f"answered {reply.status}")
    answer = Answer(request, _made_at(request, reply), reply.body)
    if reply.status == NOT_FOUND:
        # Episodes are withdrawn on this word, so it must be TVMaze's own (an envelope or ``null``), not a proxy's page.
        read_json(answer)
        return NotFound(request, answer.as_of)
    if reply.status != OK:
        raise TvmazeRefused(request, f"answered {reply.status}; the body begins {describe_body(answer)}")
    check(answer)
    return answer


def _made_at(request: str, reply: Reply) -> datetime:
    if moment := as_of(reply.headers):
        return moment
    # What came is at least as new as the moment of asking.
    log.warning("no-date request=%s reason=%r", request, "no usable Date; taken as of when it was asked for")
    return reply.asked_at.replace(microsecond=0)
