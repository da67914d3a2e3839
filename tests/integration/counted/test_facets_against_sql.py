"""300 random selections: what the API counts is what SQL counts over the tables that the index was made from."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import psycopg
import pytest

from catalog.index import FACETS, FILTERS, RANGES
from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.counted.counting import Connection, Selection, count_all, count_facet
from tests.integration.counted.rows import FEEDS, FIRST_DAY, GENRES, PEOPLE, SHOWS, fill

ALIAS = "counted"


@pytest.fixture(scope="module")
def tables(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[str]:
    """Fill a database and its index."""
    with open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url:
        yield url


@pytest.fixture(scope="module")
def api(start_api: StartApi, tables: str, elasticsearch_url: str) -> Iterator[RunningApi]:
    """Serve them."""
    running = start_api(ALIAS, postgres_url=tables, elasticsearch_url=elasticsearch_url, rate_limits="off")
    yield running
    running.stop()


@pytest.fixture(scope="module")
def connection(tables: str) -> Iterator[Connection]:
    """Connect to the tables."""
    with psycopg.connect(tables) as made:
        yield made


def _choose(dice: random.Random) -> Selection:
    """Choose a selection of up to six parameters, unknown values and empty ranges among them."""
    day = FIRST_DAY + timedelta(dice.randrange(60))
    moment = datetime(2019, 12, 1, 12, tzinfo=UTC) + timedelta(dice.randrange(400))
    every: Selection = {
        "show_id": dice.sample(range(1, SHOWS + 2), 8),
        "genre": dice.sample([*GENRES, "Unheard"], dice.randint(1, 3)),
        "network": dice.sample(["NBC", "Netflix", "Nowhere", "Unheard"], 2),
        "network_id": dice.sample([1, 2, 9], 2),
        "web_channel": dice.sample(["NBC", "Netflix", "Crave"], 2),
        "show_type": ["Scripted"],
        "show_status": [dice.choice(["Running", "Ended"])],
        "language": [dice.choice(["English", "French"])],
        "country": dice.sample(["US", "CA", "none", "XX"], 2),
        "episode_type": ["regular"],
        "season": dice.sample([1, 2, 3, 4, 5, 2019, 2020, 7777], 4),
        "number": dice.sample([1, 2, 3], 2),
        "person": [f"Somebody {number}" for number in dice.sample(range(52), 20)],
        "person_id": dice.sample(range(1, PEOPLE + 1), 20),
        "guest": [f"Somebody {number}" for number in dice.sample(range(52), 25)],
        "feed": dice.sample(FEEDS, dice.randint(1, 2)),
        "airdate_from": day,
        "airdate_to": day + timedelta(dice.choice([-1, 0, 20, 61, 62, 700, 5000])),
        "airs_from": moment,
        "airs_to": moment + timedelta(dice.choice([1, 100, 3000])),
        "runtime_min": dice.choice([0, 15, 30]),
        "runtime_max": dice.choice([29, 44, 60, 89]),
        "rating_min": dice.choice([0.0, 5.0, 6.5]),
        "rating_max": dice.choice([4.9, 5.9, 6.9, 8.0, 10.0]),
        "likes_min": dice.choice([0, 1, 3]),
        "likes_max": dice.choice([0, 4]),
        "rated": dice.choice([True, False]),
    }
    assert set(every) == {*FILTERS, *RANGES, "rated"}
    return {name: every[name] for name in dice.sample(list(every), dice.choice([1, 1, 2, 2, 3, 4, 6]))}


def _write(value: Any) -> Any:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if hasattr(value, "isoformat") else value


def _drop_selected_ranges(facets: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    """Leave out which ranges are selected: that is said by what is asked for, not by what is counted."""
    return {
        facet: [{key: value for key, value in one.items() if "value" in one or key != "selected"} for one in counted]
        for facet, counted in facets.items()
    }


@pytest.mark.parametrize("tens", range(30))
def test_every_count_of_ten_selections_is_what_sql_counts(api: RunningApi, connection: Connection, tens: int) -> None:
    for seed in range(tens * 10, tens * 10 + 10):
        dice = random.Random(seed)
        selection, size = _choose(dice), dice.choice([1, 3, 10, 100])
        query = {**{name: _write(value) for name, value in selection.items()}, "facet_size": size}

        found = api.get(f"/v1/episodes?{urlencode({**query, 'facets': ','.join(FACETS)}, doseq=True)}").json()

        assert found["total"]["value"] == count_all(connection, selection), (seed, selection)
        wanted = {facet: count_facet(connection, selection, facet, size) for facet in FACETS}
        assert _drop_selected_ranges(found["facets"]) == wanted, (seed, selection)


@pytest.mark.parametrize("seed", range(20))
def test_so_it_is_for_the_pages_of_one_facet(api: RunningApi, connection: Connection, seed: int) -> None:
    dice = random.Random(seed)
    selection, facet = _choose(dice), dice.choice([facet for facet in FACETS if facet in FILTERS])
    query = urlencode({name: _write(value) for name, value in selection.items()}, doseq=True)

    pages = [api.get(f"/v1/episodes/facets/{facet}?{query}&per_page=30&page={page}").json() for page in (1, 2, 3)]

    wanted = [value for value in count_facet(connection, selection, facet, 1000) if value["count"]]
    assert [item for page in pages for item in page["items"]] == wanted[:90]
    assert [bool(page["page"]["next"]) for page in pages] == [len(wanted) > end for end in (30, 60, 90)]
