"""The guide: a day as channels by hours, walked day by day."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.asyncio(loop_scope="session")
DAY = "/guide?date=2026-03-02"


async def test_days_are_walked_and_kept_in_the_address(open_page: OpenPage) -> None:
    page = await open_page(DAY)
    title = page.get_by_role("heading", level=1)
    await expect(title).to_have_text("Monday, March 2, 2026")

    await page.get_by_role("link", name="Day after").click()
    await expect(title).to_have_text("Tuesday, March 3, 2026")
    await expect(page).to_have_url(re.compile("date=2026-03-03"))
    await page.go_back()
    await expect(title).to_have_text("Monday, March 2, 2026")
    await page.get_by_label("Day", exact=True).fill("2026-03-03")

    await expect(title).to_have_text("Tuesday, March 3, 2026")


async def test_overlapping_programmes_lie_below_each_other(open_page: OpenPage) -> None:
    page = await open_page(DAY)
    lane = page.get_by_role("list", name="Prairie One")
    first, second = lane.get_by_role("listitem").first, lane.get_by_role("listitem").last

    above, below = await first.bounding_box(), await second.bounding_box()

    assert above
    assert below
    assert below["y"] >= above["y"] + above["height"]
    assert below["x"] == above["x"]


async def test_what_has_no_time_is_on_at_any_time(open_page: OpenPage) -> None:
    page = await open_page(DAY)

    await expect(page.locator(".anytime")).to_contain_text("On Demand")
    await expect(page.locator(".grid")).not_to_contain_text("On Demand")


async def test_a_programme_leads_to_the_search_of_its_show(open_page: OpenPage) -> None:
    page = await open_page(DAY)

    await page.get_by_role("link", name="A Crossing in Fog").click()

    await expect(page.locator("#count")).to_have_text(re.compile("^3 episodes"))
    await expect(page.locator(".chip")).to_contain_text("Show: The Ferry")


async def test_a_phone_gets_a_list_by_hour(open_page: OpenPage) -> None:
    page = await open_page(DAY, viewport={"width": 390, "height": 780})

    await expect(page.get_by_role("heading", name="8:00 PM")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_a_now_line_stands_on_the_day_that_is_now(open_page: OpenPage) -> None:
    page = await open_page("/guide?date=2026-03-03")
    await expect(page.locator(".now")).to_have_count(0)

    await page.clock.set_fixed_time("2026-03-03T01:30:00Z")
    await page.get_by_role("link", name="Day before").click()

    await expect(page.locator(".now")).to_have_count(1)
    await expect(page.locator(".lane .on")).to_have_count(2)


async def test_a_day_that_is_not_loaded_says_so(open_page: OpenPage) -> None:
    page = await open_page("/guide?date=2024-05-05")

    await expect(page.get_by_role("heading", name="This day has not been loaded")).to_be_visible()
