"""Accounts on the page: registering, liking and bookmarking in place, my bookmarks, logging out."""

from __future__ import annotations

import asyncio
import re
import secrets

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from tests.browser.conftest import OpenPage

pytestmark = pytest.mark.asyncio(loop_scope="session")
SPOIL_ACCESS = """
    const kept = JSON.parse(localStorage.getItem("tvsi-session"));
    localStorage.setItem("tvsi-session", JSON.stringify({ ...kept, access: "expired" }));
"""
PASSWORD = "a heron on the pier"


async def _register(page: Page) -> str:
    name = f"ada-{secrets.token_hex(4)}"
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("button", name="Make an account").click()
    await page.get_by_label("Username").fill(name)
    await page.get_by_label("E-mail").fill(f"{name}@example.org")
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Register").click()
    await expect(page.locator("#who")).to_have_text(name)
    await page.wait_for_selector("main[aria-busy=false]")
    return name


async def test_likes_and_bookmarks_are_kept(open_page: OpenPage) -> None:
    page = await open_page("/?q=crossing")
    await _register(page)
    like, bookmark = (
        page.get_by_role("button", name="Like A Crossing"),
        page.get_by_role("button", name="Bookmark A Crossing"),
    )

    await like.click()
    await expect(page.locator("#said")).to_have_text("A Crossing in Fog: liked")
    await bookmark.click()
    await expect(page.locator("#said")).to_have_text("A Crossing in Fog: bookmarked")
    await page.reload()

    await expect(like).to_have_attribute("aria-pressed", "true")
    await page.get_by_role("link", name="My bookmarks").click()
    await expect(page.locator(".card h3")).to_have_text(["A Crossing in Fog"])
    assert (await Axe().run(page)).violations_count == 0


async def test_a_like_that_fails_is_taken_back(open_page: OpenPage) -> None:
    page = await open_page("/?q=again")
    await _register(page)
    like = page.get_by_role("button", name="Like Back Again")
    await page.route("**/like", lambda route: route.abort())

    await like.click()

    await expect(page.locator("#said")).to_contain_text("can't be reached")
    await expect(like).to_have_attribute("aria-pressed", "false")


async def test_liking_without_an_account_asks_to_log_in(open_page: OpenPage) -> None:
    page = await open_page("/?q=again")

    await page.get_by_role("button", name="Like Back Again").click()

    await expect(page.get_by_role("dialog")).to_contain_text("Log in to like episodes.")


async def test_a_wrong_password_is_told_and_the_right_one_logs_in(open_page: OpenPage) -> None:
    page = await open_page()
    name = await _register(page)
    await page.get_by_role("button", name="Log out").click()
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_label("Username or e-mail").fill(name)

    await page.get_by_label("Password").fill("a gull on the pier")
    await page.get_by_role("dialog").get_by_role("button", name="Log in").click()
    await expect(page.get_by_role("alert")).not_to_be_empty()
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("dialog").get_by_role("button", name="Log in").click()

    await expect(page.locator("#who")).to_have_text(name)


async def test_an_expired_access_token_is_exchanged_unnoticed(open_page: OpenPage) -> None:
    page = await open_page("/?q=again")
    await _register(page)
    refused: list[str] = []

    async def refuse_once(route: object) -> None:
        if refused:
            await route.continue_()  # type: ignore[attr-defined] # Playwright's route
        else:
            refused.append("401")
            await route.fulfill(status=401, json={})  # type: ignore[attr-defined] # the same

    await page.route("**/like", refuse_once)
    async with page.expect_response(re.compile("auth/refresh")) as exchanged:
        await page.get_by_role("button", name="Like Back Again").click()

    assert (await exchanged.value).ok
    await expect(page.locator("#said")).to_have_text("Back Again: liked")


async def test_all_tabs_are_logged_in_and_out_together(open_page: OpenPage) -> None:
    first = await open_page("/?q=again")
    name = await _register(first)
    second = await first.context.new_page()
    await second.goto(first.url)
    await expect(second.locator("#who")).to_have_text(name)

    for _ in range(3):
        # As after a quarter of an hour; both tabs find out at the same moment, and one exchange is for both.
        await first.evaluate(SPOIL_ACCESS)
        for page in (first, second):
            await page.evaluate("document.querySelector('#said').textContent = ''")
        await asyncio.gather(*(page.get_by_role("button", name="Like Back Again").click() for page in (first, second)))
        for page in (first, second):
            await expect(page.locator("#said")).to_contain_text("Back Again: ")
            await page.reload()
            await expect(page.locator("#who")).to_have_text(name)
    await first.get_by_role("button", name="Log out").click()

    await expect(second.locator("#who")).to_be_empty()
    await expect(second.get_by_role("button", name="Log in")).to_be_visible()
