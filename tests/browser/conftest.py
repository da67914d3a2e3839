"""One browser and one API for all of these tests; a context, thus a user, for each. Chromium is the system's own."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from shutil import which
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Page, async_playwright

from embedded.postgres import EmbeddedPostgres
from tests.browser.corpus import fill
from tests.fixtures.api import StartApi
from tests.fixtures.catalogue import open_catalogue

ALIAS = "browser-tests"
MISSING = "chromium is missing; install it (Debian: apt-get install chromium)"
OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of the browser. CI must have one."""
    path = which("chromium")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail(MISSING)
        pytest.skip(MISSING)
    return path


@pytest.fixture(scope="session")
def filled_url(chromium: str, postgres_server: EmbeddedPostgres, elasticsearch_url: str) -> Iterator[str]:
    """Fill a database and its index once for the run, where there is a browser to look."""
    assert chromium
    with open_catalogue(postgres_server, elasticsearch_url, ALIAS, fill) as url:
        yield url


@pytest.fixture(scope="session")
def site(start_api: StartApi, filled_url: str, elasticsearch_url: str) -> Iterator[str]:
    """Serve the catalogue and give the address."""
    running = start_api(ALIAS, postgres_url=filled_url, elasticsearch_url=elasticsearch_url)
    yield f"http://127.0.0.1:{running.port}"
    running.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Run one browser."""
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser, site: str) -> AsyncIterator[OpenPage]:
    """Open pages as a viewer of the test's own; none of them may break its policy or fail in a script."""
    wrong: list[str] = []
    contexts = []

    def note(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text:
            wrong.append(message.text)

    async def open_(path: str = "/", base: str = site, **viewer: Any) -> Page:
        usual = {"locale": "en-US", "timezone_id": "America/New_York", "viewport": {"width": 1200, "height": 900}}
        context = await browser.new_context(**{**usual, **viewer})
        contexts.append(context)
        context.set_default_timeout(8000)
        page = await context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        await page.goto(f"{base}{path}")
        await page.wait_for_selector("main[aria-busy=false]")
        return page

    yield open_
    for context in contexts:
        await context.close()
    assert wrong == []
