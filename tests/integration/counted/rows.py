"""Random rows with all the gaps that TVMaze's have, and a view that puts beside each episode what it is counted by."""

from __future__ import annotations

import random
from datetime import date, timedelta

from catalog.database import database
from catalog.tables import GuestCast, LikeTotal, Person, Role, Schedule, ShowCast
from tests.integration.api.corpus import add_channel, add_episode, add_listing, add_show

SHOWS, EPISODES, PEOPLE = 40, 900, 60
FIRST_DAY = date(2019, 11, 20)
GENRES = ["Action", "Comedy", "Crime", "Drama", "Ärzte", "drama", "日本"]
FEEDS = ["us", "us_web", "global_web"]
# Each channel's country is its own; "NBC" is two of them, and one of each kind is without a country.
NETWORKS = [(1, "NBC", "US"), (2, "Télé Québec", "CA"), (3, "Nowhere", None)]
WEB_CHANNELS = [(1, "Netflix", None), (2, "NBC", "US"), (3, "Crave", "CA")]
VIEW = """
    CREATE MATERIALIZED VIEW counted AS
    SELECT e.id, e.season, e.number, e.type AS episode_type, e.airdate, e.airstamp, e.runtime_minutes AS runtime,
      e.rating, coalesce(l.likes, 0) AS likes, s.id AS show_id, s.genres AS genre, s.type AS show_type,
      s.status AS show_status, s.language, n.id AS network_id, coalesce(n.name, w.name) AS network,
      w.name AS web_channel,
      coalesce(n.country_code, w.country_code, 'none') AS country,
      ARRAY(SELECT DISTINCT p.name FROM guest_cast g JOIN person p ON p.id = g.person_id WHERE g.episode_id = e.id)
        AS guest,
      ARRAY(SELECT p.name FROM guest_cast g JOIN person p ON p.id = g.person_id WHERE g.episode_id = e.id UNION
        SELECT p.name FROM show_cast c JOIN person p ON p.id = c.person_id WHERE c.show_id = s.id) AS person,
      ARRAY(SELECT g.person_id::text FROM guest_cast g WHERE g.episode_id = e.id UNION
        SELECT c.person_id::text FROM show_cast c WHERE c.show_id = s.id) AS person_id,
      ARRAY(SELECT feed FROM schedule WHERE schedule.episode_id = e.id) AS feed
    FROM episode e JOIN show s ON s.id = e.show_id
      LEFT JOIN channel n ON n.kind = 'network' AND n.id = s.network_id
      LEFT JOIN channel w ON w.kind = 'web' AND w.id = s.web_channel_id
      LEFT JOIN like_total l ON l.episode_id = e.id
    WHERE NOT e.withdrawn
"""


def fill() -> None:
    """Fill the bound database."""
    dice = random.Random(5)
    for kind, channels in (("network", NETWORKS), ("web", WEB_CHANNELS)):
        for channel_id, name, country in channels:
            add_channel(kind, channel_id, name, country)
    _add_people()
    for show_id in range(1, SHOWS + 1):
        _add_show(dice, show_id)
    for feed in FEEDS:
        add_listing(feed, FIRST_DAY, [])
    for episode_id in range(1, EPISODES + 1):
        _add_episode(dice, episode_id)
    database.execute_sql(VIEW)


def _add_people() -> None:
    for person_id in range(1, PEOPLE + 1):
        # Some share a name.
        Person.create(id=person_id, name=f"Somebody {person_id % 50}", as_of="2020-12-01")
    Role.create(id=1, name="Captain", as_of="2020-12-01")


def _add_show(dice: random.Random, show_id: int) -> None:
    add_show(
        show_id,
        f"Show {show_id}",
        genres=dice.sample(GENRES, dice.randint(0, 3)),
        type=dice.choice(["Scripted", "News", None]),
        status=dice.choice(["Running", "Ended"]),
        language=dice.choice(["English", "French", None]),
        network_id=dice.choice([1, 1, 2, 3, None]),
        web_channel_id=dice.choice([1, 2, 3, None, None]),
    )
    for position, person_id in enumerate(dice.sample(range(1, 8), dice.randint(0, 3))):
        ShowCast.create(show=show_id, person=person_id, role=1, position=position, is_self=False, is_voice=False)


def _add_episode(dice: random.Random, episode_id: int) -> None:
    day = FIRST_DAY + timedelta(dice.randrange(dice.choice([20, 20, 400, 4000])))
    undated = {"airdate": None, "airstamp": None} if dice.random() < 0.05 else {"airdate": day}
    add_episode(
        episode_id,
        dice.randint(1, SHOWS),
        f"Episode {episode_id}",
        season=dice.choice([*range(1, 13), 2019, 2020]),
        number=dice.choice([None, 1, 2, 3]),
        type=dice.choice(["regular", "significant_special"]),
        runtime_minutes=dice.choice([None, 0, 14, 15, 29, 30, 44, 45, 59, 60, 89, 90, 240]),
        rating=dice.choice([None, 0, 4.9, 5, 5.9, 6.0, 7.3, 8.2, 8.9, 9, 10]),
        withdrawn=dice.random() < 0.1,
        **undated,
    )
    for position, person_id in enumerate(dice.sample(range(1, PEOPLE + 1), dice.randint(0, 3))):
        GuestCast.create(episode=episode_id, person=person_id, role=1, position=position, is_self=False, is_voice=False)
    for feed in dice.sample(FEEDS, dice.randint(0, 2)):
        Schedule.create(feed=feed, date=FIRST_DAY, episode=episode_id)
    if dice.random() < 0.3:
        LikeTotal.create(episode_id=episode_id, likes=dice.randint(1, 5))
