"""A real browser on the sandbox's page: one for all, one toy app for a module, a workspace and a window of its own for every test."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright

from sandbox import Sandbox
from tests.browser.toy import Company, Json, company, toy

# Nothing here takes a second: whatever waits this long waits for ever.
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("chromium")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=executable, args=["--disable-gpu"], timeout=90_000)
        yield chromium
        await chromium.close()


@pytest.fixture(scope="module")
async def heard() -> list[Json]:
    """Everything the toy app heard."""
    return []


@pytest.fixture(scope="module")
async def slack(heard: list[Json]) -> AsyncIterator[Sandbox]:
    async with toy(heard) as slack:
        yield slack


@pytest.fixture
async def acme(slack: Sandbox, heard: list[Json]) -> AsyncIterator[Company]:
    heard.clear()
    acme = company(slack, heard)
    yield acme
    del slack.workspaces[acme.workspace.team_id]


@pytest.fixture
async def page(browser: Browser, acme: Company) -> AsyncIterator[Page]:  # noqa: ARG001 - its workspace goes after the window
    """A window in which nothing may go wrong unseen. What it asked for once its workspace is gone would not be found."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale="en-US")
    context.set_default_timeout(PATIENCE_MS)
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    # What the server refuses is told on the page; the browser writes it down as well.
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" and "status of 409" not in line.text else None)
    yield page
    await context.close()
    assert wrong == []
