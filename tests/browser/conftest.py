"""A real browser on the sandbox's page: one window and one toy app for all, a workspace of its own for every test."""

import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from sandbox import Sandbox
from tests.browser.toy import Company, Json, company, toy
from tests.browser.window import FLAGS, Window

# Nothing here takes a second: whatever waits this long waits for ever.
PATIENCE_MS = 30_000


@pytest.fixture(scope="session")
async def window() -> AsyncIterator[Window]:
    executable = shutil.which("chromium")
    if executable is None:
        pytest.skip("chromium")
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(executable_path=executable, args=FLAGS, timeout=90_000)
        window = await Window.opened(chromium)
        window.page.set_default_timeout(PATIENCE_MS)
        expect.set_options(timeout=PATIENCE_MS)
        yield window
        await chromium.close()


@pytest.fixture(scope="session")
async def heard() -> list[Json]:
    """Everything the toy app heard."""
    return []


@pytest.fixture(scope="session")
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
async def page(window: Window, acme: Company) -> AsyncIterator[Page]:
    """A window in which nothing may go wrong unseen."""
    yield window.begin()
    await window.leave(acme.slack.url)
    assert window.wrong == []
