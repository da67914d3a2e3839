"""The shapes of answers: mypy holds the code to them, ``/openapi.json`` is made of them, no hit is checked by them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Literal, NotRequired, TypedDict

from msgspec import Meta

from api.facet_shapes import Facets, FacetValue

# RFC 3339's ``date-time``: with its offset from UTC.
Moment = Annotated[datetime, Meta(tz=True)]
SearchState = Literal["up", "down", "building"]


class Image(TypedDict):
    """Addresses of an image in TVMaze's two sizes."""

    medium: str | None
    original: str | None


class Person(TypedDict):
    """Somebody in a cast."""

    id: int
    name: str
    image: Image | None
    url: str | None


class Character(TypedDict):
    """Whom somebody in a cast plays."""

    id: int
    name: str
    image: Image | None


class CastMember(TypedDict):
    """Who plays whom."""

    person: Person
    character: Character
    self: bool
    voice: bool


class Show(TypedDict):
    """The show that an episode belongs to. ``country`` is null for a global channel."""

    id: int
    name: str
    type: str | None
    language: str | None
    genres: list[str]
    network: str | None
    web_channel: str | None
    country: str | None
    timezone: str | None
    status: str | None
    image: Image | None


class EpisodeFields(TypedDict):
    """What every episode shows."""

    id: int
    name: str
    season: int
    number: int | None
    type: str | None
    airdate: date | None
    airtime: str | None
    airtime_known: bool
    airstamp: Moment | None
    runtime: int | None
    rating: float | None
    summary: str | None
    image: Image | None
    url: str | None
    likes: int
    withdrawn: bool
    show: Show
    highlight: dict[str, list[str]]
    liked: bool | None
    bookmarked: bool | None


class Episode(EpisodeFields):
    """One episode, with casts where ``include`` asks for them.

    ``airdate`` is the broadcaster's label, ``airstamp`` the instant; where ``airtime_known`` is false, the instant is
    a placeholder at noon. ``liked`` and ``bookmarked`` are null without a user.
    """

    cast: NotRequired[list[CastMember]]
    guest_cast: NotRequired[list[CastMember]]


class EpisodeWithCasts(EpisodeFields):
    """One episode with its show's cast and its guest cast, in TVMaze's order."""

    cast: list[CastMember]
    guest_cast: list[CastMember]


class ScheduledEpisode(Episode):
    """One episode of a day, with the feeds whose listing of that day holds it."""

    feeds: list[str]


class Page(TypedDict):
    """Where a page stands in its list. ``next`` and ``previous`` are whole addresses.

    ``cursor`` is where the list goes on; a page that a cursor led to has no number.
    """

    size: int
    number: int | None
    next: str | None
    previous: str | None
    cursor: str | None


class Total(TypedDict):
    """How many items there are over all pages; ``relation`` is ``eq``: the number is exact."""

    value: int
    relation: Literal["eq"]


class EpisodeList(TypedDict):
    """A page of a search."""

    items: list[Episode]
    total: Total
    facets: Facets
    page: Page
    did_you_mean: str | None


class FacetValues(TypedDict):
    """A page of a facet's values, ordered by count, then value."""

    items: list[FacetValue]
    page: Page


class Suggestion(TypedDict):
    """What may be meant: ``type`` is ``show``, ``person`` or ``episode``, ``id`` TVMaze's.

    ``highlight`` is the text as HTML with what is typed within ``<em>``; ``show`` is the name of an episode's show.
    """

    type: Literal["show", "person", "episode"]
    id: int
    text: str
    highlight: str
    show: str | None


class Suggestions(TypedDict):
    """What may be meant by what is typed."""

    items: list[Suggestion]


class ScheduleDay(TypedDict):
    """A page of a day's schedule. ``loaded_at`` tells since when it is at least up to date; null: never loaded."""

    date: date
    loaded_at: Moment | None
    items: list[ScheduledEpisode]
    total: Total
    page: Page


class FieldProblem(TypedDict):
    """What is wrong with one parameter."""

    parameter: str
    detail: str


class ProblemDetails(TypedDict):
    """What went wrong (RFC 9457). ``type`` is stable; quote ``request_id`` when you report a problem."""

    type: str
    title: str
    status: int
    detail: str
    request_id: str
    errors: NotRequired[list[FieldProblem]]


class Liveness(TypedDict):
    """The process answers."""

    status: Literal["live"]


class Readiness(TypedDict):
    """The database answers and has every migration; searches work if ``search`` is ``up``."""

    status: Literal["ready"]
    database: Literal["up"]
    migrations: Literal["applied"]
    search: SearchState


class NotReadyDetails(ProblemDetails):
    """What keeps the service from being ready (RFC 9457, with members of its own)."""

    database: Literal["up", "down"]
    migrations: Literal["applied", "pending", "unknown"]
    search: SearchState


class Credit(TypedDict):
    """Whose data this is."""

    text: str
    url: str
    license: str


class Home(TypedDict):
    """What this is and where to go on."""

    name: str
    description: str
    openapi: str
    docs: str
    search: str
    schedule: str
    credit: Credit
