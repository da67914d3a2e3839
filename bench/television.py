"""Rows of as many episodes as wanted, spread as television is: few shows with very many, few words that are common.

For each 37.5 episodes a show and for each 7.5 a person, as at TVMaze. The same numbers give the same rows.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg

EPISODES_A_SHOW, EPISODES_A_PERSON = 37.5, 7.5
WORDS, NAMES, CHANNELS, ROLES = 20_000, 8_000, 300, 1_000
SUMMARY_SHARE, CAST = 0.4, 10
AT, FIRST = datetime(2026, 11, 1, tzinfo=UTC), date(1990, 1, 1)
DAYS = (date(2026, 11, 1) - FIRST).days
GENRES = (
    *("Drama", "Comedy", "Crime", "Action", "Adventure", "Romance", "Family", "Thriller", "Mystery", "Fantasy"),
    *("Horror", "History", "Sports", "Music", "Children", "Anime", "Medical", "Legal", "War", "Western", "Food"),
    *("Travel", "Nature", "Supernatural", "Espionage", "Science-Fiction", "DIY"),
)
TYPES = ("Scripted", "Reality", "Documentary", "News", "Sports", "Animation", "Variety", "Talk Show", "Game Show")
LANGUAGES = ("English", "Spanish", "Japanese", "Korean", "French", "German")
COUNTRIES, FEEDS = ("US", "GB", "JP", "KR", "FR"), ("us", "us_web", "global_web")
_CONSONANTS = ("b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "br", "ch", "st", "tr")
_SYLLABLES = [consonant + vowel for consonant in _CONSONANTS for vowel in "aeiou"]


def fill(url: str, episodes: int) -> None:
    """Fill a migrated, empty database. Foreign keys are not checked row by row: the rows are as they must be."""
    made = Television(episodes)
    with psycopg.connect(url) as connection:
        connection.execute("SET session_replication_role = replica")
        for table, columns, rows in made.tables():
            _copy(connection, table, columns, rows)
        connection.commit()
        connection.autocommit = True
        connection.execute("VACUUM ANALYZE")
        connection.execute("CHECKPOINT")


def _copy(connection: psycopg.Connection, table: str, columns: str, rows: Iterable[str]) -> None:
    with connection.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as copy:
        for part in _batch(rows, 1000):
            copy.write("".join(part))


def _batch(rows: Iterable[str], size: int) -> Iterator[Sequence[str]]:
    iterator = iter(rows)
    while part := list(itertools.islice(iterator, size)):
        yield part


class Television:
    """Makes the rows, in the text that ``COPY`` reads."""

    def __init__(self, episodes: int) -> None:
        self._chance = random.Random(1)  # noqa: S311 - rows of a benchmark
        self.episodes = episodes
        self.shows = max(1, round(episodes / EPISODES_A_SHOW))
        self.people = max(50, round(episodes / EPISODES_A_PERSON))
        self.words = self._invent(WORDS, 1, 4)
        self.names = [name.capitalize() for name in self._invent(NAMES, 2, 3)]
        self._weights = list(itertools.accumulate(1 / (rank + 10) for rank in range(WORDS)))
        self._name_weights = list(itertools.accumulate(1 / (rank + 100) for rank in range(NAMES)))

    def choose_words(self, number: int) -> list[str]:
        """Choose words as texts hold them: some often, most seldom."""
        return self._chance.choices(self.words, cum_weights=self._weights, k=number)

    def choose_name(self) -> str:
        """Choose a part of a person's name."""
        return self._chance.choices(self.names, cum_weights=self._name_weights)[0]

    def tables(self) -> Iterator[tuple[str, str, Iterator[str]]]:
        """Give each table with its columns and rows."""
        yield "channel", "kind, id, name, country_code, timezone, as_of, show_updated", self._list_channels()
        yield (
            "show",
            (
                "id, name, type, language, genres, status, airs_days, rating, network_id, web_channel_id, summary,"
                " weight, updated, as_of"
            ),
            self._list_shows(),
        )
        yield "person", "id, name, as_of", (_line(n, self._name(), AT) for n in range(1, self.people + 1))
        yield "role", "id, name, as_of", (_line(n, self._name(), AT) for n in range(1, ROLES + 1))
        yield "show_cast", "show_id, person_id, role_id, position, is_self, is_voice", self._list_casts()
        yield (
            "episode",
            (
                "id, show_id, season, number, name, type, airdate, airtime, airtime_known, airstamp, runtime_minutes,"
                " rating, summary, as_of"
            ),
            self._list_episodes(),
        )
        yield "guest_cast", "episode_id, person_id, role_id, position, is_self, is_voice", self._list_guests()
        yield "schedule", "feed, date, episode_id", self._list_listings()

    def _invent(self, number: int, least: int, most: int) -> list[str]:
        invented: dict[str, None] = {}
        while len(invented) < number:
            invented["".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(least, most)))] = None
        return list(invented)

    def _name(self) -> str:
        return " ".join(self._chance.choices(self.names, cum_weights=self._name_weights, k=2))

    def _title(self, most: int) -> str:
        return " ".join(self.choose_words(self._chance.randint(1, most))).title()

    def _summary(self) -> str | None:
        if self._chance.random() > SUMMARY_SHARE:
            return None
        return " ".join(self.choose_words(self._chance.randint(20, 60))).capitalize() + "."

    def _skew(self, most: int, power: float) -> int:
        """Choose from 1 to ``most``, the small ones more often."""
        return 1 + int(most * self._chance.random() ** power)

    def _list_channels(self) -> Iterator[str]:
        for kind in ("network", "web"):
            for number in range(1, CHANNELS + 1):
                country = COUNTRIES[self._skew(len(COUNTRIES), 3) - 1]
                yield _line(kind, number, f"{self._title(2)} {number}", country, "America/New_York", AT, 1)

    def _list_shows(self) -> Iterator[str]:
        for number in range(1, self.shows + 1):
            channel, is_network = self._skew(CHANNELS, 2), self._chance.random() < 0.6  # noqa: PLR2004 - most
            genres = {GENRES[self._skew(len(GENRES), 2) - 1] for _ in range(self._chance.randint(0, 3))}
            yield _line(
                *(number, self._title(4), TYPES[self._skew(len(TYPES), 2) - 1]),
                *(LANGUAGES[self._skew(len(LANGUAGES), 4) - 1], "{" + ",".join(sorted(genres)) + "}"),
                *(self._chance.choice(["Running", "Ended"]), "{}", self._rate()),
                *((channel, None) if is_network else (None, channel)),
                *(self._summary(), self._skew(100, 2), 1, AT),
            )

    def _rate(self) -> float | None:
        return round(self._chance.uniform(4, 9.5), 1) if self._chance.random() < 0.3 else None  # noqa: PLR2004 - a few

    def _list_casts(self) -> Iterator[str]:
        for show in range(1, self.shows + 1):
            for place, person in enumerate({self._skew(self.people, 2) for _ in range(CAST)}):
                yield _line(show, person, self._skew(ROLES, 1), place, "f", "f")

    def _list_episodes(self) -> Iterator[str]:
        for number in range(1, self.episodes + 1):
            day = FIRST + timedelta(DAYS - self._skew(DAYS, 2))
            yield _line(
                *(number, self._skew(self.shows, 2), self._skew(20, 3), self._skew(24, 1), self._title(5), "regular"),
                *(day, "20:00", "t", f"{day} 20:00-05", self._chance.choice([30, 60, 60, 90]), self._rate()),
                *(self._summary(), AT),
            )

    def _list_guests(self) -> Iterator[str]:
        for episode in range(1, self.episodes + 1, 5):
            for place, person in enumerate({self._skew(self.people, 2) for _ in range(CAST)}):
                yield _line(episode, person, self._skew(ROLES, 1), place, "f", "f")

    def _list_listings(self) -> Iterator[str]:
        for number in range(1, self.episodes + 1):
            yield _line(FEEDS[self._skew(3, 2) - 1], FIRST + timedelta(number % DAYS), number)


def _line(*values: Any) -> str:
    """Write a row; no value here holds what would need escaping."""
    return "\t".join(r"\N" if value is None else str(value) for value in values) + "\n"
