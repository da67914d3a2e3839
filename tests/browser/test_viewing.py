"""Who looks, and how: by keyboard, on a phone, in the dark, from another zone, while the search is away."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import ALIAS, OpenPage
from tests.fixtures.api import StartApi

pytestmark = pytest.mark.asyncio(loop_scope="session")
PHONE = {"width": 390, "height": 780}


async def _check(page: Page) -> None:
    """Let axe look, and at the colours again in the dark."""
    found = await Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    await page.evaluate("document.documentElement.dataset.theme = 'dark'")
    found = await Axe().run(page, options={"runOnly": ["color-contrast"]})
    assert found.violations_count == 0, found.generate_report()
    await page.evaluate("document.documentElement.dataset.theme = 'light'")


async def test_the_keyboard_alone_finds_a_person(open_page: OpenPage) -> None:
    page = await open_page()
    box = page.get_by_role("combobox").first

    await page.keyboard.press("/")
    await expect(box).to_be_focused()
    await page.keyboard.type("ines")
    await expect(page.locator("#suggestions li")).to_have_count(1)
    await page.keyboard.press("ArrowDown")
    await expect(box).to_have_attribute("aria-activedescendant", "suggestion-0")
    await page.keyboard.press("Enter")

    await expect(page).to_have_url(re.compile(r"\?person=Ines\+Calder$"))
    await expect(page.locator(".card h3")).to_have_text(["A Crossing in Fog"])


async def test_arrows_walk_along_the_histogram(open_page: OpenPage) -> None:
    page = await open_page()
    bars = page.get_by_role("group", name="Episodes by airdate").get_by_role("button")

    await bars.first.focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")

    await expect(page).to_have_url(re.compile("airdate_from=2026-03-03"))


@pytest.mark.parametrize(
    ("zone", "said"),
    [("America/New_York", "Mon, Mar 2, 2026, 8:00 PM EST"), ("Asia/Tokyo", "Tue, Mar 3, 2026, 10:00 AM GMT+9")],
)
async def test_airtimes_are_in_the_viewers_zone(open_page: OpenPage, zone: str, said: str) -> None:
    page = await open_page("/?q=crossing", timezone_id=zone)

    await expect(page.locator(".facts")).to_contain_text(said)


async def test_an_unknown_airtime_is_a_day_alone(open_page: OpenPage) -> None:
    page = await open_page("/?q=demand", timezone_id="Asia/Tokyo")

    await expect(page.locator(".facts span").first).to_have_text("Mon, Mar 2, 2026")


async def test_dark_is_chosen_and_kept(open_page: OpenPage) -> None:
    page = await open_page(color_scheme="light")
    root = page.locator("html")
    await expect(root).to_have_attribute("data-theme", "light")

    await page.get_by_role("button", name="Dark colours").click()
    await page.reload()

    await expect(root).to_have_attribute("data-theme", "dark")


async def test_a_phone_folds_the_filters_and_never_scrolls_sideways(open_page: OpenPage) -> None:
    page = await open_page(viewport=PHONE)
    await expect(page.get_by_role("checkbox", name="Comedy")).to_be_hidden()

    await page.locator("#drawer > summary").click()

    await expect(page.get_by_role("checkbox", name="Comedy")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


async def test_simulated_data_and_credit_are_said(open_page: OpenPage) -> None:
    page = await open_page()

    await expect(page.locator("#simulated")).to_be_visible()
    await expect(page.get_by_role("link", name="TVMaze", exact=True)).to_have_attribute(
        "href", "https://www.tvmaze.com"
    )


async def test_a_search_that_is_away_says_what_to_do(open_page: OpenPage, start_api: StartApi, filled_url: str) -> None:
    api = start_api(ALIAS, postgres_url=filled_url)

    page = await open_page(base=f"http://127.0.0.1:{api.port}")

    await expect(page.get_by_role("alert")).to_contain_text("Try again in")
    await expect(page.get_by_role("button", name="Try again")).to_be_visible()
    await _check(page)
    api.stop()


async def test_being_offline_is_said_and_mended(open_page: OpenPage) -> None:
    page = await open_page()

    await page.context.set_offline(True)
    await page.get_by_label("Sort").select_option("name")
    await expect(page.get_by_role("alert")).to_contain_text("Check your connection")
    await page.context.set_offline(False)

    await expect(page.locator(".card").first).to_be_visible()


@pytest.mark.parametrize(
    "path",
    ["/", "/?q=night&genre=Drama&page=2", "/?q=zzzz", "/?episode=101", "/?view=bookmarks", "/guide?date=2026-03-02"],
)
async def test_axe_finds_nothing(open_page: OpenPage, path: str) -> None:
    page = await open_page(path, color_scheme="light")
    if "episode" in path:
        await expect(page.locator("#details")).to_contain_text("Ines Calder")

    await _check(page)


async def test_axe_finds_nothing_in_suggestions_filters_and_forms(open_page: OpenPage) -> None:
    page = await open_page(color_scheme="light", viewport=PHONE)
    await page.get_by_role("combobox").first.press_sequentially("light")
    await expect(page.locator("#suggestions li").first).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await _check(page)
    await page.keyboard.press("Escape")
    await page.locator("#drawer > summary").click()
    await _check(page)

    await page.get_by_role("button", name="Log in").click()

    await _check(page)
