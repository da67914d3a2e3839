"""All tables, a file per topic.

The pipeline alone writes TVMaze's, the API accounts and reactions, the projection its own.
"""

from catalog.tables.accounts import AppUser, LoginFailure, LoginSession
from catalog.tables.casts import CastFetch, GuestCast, Person, Role, ShowCast
from catalog.tables.index import LikeTotal, Outbox, ProjectionLag, ProjectionParked, ProjectionVersion, SearchIndex
from catalog.tables.landing import Event, Quarantine, RateSlot, RawPayload, Store
from catalog.tables.reactions import EpisodeBookmark, EpisodeLike
from catalog.tables.schedule import Channel, Episode, ListingLoad, Schedule, Season, Show, ShowNews, ShowUpdate
from catalog.tables.walks import SearchWalk

ALL_TABLES = (
    Store,
    RateSlot,
    RawPayload,
    Quarantine,
    Event,
    Channel,
    Show,
    ShowUpdate,
    ShowNews,
    Season,
    Episode,
    ListingLoad,
    Schedule,
    Person,
    Role,
    ShowCast,
    GuestCast,
    CastFetch,
    AppUser,
    LoginSession,
    LoginFailure,
    EpisodeLike,
    EpisodeBookmark,
    LikeTotal,
    Outbox,
    ProjectionVersion,
    ProjectionParked,
    ProjectionLag,
    SearchIndex,
    SearchWalk,
)

__all__ = [
    "ALL_TABLES",
    "AppUser",
    "CastFetch",
    "Channel",
    "Episode",
    "EpisodeBookmark",
    "EpisodeLike",
    "Event",
    "GuestCast",
    "LikeTotal",
    "ListingLoad",
    "LoginFailure",
    "LoginSession",
    "Outbox",
    "Person",
    "ProjectionLag",
    "ProjectionParked",
    "ProjectionVersion",
    "Quarantine",
    "RateSlot",
    "RawPayload",
    "Role",
    "Schedule",
    "SearchIndex",
    "SearchWalk",
    "Season",
    "Show",
    "ShowCast",
    "ShowNews",
    "ShowUpdate",
    "Store",
]
