"""The search page: words, filters, order and pages, all of them in the address."""

from __future__ import annotations

import asyncio
import re

import pytest
from playwright.async_api import Page, Route, expect

from tests.browser.conftest import OpenPage
from tests.browser.corpus import INJECTED, NIGHTS

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVERY = NIGHTS + 4


async def _expect_count(page: Page, count: int) -> None:
    await expect(page.locator("#count")).to_have_text(re.compile(rf"^{count} episodes?( in .*)?$"))


async def test_typing_finds_and_marks_what_is_typed(open_page: OpenPage) -> None:
    page = await open_page()

    await page.get_by_role("combobox").first.press_sequentially("crossing fog")

    await _expect_count(page, 1)
    await expect(page.locator(".card mark").first).to_have_text("Crossing")
    await expect(page).to_have_url(re.compile(r"\?q=crossing\+fog$"))


async def test_back_forward_and_reload_keep_the_search(open_page: OpenPage) -> None:
    page = await open_page()
    await page.get_by_role("checkbox", name="Comedy").check()
    await page.get_by_label("Sort").select_option("name")
    await expect(page).to_have_url(re.compile(r"genre=Comedy&sort=name"))

    await page.reload()
    await expect(page.get_by_role("checkbox", name="Comedy")).to_be_checked()
    await page.go_back()
    await expect(page).to_have_url(re.compile(r"\?genre=Comedy$"))
    await page.go_back()
    await _expect_count(page, EVERY)
    await page.go_forward()

    await _expect_count(page, NIGHTS + 1)


async def test_facets_select_and_chips_remove(open_page: OpenPage) -> None:
    page = await open_page()

    await page.get_by_role("checkbox", name="Prairie One").check()
    await page.get_by_role("checkbox", name="Marquee").check()
    await _expect_count(page, 4)
    await page.get_by_role("button", name=re.compile("Network: Marquee.*remove")).click()
    await _expect_count(page, 3)
    await page.get_by_role("button", name="Clear all").click()

    await _expect_count(page, EVERY)
    await expect(page.locator(".chip")).to_have_count(0)


async def test_two_fast_choices_are_both_kept(open_page: OpenPage) -> None:
    page = await open_page()
    first_asked = asyncio.Event()

    async def hold(_: Route) -> None:
        # The page gives this question up for the next one, so it is never answered.
        first_asked.set()

    await page.route(re.compile(r"/v1/episodes\?network=Prairie\+One&page=1&"), hold)
    await page.get_by_role("checkbox", name="Prairie One").check()
    await first_asked.wait()
    await page.get_by_role("checkbox", name="Marquee").check()

    await _expect_count(page, 4)
    await expect(page).to_have_url(re.compile(r"\?network=Prairie\+One&network=Marquee$"))
    await page.unroute_all(behavior="ignoreErrors")


async def test_show_more_lists_every_value(open_page: OpenPage) -> None:
    page = await open_page()
    values = page.get_by_role("group", name="Genre").get_by_role("checkbox")
    await expect(values).to_have_count(6)

    await page.get_by_role("button", name="Show more of Genre").click()

    await expect(values).to_have_count(10)


async def test_a_box_searches_the_values_of_a_facet(open_page: OpenPage) -> None:
    page = await open_page()

    await page.get_by_role("searchbox", name="Search in Network").fill("prai")

    await expect(page.get_by_role("group", name="Network").get_by_role("checkbox")).to_have_count(1)
    await page.get_by_role("checkbox", name="Prairie One").check()
    await _expect_count(page, 3)


async def test_a_bar_of_the_histogram_narrows_to_its_day(open_page: OpenPage) -> None:
    page = await open_page()

    await page.get_by_role("button", name="Mon, Mar 2, 2026: 4 episodes").click()

    await _expect_count(page, 4)
    await expect(page).to_have_url(re.compile("airdate_from=2026-03-02&airdate_to=2026-03-02"))
    await expect(page.locator(".chip")).to_have_text(re.compile("Airdate: Mon, Mar 2, 2026"))


async def test_a_range_narrows_and_is_taken_back(open_page: OpenPage) -> None:
    page = await open_page()
    await page.locator("summary", has_text="Rating").click()
    best = page.get_by_role("button", name=re.compile("^9 or more"))

    await best.click()
    await _expect_count(page, 6)
    await expect(best).to_have_attribute("aria-pressed", "true")
    await best.click()

    await _expect_count(page, EVERY)


async def test_the_order_is_chosen(open_page: OpenPage) -> None:
    page = await open_page()

    await page.get_by_label("Sort").select_option("-rating")

    await expect(page.locator(".card h3").first).to_have_text(f"Night {NIGHTS}")


async def test_pages_are_walked(open_page: OpenPage) -> None:
    page = await open_page("/?sort=airstamp")
    first = await page.locator(".card h3").first.text_content()

    await page.get_by_role("link", name="Next →").click()
    await expect(page.locator("#paging")).to_contain_text("Page 2 of 3")
    await expect(page.locator(".card h3").first).not_to_have_text(first or "")
    await page.get_by_role("link", name="← Previous").click()

    await expect(page.locator(".card h3").first).to_have_text(first or "")


async def test_a_misspelt_word_is_corrected(open_page: OpenPage) -> None:
    page = await open_page("/?q=lighthuose")

    await page.locator("#meant a").click()

    await expect(page.get_by_role("combobox").first).to_have_value("lighthouse")
    await _expect_count(page, NIGHTS)


async def test_an_older_answer_never_replaces_a_newer_one(open_page: OpenPage) -> None:
    page = await open_page()

    async def delay(route: object) -> None:
        await page.wait_for_timeout(600)
        await route.continue_()  # type: ignore[attr-defined] # the route was given up meanwhile

    await page.route("**/v1/episodes?q=ferry&**", delay)
    await page.get_by_role("combobox").first.fill("ferry")
    await page.wait_for_timeout(200)
    await page.get_by_role("combobox").first.fill("whenever")
    await _expect_count(page, 1)
    await page.wait_for_timeout(700)

    await _expect_count(page, 1)
    await page.unroute_all(behavior="ignoreErrors")


async def test_a_name_that_is_markup_stays_text(open_page: OpenPage) -> None:
    page = await open_page("/?q=onerror")

    await expect(page.locator(".card h3")).to_have_text(INJECTED)
    await page.locator(".card h3 a").click()
    await expect(page.locator("#details h2")).to_have_text(INJECTED)

    assert await page.locator("img[src=x]").count() == 0
    assert "taken over" not in await page.title()


async def test_details_show_who_is_in_it(open_page: OpenPage) -> None:
    page = await open_page("/?q=crossing")

    await page.get_by_role("link", name="A Crossing in Fog").click()
    await expect(page.locator("#details")).to_contain_text("Ines Calder")
    await expect(page.locator("#details")).to_contain_text("as The Keeper")
    await page.get_by_role("button", name="Close").click()

    await expect(page.locator("#details")).to_be_hidden()
    await expect(page).to_have_url(re.compile(r"\?q=crossing$"))


async def test_nothing_found_says_what_to_do(open_page: OpenPage) -> None:
    page = await open_page("/?q=zzzzqqqq&genre=Drama")

    await expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    await page.get_by_role("button", name="Clear all filters").click()

    await expect(page.locator(".chip")).to_have_count(0)
