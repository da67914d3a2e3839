"""TVMaze's endpoints: the query is read, the source is asked, JSON goes out."""

from __future__ import annotations

from typing import Any

import orjson
from sanic import Blueprint, HTTPResponse, Request

from simulator.clock import Clock
from simulator.embeds import EPISODE_EMBEDS, SHOW_EMBEDS, embed_in_episode, embed_in_show
from simulator.errors import Refused, invalid_country, not_found
from simulator.listings import list_schedule_without_date
from simulator.parameters import read_country, read_date, read_embeds, read_text
from simulator.source import Payload, Source

JSON = "application/json; charset=UTF-8"
# Days back that ``since`` reaches.
PERIODS = {"day": 1, "week": 7, "month": 30}

tvmaze = Blueprint("tvmaze")


@tvmaze.get("/schedule")
async def schedule(request: Request) -> HTTPResponse:
    """List what a country's channels air on a day; US and today unless said."""
    country = read_country(request)
    if country == "":
        raise invalid_country()
    day = read_date(request)
    if day is None:
        return _answer(list_schedule_without_date(_source(request), country or "US", _clock(request)))
    return _answer(_source(request).schedule(country or "US", day))


@tvmaze.get("/schedule/web")
async def web_schedule(request: Request) -> HTTPResponse:
    """List what is streamed on a day: everywhere, in one country, or (``country=``) on global channels alone."""
    country = read_country(request)
    day = read_date(request) or _clock(request).today()
    return _answer(_source(request).web_schedule(day, country))


@tvmaze.get("/shows/<show_id:int>")
async def show(request: Request, show_id: int) -> HTTPResponse:
    """Give a show, with what ``embed`` asks for."""
    embeds = read_embeds(request, SHOW_EMBEDS)
    found = _source(request).show(show_id)
    return _answer(embed_in_show(_source(request), found, embeds))


@tvmaze.get("/shows/<show_id:int>/episodes")
async def episodes(request: Request, show_id: int) -> HTTPResponse:
    """List a show's episodes, with ``specials=1`` the special ones too."""
    listed = _source(request).episodes(show_id)
    if read_text(request, "specials") not in ("1", "true"):
        listed = [episode for episode in listed if episode["number"] is not None]
    return _answer(listed)


@tvmaze.get("/shows/<show_id:int>/cast")
async def cast(request: Request, show_id: int) -> HTTPResponse:
    """List a show's main cast."""
    return _answer(_source(request).cast(show_id))


@tvmaze.get("/shows/<show_id:int>/seasons")
async def seasons(request: Request, show_id: int) -> HTTPResponse:
    """List a show's seasons."""
    return _answer(_source(request).seasons(show_id))


@tvmaze.get("/seasons/<season_id:int>/episodes")
async def season_episodes(request: Request, season_id: int) -> HTTPResponse:
    """List a season's episodes, specials always included."""
    embeds = read_embeds(request, EPISODE_EMBEDS)
    listed = _source(request).season_episodes(season_id)
    return _answer([embed_in_episode(_source(request), episode, embeds) for episode in listed])


@tvmaze.get("/episodes/<episode_id:int>")
async def episode(request: Request, episode_id: int) -> HTTPResponse:
    """Give an episode, with what ``embed`` asks for."""
    embeds = read_embeds(request, EPISODE_EMBEDS)
    found = _source(request).episode(episode_id)
    return _answer(embed_in_episode(_source(request), found, embeds))


@tvmaze.get("/episodes/<episode_id:int>/guestcast")
async def guest_cast(request: Request, episode_id: int) -> HTTPResponse:
    """List an episode's guest cast, an empty list where it has none."""
    return _answer(_source(request).guest_cast(episode_id))


@tvmaze.get("/updates/shows")
async def updates(request: Request) -> HTTPResponse:
    """Give the moment of each show's last change, within ``since`` where that is given."""
    changed = _source(request).updates()
    period = PERIODS.get(read_text(request, "since") or "")
    if period:
        earliest = _clock(request).now().timestamp() - period * 86_400
        changed = {show_id: at for show_id, at in changed.items() if at >= earliest}
    return _answer(changed)


def refuse(_request: Request, refused: Refused) -> HTTPResponse:
    """Answer with TVMaze's envelope."""
    return _answer(refused.body, refused.status)


def refuse_unknown(request: Request, _error: Exception) -> HTTPResponse:
    """Answer for what is not there: an id or a path."""
    return refuse(request, not_found())


def _answer(payload: Payload | list[Payload] | dict[str, Any], status: int = 200) -> HTTPResponse:
    return HTTPResponse(orjson.dumps(payload), status, content_type=JSON)


def _source(request: Request) -> Source:
    source: Source = request.app.ctx.source
    return source


def _clock(request: Request) -> Clock:
    clock: Clock = request.app.ctx.gate.clock
    return clock
