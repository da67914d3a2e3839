"""Nothing of Elasticsearch's query language is reachable: what means something there is plain text here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from elasticsearch import Elasticsearch

from catalog.index import FILTERS
from tests.fixtures.api import RunningApi
from tests.integration.api.routes import DECLARED, ROUTES, Route, name_route
from tests.integration.contract.calls import Call, register_fan
from tests.integration.contract.conftest import ALIAS

# By each of them Elasticsearch itself, asked in its own language, finds an episode.
LANGUAGE = [
    "*",
    "*:*",
    "p*t",
    "p?lot",
    "/[p]il.t/",
    "[* TO *]",
    "[paa TO piz]",
    ">paa",
    "nonsense OR pilot",
    "nonsense || pilot",
    "(pilot AND NOT nonsense)",
    "(nonsense pilot)",
    "pulut~2",
    "pilot^9 nonsense",
    "_exists_:name",
    "_id:1",
    "name:*",
    "likes:>=0",
    "withdrawn:true",
    "\\*:*",
]
BODIES = [
    '{"match_all":{}}',
    '{"query":{"match_all":{}}}',
    '"}},{"match_all":{}},{"term":{"x":"',
    '{"wildcard":{"genre":"*"}}',
    '{"script":{"source":"true"}}',
    "*",
    "D*",
    "Dram?",
    "/.*/",
    "Drama OR News",
    "[* TO *]",
    "drama~2",
    "_all",
    "${genre}",
]
ODDITIES = [
    "x" * 200,
    "a b c d e f g h i j k l m n o p q r s t",
    '"' * 199,
    '"-' * 99,
    "-" * 200,
    '- - -"- -"',
    "(" * 200,
    "\\" * 200,
    "S9999E9999 9999x9999 season 9999 episode 9999",
    "s" + "1" * 199,
    "\u0301" * 200,
    "\ufdfa" * 200,
    "e\u0301" * 100,
    "\ufffe\uffff\ufffd\U0010ffff",
    "\u202e\u2066\u200b\u200d\ufeff",
    "\u2028\u2029\u0085\x1c\x1f\x7f",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467" * 20,
    "\u0130\u0131\u00df\ufb03\u01c5\u1e9e",
    "\u0e01\u0e33\u0ea5\u0eb2\u0f0b\u1000\u1780",
    "\U0001d518\U0001d52b\u2167\u00bd\u2460\uff21",
    "\ud55c\uad6d\uc5b4 \u65e5\u672c\u8a9e \u05e2\u05d1\u05e8\u05d9\u05ea",
]
# Lone surrogates, a NUL in two bytes, beyond Unicode, cut short.
NO_TEXT = ["%ED%A0%80", "%ED%B0%80", "%C0%80", "%FF", "%F4%90%80%80", "%E2%82"]
SOON_SECONDS = 1.5
OF_ELASTICSEARCH = [
    "_source",
    "source",
    "source_content_type",
    "body",
    "query",
    "filter_path",
    "size",
    "from",
    "scroll",
    "timeout",
    "routing",
    "preference",
    "terminate_after",
    "track_total_hits",
    "default_operator",
    "analyzer",
    "df",
    "lenient",
    "q[match_all]",
    "q.query_string",
    "genre[]",
    "genre.folded",
    "_id",
    "__proto__",
]


@pytest.fixture(scope="module")
def es(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    """Ask Elasticsearch itself."""
    with Elasticsearch(elasticsearch_url) as client:
        yield client


def _find(api: RunningApi, **query: Any) -> set[int]:
    response = api.get("/v1/episodes", params={"per_page": 100, **query})
    assert response.status_code == 200, response.text
    return {item["id"] for item in response.json()["items"]}


def _ask_in_its_language(es: Elasticsearch, text: str) -> set[int]:
    hits = es.search(index=ALIAS, q=text, size=100)["hits"]["hits"]
    return {int(hit["_id"]) for hit in hits}


def _list_text_parameters(route: Route) -> list[str]:
    kinds = {parameter.name: parameter.kind.schema() for parameter in DECLARED[route].parameters}
    return [name for name, schema in kinds.items() if schema["type"] == "string" and "maxLength" in schema]


READING = [route for route in ROUTES if _list_text_parameters(route)]


@pytest.fixture(scope="module")
def calls(api: RunningApi, document: dict[str, Any]) -> dict[Route, Call]:
    """Make calls of somebody."""
    fan = register_fan(api)
    return {route: Call(api, document, route, fan) for route in READING}


@pytest.mark.parametrize("text", LANGUAGE)
def test_what_elasticsearch_reads_as_a_query_are_words_here(api: RunningApi, es: Elasticsearch, text: str) -> None:
    meant = _ask_in_its_language(es, text)

    # To the analysis a fullwidth mark is a mark as well; to the query language it is nothing.
    as_words = _find(api, q=text.translate({mark: mark + 0xFEE0 for mark in map(ord, "*:?/[]()<>=|~^\\{}!&+")}))

    assert meant
    assert _find(api, q=text) == as_words
    assert _find(api, q=text) != meant


@pytest.mark.parametrize("route", READING, ids=name_route)
def test_a_value_of_a_filter_is_a_value(calls: dict[Route, Call], route: Route) -> None:
    call = calls[route]
    names = [name for name in _list_text_parameters(route) if name not in {"q", "cursor"}]
    asked = [(name, text) for name in names for text in BODIES]

    answers = {pair: call.ask(params=dict([pair])) for pair in asked}

    assert {pair: answer.status_code for pair, answer in answers.items()} == dict.fromkeys(asked, 200)
    assert {pair for pair, answer in answers.items() if _shows_something(answer)} == set()


def _shows_something(answer: httpx.Response) -> bool:
    if answer.headers["Content-Type"].startswith("text/calendar"):
        return "BEGIN:VEVENT" in answer.text
    return bool(answer.json()["items"])


@pytest.mark.parametrize("route", READING, ids=name_route)
def test_the_oddest_text_is_answered_and_soon(calls: dict[Route, Call], route: Route) -> None:
    call = calls[route]
    # Of the filters, which are all alike, one.
    names = [name for name in _list_text_parameters(route) if name not in FILTERS or name == "person"]

    answers = {(name, text): _ask_unhurried(call, {name: text}) for name in names for text in ODDITIES}

    assert {pair: answer.text for pair, answer in answers.items() if answer.status_code not in {200, 400}} == {}
    assert all(answer.elapsed.total_seconds() < SOON_SECONDS for answer in answers.values())


def _ask_unhurried(call: Call, params: dict[str, str]) -> httpx.Response:
    """Ask, and once more where it took long: a busy machine stalls once, a costly query is slow each time."""
    answer = call.ask(params=params)
    return answer if answer.elapsed.total_seconds() < SOON_SECONDS else call.ask(params=params)


@pytest.mark.parametrize("name", OF_ELASTICSEARCH)
def test_no_parameter_of_elasticsearch_is_taken(api: RunningApi, name: str) -> None:
    response = api.get("/v1/episodes", params={name: "1"})

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sort", "_score"),
        ("sort", "_id"),
        ("sort", "_doc"),
        ("sort", "_script"),
        ("sort", "name.folded"),
        ("sort", "likes:desc"),
        ("sort", '{"likes":"desc"}'),
        ("facets", "_id"),
        ("facets", "name"),
        ("facets", "genre.folded"),
        ("facets", "*"),
        ("include", "*"),
        ("include", "_source"),
        ("airdate_from", "now-1d"),
        ("airdate_from", "2020-12-01||/M"),
        ("airs_from", "now"),
        ("airs_from", "1606780800000"),
        ("rating_min", "*"),
        ("likes_min", "1 OR 1"),
        ("show_id", "1,2"),
        ("show_id", "[1]"),
        ("q", "\x00"),
        ("genre", "Drama\x00"),
    ],
)
def test_no_field_script_or_date_expression_is_taken(api: RunningApi, name: str, value: str) -> None:
    response = api.get("/v1/episodes", params={name: value})

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [name]


@pytest.mark.parametrize("route", READING, ids=name_route)
def test_bytes_that_are_no_text_are_refused_by_name(calls: dict[Route, Call], route: Route) -> None:
    call = calls[route]
    asked = [(name, raw) for name in _list_text_parameters(route) for raw in NO_TEXT]

    answers = {pair: call.ask(query="=".join(pair)) for pair in asked}

    assert {answer.status_code for answer in answers.values()} == {400}
    for (name, _), answer in answers.items():
        assert [error["parameter"] for error in answer.json()["errors"]] == [name]
