"""Pages know their neighbours, and end where the index's window does."""

from __future__ import annotations

import pytest

from api.paging import Address, PageRequest, link_header, make_page, read_page
from api.problems import Problem

ADDRESS = Address("https://tv.example", "/v1/episodes", "q=a+b&page=2&genre=x&genre=%C3%A9")
REST = "https://tv.example/v1/episodes?q=a+b&genre=x&genre=%C3%A9&page="


def test_a_page_in_the_middle_has_both_neighbours() -> None:
    page = make_page(PageRequest(2, 20), 41, ADDRESS)

    assert page == {"size": 20, "number": 2, "next": f"{REST}3", "previous": f"{REST}1", "cursor": None}
    assert link_header(page) == {"Link": f'<{REST}3>; rel="next", <{REST}1>; rel="prev"'}


@pytest.mark.parametrize(("number", "size", "total"), [(1, 20, 0), (1, 20, 20), (3, 20, 60), (500, 20, 1_000_000)])
def test_the_last_page_has_no_next(number: int, size: int, total: int) -> None:
    assert make_page(PageRequest(number, size), total, ADDRESS)["next"] is None


def test_the_only_page_has_no_links() -> None:
    assert link_header(make_page(PageRequest(1, 20), 3, ADDRESS)) == {}


@pytest.mark.parametrize(("number", "size"), [(500, 20), (100, 100), (10_000, 1), (334, 30)])
def test_pages_reach_to_the_ten_thousandth_item(number: int, size: int) -> None:
    assert read_page({"page": number, "per_page": size}) == PageRequest(number, size)


def test_the_last_of_them_is_cut_short_at_it() -> None:
    page = PageRequest(334, 30)

    assert (page.offset, page.limit) == (9_990, 10)
    assert make_page(page, 1_000_000, ADDRESS)["next"] is None


def test_beyond_the_ten_thousandth_next_is_a_cursor() -> None:
    page = make_page(PageRequest(500, 20), 1_000_000, ADDRESS, "here")

    assert page["next"] == f"{REST.removesuffix('page=')}cursor=here"
    assert page["cursor"] == "here"
    assert make_page(PageRequest(499, 20), 1_000_000, ADDRESS, "here")["next"] == f"{REST}500"


@pytest.mark.parametrize(("number", "total", "before"), [(2, 60, 1), (500, 60, 3), (500, 0, 1)])
def test_previous_leads_back_to_a_page_that_has_items(number: int, total: int, before: int) -> None:
    previous = make_page(PageRequest(number, 20), total, ADDRESS)["previous"]

    assert previous is not None
    assert previous.endswith(f"page={before}")


@pytest.mark.parametrize(("number", "size"), [(501, 20), (101, 100), (10_001, 1), (335, 30), (2**31 - 1, 100)])
def test_pages_beyond_it_are_refused_by_name(number: int, size: int) -> None:
    with pytest.raises(Problem) as refusal:
        read_page({"page": number, "per_page": size})

    assert [error.parameter for error in refusal.value.errors] == ["page"]
