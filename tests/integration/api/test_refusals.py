"""What ``GET /v1/episodes`` cannot be asked: nothing is clamped or ignored in silence."""

from __future__ import annotations

import pytest

from tests.fixtures.api import RunningApi


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("facets=genre,feed", "facets"),
        ("facets=genre,genre", "facets"),
        ("facets=genre&facets=season", "facets"),
        ("facet_size=0", "facet_size"),
        ("facet_size=101", "facet_size"),
        ("cursor=*&page=1", "cursor"),
        ("include=crew", "include"),
        ("include=cast&include=cast", "include"),
        ("sort=title", "sort"),
        ("sort=relevance", "sort"),
        ("sort=name,show,season,number,likes", "sort"),
        ("q=a&q=b", "q"),
        ("q=" + "x" * 201, "q"),
        ("q=" + "+".join("x" * 21), "q"),
        ("page=0", "page"),
        ("page=501", "page"),
        ("page=1.5", "page"),
        ("per_page=0", "per_page"),
        ("per_page=101", "per_page"),
        ("season=two", "season"),
        ("season=2147483648", "season"),
        ("person_id=9223372036854775808", "person_id"),
        ("airdate_from=2020-13-01", "airdate_from"),
        ("airdate_from=2020-12-01&airdate_from=2020-12-02", "airdate_from"),
        ("airs_to=2020-12-01", "airs_to"),
        ("rating_min=nan", "rating_min"),
        ("rating_max=11", "rating_max"),
        ("likes_min=-1", "likes_min"),
        ("rated=maybe", "rated"),
        ("genre=%00", "genre"),
        ("genre=%FF", "genre"),
        ("genre=%ED%A0%80", "genre"),
        ("&".join(["genre=a"] * 51), "genre"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(api: RunningApi, query: str, name: str) -> None:
    response = api.get(f"/v1/episodes?{query}")
    body = response.json()

    assert response.status_code == 400
    assert body["type"] == "urn:tvsi:problem:invalid-parameters"
    assert [error["parameter"] for error in body["errors"]] == [name]
