"""Limits of reads, writes, logins and registrations: by address and user, in one process and by Redis in several."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from itertools import count

import httpx
import pytest
import redis

from embedded.postgres import EmbeddedPostgres
from tests.fixtures.api import RunningApi, StartApi
from tests.fixtures.catalogue import open_catalogue
from tests.integration.api.corpus import fill

ALIAS = "limited"
PASSWORD = "a heron on the pier"
_numbers = count(1)
Start = Callable[..., RunningApi]


@pytest.fixture(scope="module")
def catalogue_url(postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[str]:
    """Fill a database and its index."""
    with open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url:
        yield url


@pytest.fixture(scope="module")
def start(start_api: StartApi, catalogue_url: str, elasticsearch_url: str) -> Iterator[Start]:
    """Start APIs that count, and believe this machine's word on where a request comes from."""
    started: list[RunningApi] = []

    def start_counting(**settings: object) -> RunningApi:
        usual = {"rate_limits": "on", "trusted_proxies": "127.0.0.1", "registrations_per_hour": 0}
        stores = {"postgres_url": catalogue_url, "elasticsearch_url": elasticsearch_url}
        started.append(start_api(ALIAS, **{**stores, **usual, **settings}))
        return started[-1]

    yield start_counting
    for api in started:
        api.stop()


@pytest.fixture(scope="module")
def api(start: Start) -> RunningApi:
    """Give one that counts by itself. Each test comes from addresses of its own."""
    return start()


def _from(address: str, **headers: str) -> dict[str, str]:
    return {"X-Forwarded-For": address, **headers}


def _log_in(api: RunningApi, address: str) -> dict[str, str]:
    name = f"limited{next(_numbers)}"
    account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    api.client.post("/v1/auth/register", json=account).raise_for_status()
    told = {"username": name, "password": PASSWORD}
    pair = api.client.post("/v1/auth/login", json=told, headers=_from(address)).raise_for_status().json()
    return {"Authorization": f"Bearer {pair['access_token']}"}


def _read_remaining(answer: httpx.Response) -> int:
    found = re.search(r"r=(\d+)", answer.headers["ratelimit"])
    assert found
    return int(found[1])


def _ask_until_refused(ask: Callable[[], httpx.Response], at_most: int) -> tuple[int, httpx.Response]:
    """Ask until it is too much; what is refilled meanwhile is answered as well."""
    for answered in range(at_most):
        answer = ask()
        if answer.status_code == 429:
            return answered, answer
    raise AssertionError("it was never too much")


def test_an_address_has_a_burst_of_two_hundred_reads_and_then_ten_a_second(api: RunningApi) -> None:
    begun = time.monotonic()

    answered, refused = _ask_until_refused(lambda: api.get("/v1/suggest?q=law", headers=_from("10.0.0.1")), 2000)

    seconds = time.monotonic() - begun
    assert 200 <= answered <= 200 + seconds * 10 + 1
    assert refused.json()["type"] == "urn:tvsi:problem:too-many-requests"
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["ratelimit-policy"] == '"reads";q=600;w=60'
    assert _read_remaining(refused) == 0
    assert api.get("/v1/suggest?q=law", headers=_from("10.0.0.2")).status_code == 200


def test_every_answer_tells_what_is_left(api: RunningApi) -> None:
    first, second = (api.get("/v1/episodes?genre=Food", headers=_from("10.0.0.3")) for _ in range(2))

    assert _read_remaining(first) == 199
    assert _read_remaining(second) <= 199
    assert re.fullmatch(r'"reads";r=199;t=1', first.headers["ratelimit"])
    assert "RateLimit" in first.headers["access-control-expose-headers"]


@pytest.mark.parametrize("path", ["/health/live", "/health/ready", "/openapi.json", "/"])
def test_what_watches_the_service_is_not_counted(api: RunningApi, path: str) -> None:
    assert "ratelimit" not in api.get(path).headers


def test_a_user_s_requests_count_for_the_user_and_not_for_the_address(api: RunningApi) -> None:
    user = _log_in(api, "10.0.0.4")

    read = api.get("/v1/episodes", headers=_from("10.0.0.4", **user))
    write = api.client.put("/v1/episodes/1/like", headers=_from("10.0.0.5", **user))
    anonymous = api.get("/v1/episodes", headers=_from("10.0.0.4"))

    assert read.headers["ratelimit-policy"] == '"user-reads";q=600;w=60'
    assert write.headers["ratelimit-policy"] == '"user-writes";q=600;w=60'
    assert [_read_remaining(answer) for answer in (read, write, anonymous)] == [599, 599, 199]


def test_bad_tokens_count_for_the_address(api: RunningApi) -> None:
    bad = {"Authorization": "Bearer none"}

    answered, refused = _ask_until_refused(lambda: api.get("/v1/me", headers=_from("10.0.0.6", **bad)), 2000)

    assert answered >= 200
    assert refused.headers["ratelimit-policy"] == '"reads";q=600;w=60'


def test_logins_are_ten_a_minute_for_an_account_and_sixty_for_an_address(api: RunningApi) -> None:
    def log_in(name: str) -> httpx.Response:
        told = {"username": name, "password": PASSWORD}
        return api.client.post("/v1/auth/login", json=told, headers=_from("10.0.0.7"))

    # The growing delay answers 429 as well, with another type, and counts here too.
    same = [log_in("somebody") for _ in range(11)]
    others = [log_in(f"nobody{number}") for number in range(60)]

    kinds = [answer.json()["type"].rpartition(":")[2] for answer in same]
    assert kinds[-1] == "too-many-requests"
    assert "too-many-requests" not in kinds[:-1]
    assert same[-1].headers["ratelimit-policy"] == '"logins";q=60;w=60, "account-logins";q=10;w=60'
    refused = [answer for answer in others if answer.json()["type"].endswith("too-many-requests")]
    assert refused
    assert refused[0].headers["ratelimit-policy"] == '"logins";q=60;w=60'


def _register(api: RunningApi, address: str) -> int:
    name = f"limited{next(_numbers)}"
    account = {"username": name, "email": f"{name}@example.org", "password": PASSWORD}
    return api.client.post("/v1/auth/register", json=account, headers=_from(address)).status_code


def test_registrations_are_limited_where_a_limit_is_set(start: Start) -> None:
    api = start(registrations_per_hour=2)

    assert [_register(api, "10.0.0.8") for _ in range(3)] == [201, 201, 429]
    assert _register(api, "10.0.0.9") == 201


def test_without_limits_nothing_is_counted(start: Start) -> None:
    assert "ratelimit" not in start(rate_limits="off").get("/v1/episodes").headers


def test_with_redis_processes_count_together(start: Start, redis_url: str) -> None:
    redis.Redis.from_url(redis_url).flushall()
    apis = [start(redis_url=redis_url, registrations_per_hour=4) for _ in range(2)]

    answers = [_register(api, "10.0.1.1") for api in apis * 3]

    assert answers == [201, 201, 201, 201, 429, 429]


def test_without_redis_a_worker_counts_its_share(start: Start) -> None:
    api = start(api_workers=2)

    answers = [api.get("/v1/episodes", headers=_from("10.0.1.2")) for _ in range(4)]

    assert max(map(_read_remaining, answers)) == 99
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"reads";q=300;w=60'}


def test_a_redis_that_is_away_refuses_nobody(start: Start) -> None:
    api = start(redis_url="redis://127.0.0.1:9/0")

    answers = [api.get("/v1/episodes?genre=Crime", headers=_from("10.0.1.3")) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200] * 3
    assert _read_remaining(answers[0]) == 199
