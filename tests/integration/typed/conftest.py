"""One API over one catalogue of names that people write in many ways."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from catalog.tables import GuestCast, Person, Role, ShowCast
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.api.corpus import AS_OF, add_channel, add_episode, add_show

ALIAS = "typed-tests"
EPISODES: dict[int, tuple[int, str, dict[str, Any]]] = {
    10: (1, "Ballast", {"summary": "A smuggler is <b>not</b> who she says & runs. The tide turns at midnight."}),
    20: (2, "Friends Like These", {}),
    30: (3, "Webs", {}),
    40: (4, "Appeal", {}),
    50: (5, "Grafting", {}),
    60: (6, "A Guest from Wicklow", {}),
    71: (7, "Lamp Oil", {"season": 2, "number": 5}),
    72: (7, "Wicks", {"season": 2, "number": 6}),
    73: (7, "Matches", {"season": 3, "number": 5}),
    74: (7, "Special", {"season": 2, "number": None}),
    80: (8, "The Code Is 2x05", {}),
    81: (8, "-30-", {}),
    82: (8, "<script>alert(1)</script> Ampersand", {}),
    90: (9, "Lamp Oil Burns Long", {}),
    91: (9, "Long Burns the Oil of a Lamp", {}),
}
SHOWS = {
    1: "S.H.A.D.E.",
    2: "9-2-2",
    3: "Spiderling",
    4: "Law & Harbour",
    5: "Grey's Orchard",
    6: "O'Malley Live",
    7: "The Lighthouse",
    8: "Numerals",
    9: "Of Oil",
}


def _fill() -> None:
    add_channel("network", 1, "NBC")
    for show_id, name in SHOWS.items():
        add_show(show_id, name, network_id=1)
    for episode_id, (show_id, name, more) in EPISODES.items():
        add_episode(episode_id, show_id, name, **more)
    Person.create(id=1, name="Siobhán Fallon", as_of=AS_OF)
    Person.create(id=2, name="Fallon Siobhán", as_of=AS_OF)
    Role.create(id=1, name="Mrs. Quill", as_of=AS_OF)
    GuestCast.create(episode=60, person=1, role=1, position=0, is_self=False, is_voice=False)
    ShowCast.create(show=7, person=2, role=1, position=0, is_self=False, is_voice=False)


@pytest.fixture(scope="session")
def api(start_api: StartApi, postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve the catalogue; ended before its stores are."""
    with open_catalogue(postgres_server, elasticsearch_url, ALIAS, _fill) as url:
        running = start_api(ALIAS, postgres_url=url, elasticsearch_url=elasticsearch_url)
        yield running
        running.stop()
