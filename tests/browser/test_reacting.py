"""Accounts on the page: registering, liking and bookmarking in place, my bookmarks, logging out."""

from __future__ import annotations

import asyncio
import re
import secrets
from dataclasses import dataclass

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, Request, Route, expect

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


WITHOUT_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });"
KEPT = "JSON.parse(localStorage.getItem('tvsi-session'))"
KEEP = "(kept) => localStorage.setItem('tvsi-session', JSON.stringify(kept))"


@dataclass(frozen=True)
class Exchange:
    """Two tabs of one user. The first was refused and asks for new tokens; its answer waits until it may come."""

    first: Page
    second: Page
    likes: list[str]
    may_answer: asyncio.Event


async def _begin_exchange(open_page: OpenPage, *, has_locks: bool) -> Exchange:
    first = await open_page("/?q=again")
    if not has_locks:
        await first.context.add_init_script(WITHOUT_LOCKS)
        await first.reload()
    await _register(first)
    second = await first.context.new_page()
    await second.goto(first.url)
    await second.wait_for_selector("main[aria-busy=false]")
    begun = Exchange(first, second, [], asyncio.Event())
    asked = asyncio.Event()

    async def hold(route: Route) -> None:
        answer = await route.fetch()
        asked.set()
        await begun.may_answer.wait()
        await route.fulfill(response=answer)

    def note(request: Request) -> None:
        if request.url.endswith("/like"):
            begun.likes.append(request.headers["authorization"])

    first.on("request", note)
    await first.route("**/auth/refresh", hold)
    kept = await first.evaluate(KEPT)
    await first.evaluate(KEEP, {**kept, "access": "expired"})
    await first.get_by_role("button", name="Like Back Again").click()
    await asked.wait()
    await second.evaluate(KEEP, kept)
    return begun


@pytest.mark.parametrize("has_locks", [True, False], ids=["locks", "no locks"])
async def test_who_logs_out_while_another_tab_exchanges_tokens_stays_so(
    open_page: OpenPage, *, has_locks: bool
) -> None:
    begun = await _begin_exchange(open_page, has_locks=has_locks)

    await begun.second.get_by_role("button", name="Log out").click()
    if has_locks:
        await begun.second.wait_for_timeout(300)  # it waits for the other tab's exchange
    else:
        await expect(begun.second.locator("#who")).to_be_empty()
    begun.may_answer.set()
    await expect(begun.first.locator("#said")).to_have_text(re.compile("Back Again: liked|no longer logged in"))

    for page in (begun.first, begun.second):
        await expect(page.locator("#who")).to_be_empty()
    assert await begun.second.evaluate(KEPT) is None


async def test_a_refused_write_is_not_repeated_as_who_logged_in_meanwhile(open_page: OpenPage) -> None:
    begun = await _begin_exchange(open_page, has_locks=False)

    await begun.second.get_by_role("button", name="Log out").click()
    name = await _register(begun.second)
    begun.may_answer.set()
    await expect(begun.first.locator("#who")).to_have_text(name)
    await expect(begun.first.locator("#said")).to_contain_text("no longer logged in")

    assert begun.likes == ["Bearer expired"]
    assert (await begun.second.evaluate(KEPT))["username"] == name
