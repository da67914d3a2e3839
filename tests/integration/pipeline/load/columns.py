"""Every column of the tables that documents are read from: how a load changes it, and whether documents show it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from tests.integration.pipeline.load.site import IMAGE, US, Said

# Which episodes show a part of the site.
SHOWN_BY = {
    "network 1": (11, 12, 21),
    "web 1": (11, 12),
    "show 1": (11, 12),
    "episode 11": (11,),
    "person 1": (11, 12, 21),
    "person 3": (11,),
    "role 1": (11, 12, 21),
    "role 3": (11,),
    "cast of show 1": (11, 12),
    "cast of episode 11": (11,),
    "us": (12,),
    "us_web": (11,),
}
# Written with whatever else changes, and never alone.
MARKS = {
    "channel.as_of",
    "channel.show_updated",
    "show.as_of",
    "show.updated",
    "episode.as_of",
    "episode.show_updated",
    "schedule.fingerprint",
    "person.as_of",
    "role.as_of",
}


@dataclass(frozen=True)
class Change:
    """A column that gets another value when TVMaze says otherwise of a part, along with others where it must."""

    column: str
    said: Said
    field: str = ""
    along: Collection[str] = ()

    def __str__(self) -> str:
        return f"{self.column}-{next(iter(self.said))}"


READ = [
    *(
        Change(f"episode.{column}", {"episode 11": said}, field, along)
        for column, said, field, along in [
            ("name", {"name": "Other"}, "name", ()),
            ("season", {"season": 9}, "season", ()),
            ("number", {"number": None}, "number", ()),
            ("type", {"type": "significant_special"}, "type", ()),
            ("airdate", {"airdate": "2021-01-01"}, "airdate", ()),
            ("airtime", {"airtime": "22:00"}, "airtime", ()),
            ("airtime_known", {"airtime": ""}, "airtime_known", ["episode.airtime"]),
            ("airstamp", {"airstamp": None}, "airstamp", ()),
            ("runtime_minutes", {"runtime": 61}, "runtime", ()),
            ("rating", {"rating": {"average": None}}, "rating", ()),
            ("image_medium", {"image": {**IMAGE, "medium": "other"}}, "image", ()),
            ("image_original", {"image": {**IMAGE, "original": "other"}}, "image", ()),
            ("summary", {"summary": "<p>Other.</p>"}, "summary", ()),
            ("url", {"url": None}, "url", ()),
            ("show_id", {"show": 2}, "show.id", ()),
        ]
    ),
    *(
        Change(f"show.{column}", {"show 1": said}, field)
        for column, said, field in [
            ("name", {"name": "Other"}, "show.name"),
            ("type", {"type": "News"}, "show.type"),
            ("status", {"status": "Ended"}, "show.status"),
            ("language", {"language": None}, "show.language"),
            ("genres", {"genres": ["Comedy", "Drama"]}, "show.genres"),
            ("image_medium", {"image": {**IMAGE, "medium": None}}, "show.image"),
            ("image_original", {"image": {**IMAGE, "original": None}}, "show.image"),
            ("network_id", {"network": 2}, "show.network_id"),
            ("web_channel_id", {"webChannel": 2}, "show.web_channel_id"),
        ]
    ),
    # By itself it is no change: it is written along with one, here of what no document shows.
    Change("show.weight", {"show 1": {"weight": 5, "runtime": 61}}, "weight", ["show.runtime_minutes"]),
    Change("channel.name", {"network 1": {"name": "Other"}}, "show.network"),
    Change("channel.country_code", {"network 1": {"country": {**US, "code": "GB"}}}, "show.country"),
    Change("channel.timezone", {"network 1": {"country": {**US, "timezone": "UTC"}}}, "show.timezone"),
    Change("channel.name", {"web 1": {"name": "Other"}}, "show.web_channel"),
    Change("person.name", {"person 1": {"name": "Other"}}, "people"),
    Change("person.name", {"person 3": {"name": "Other"}}, "guest"),
    Change("role.name", {"role 1": {"name": "Other"}}, "characters"),
    Change("role.name", {"role 3": {"name": "Other"}}, "characters"),
    Change("show_cast.person_id", {"cast of show 1": {"plays": ((1, 1), (9, 2))}}, "person_id"),
    Change("show_cast.role_id", {"cast of show 1": {"plays": ((1, 1), (2, 9))}}, "characters"),
    Change("show_cast.position", {"cast of show 1": {"plays": ((2, 2), (1, 1))}}, "person_id"),
    Change("guest_cast.person_id", {"cast of episode 11": {"plays": ((3, 3), (9, 4))}}, "guest_id"),
    Change("guest_cast.role_id", {"cast of episode 11": {"plays": ((3, 3), (4, 9))}}, "characters"),
    Change("guest_cast.position", {"cast of episode 11": {"plays": ((4, 4), (3, 3))}}, "guest_id"),
    # A listing's row is its key: another feed is another row.
    Change("schedule.feed", {"us": {"episodes": (11, 21, 31)}}, "feeds", ["schedule.date", "schedule.episode_id"]),
    Change("schedule.feed", {"us_web": {"episodes": (11, 12)}}, "feeds", ["schedule.date", "schedule.episode_id"]),
]
UNREAD = [
    Change("channel.country_name", {"network 1": {"country": {**US, "name": "Other"}}}),
    Change("channel.official_site", {"network 1": {"officialSite": "other"}}),
    *(
        Change(f"show.{column}", {"show 1": said})
        for column, said in [
            ("runtime_minutes", {"runtime": 61}),
            ("average_runtime_minutes", {"averageRuntime": 61}),
            ("premiered_date", {"premiered": "2019-09-09"}),
            ("ended_date", {"ended": "2020-09-09"}),
            ("official_site", {"officialSite": "other"}),
            ("airs_time", {"schedule": {"time": "22:00", "days": ["Sunday"]}}),
            ("airs_days", {"schedule": {"time": "21:00", "days": ["Monday"]}}),
            ("rating", {"rating": {"average": 7.5}}),
            ("dvd_country_code", {"dvdCountry": {**US, "code": "GB"}}),
            ("tvrage", {"externals": {"tvrage": 1, "thetvdb": 1234, "imdb": "tt0000001"}}),
            ("thetvdb", {"externals": {"tvrage": None, "thetvdb": 1, "imdb": "tt0000001"}}),
            ("imdb", {"externals": {"tvrage": None, "thetvdb": 1234, "imdb": "tt1"}}),
            ("summary", {"summary": "<p>Other.</p>"}),
            ("url", {"url": None}),
        ]
    ),
    *(
        Change(f"person.{column}", {"person 1": said})
        for column, said in [
            ("country_code", {"country": US}),
            ("birth_date", {"birthday": "1970-01-01"}),
            ("death_date", {"deathday": "2020-01-01"}),
            ("gender", {"gender": "Female"}),
            ("image_medium", {"image": {**IMAGE, "medium": "other"}}),
            ("image_original", {"image": {**IMAGE, "original": "other"}}),
            ("url", {"url": None}),
        ]
    ),
    *(
        Change(f"role.{column}", {"role 1": said})
        for column, said in [
            ("image_medium", {"image": {**IMAGE, "medium": "other"}}),
            ("image_original", {"image": {**IMAGE, "original": "other"}}),
            ("url", {"url": "other"}),
        ]
    ),
    Change("show_cast.is_self", {"cast of show 1": {"self": True}}),
    Change("show_cast.is_voice", {"cast of show 1": {"voice": True}}),
    Change("guest_cast.is_self", {"cast of episode 11": {"self": True}}),
    Change("guest_cast.is_voice", {"cast of episode 11": {"voice": True}}),
    Change("channel.as_of", {"network 1": {"officialSite": "other"}}, along=["channel.official_site"]),
    Change(
        "channel.show_updated",
        {"network 1": {"officialSite": "other"}, "show 1": {"updated": 1700000001}},
        along=["channel.official_site"],
    ),
    Change("show.as_of", {"show 1": {"runtime": 61}}, along=["show.runtime_minutes"]),
    Change("show.updated", {"show 1": {"runtime": 61, "updated": 1700000001}}, along=["show.runtime_minutes"]),
    Change("schedule.fingerprint", {"show 1": {"runtime": 61}}, along=["show.runtime_minutes"]),
    Change("person.as_of", {"person 1": {"url": None}}, along=["person.url"]),
    Change("role.as_of", {"role 1": {"url": "other"}}, along=["role.url"]),
]
# No payload changes these alone.
APART = {
    "channel.kind": "a key: another kind is another channel",
    "channel.id": "a key",
    "show.id": "a key",
    "episode.id": "a key",
    "person.id": "a key",
    "role.id": "a key",
    "show_cast.show_id": "a key: the cast of another show",
    "guest_cast.episode_id": "a key: the guests of another episode",
    "schedule.episode_id": "a key: another episode in the listing",
    "schedule.date": "a key: tried below, for documents don't show it",
    "episode.withdrawn": "a verdict: tried below",
    "episode.as_of": "rises with content that documents show; where a verdict alone raises it: tried below",
    "episode.unlisted_checked_at": "a verdict: tried below",
    "episode.unlisted_at": "the loss of the last listing, which changes the feeds",
    "episode.show_updated": "written with content only, all of which documents show",
}
