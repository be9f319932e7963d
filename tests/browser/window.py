"""The one window that every test looks through: the page is loaded once, and drawn anew for each of them."""

from __future__ import annotations

import asyncio
from http import HTTPStatus
from urllib.parse import urlsplit

from playwright.async_api import Browser, ConsoleMessage, Page, Request, Response, ViewportSize

from tests.browser.toy import Company

SIZE = ViewportSize(width=1280, height=800)
FLAGS = ("--disable-gpu", "--process-per-site", "--renderer-process-limit=1", "--disable-site-isolation-trials")
"""All pages in one process of the browser's: each process of its own takes longer to begin than most tests to look."""

_BEGUN = """async (place) => {
  const parts = ["vendor/preact", "app", "store"].map((one) => import(`/page/${one}.js`));
  const [{ h, render }, { App }, { go, store }] = await Promise.all(parts);
  render(null, document.getElementById("page"));
  Object.assign(store, { told: null, asides: [] });
  go({ tab: "messages", found: "", ...place });
  render(h(App), document.getElementById("page"));
}"""
_ENDED = """async () => {
  const [{ render }, { store }] = await Promise.all(["vendor/preact", "store"].map((one) => import(`/page/${one}.js`)));
  render(null, document.getElementById("page"));
  store.place = { ...store.place, me: "", channel: "", thread: "" };
  localStorage.clear();
}"""


async def look(page: Page, acme: Company, thread: str = "") -> None:
    """See #general with Ana's eyes: in a page as it is when it was just loaded, which it is only where another one was before."""
    place = {"me": acme.ana.id, "channel": acme.general.id, "thread": thread}
    if urlsplit(page.url).netloc == urlsplit(acme.slack.url).netloc:
        await page.evaluate(_BEGUN, place)
    else:
        await page.goto(f"{acme.address()}&thread={thread}")


class Window:
    """A page of the browser's, with an eye on what goes wrong in it and on what it asks the server.

    wrong is what went wrong since somebody began to look.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.wrong: list[str] = []
        self._looking = False
        self._asked: set[Request] = set()
        self._answered = asyncio.Event()
        page.on("pageerror", lambda error: self.wrong.append(str(error)))
        page.on("console", self._complained)
        page.on("request", self._ask)
        page.on("response", self._refused)
        page.on("requestfinished", self._answer)
        page.on("requestfailed", self._answer)

    @classmethod
    async def opened(cls, browser: Browser) -> Window:
        """Open it."""
        context = await browser.new_context(viewport=SIZE, locale="en-US", reduced_motion="reduce")
        return cls(await context.new_page())

    def begin(self) -> Page:
        """Let somebody look: from now on nothing may go wrong."""
        self.wrong.clear()
        self._looking = True
        return self.page

    async def leave(self, home: str) -> None:
        """Draw nothing, and wait for what the page still asks: nobody may be gone before they are answered.

        A page from anywhere but home is closed, or it would ask there whenever something changes.
        """
        if self.page.url.startswith("http"):
            await self.page.evaluate(_ENDED)
        self._looking = False
        while self._asked:
            self._answered.clear()
            await self._answered.wait()
        if not self.page.url.startswith(home):
            await self.page.goto("about:blank")
        await self.page.mouse.move(0, 0)
        if self.page.viewport_size != SIZE:
            await self.page.set_viewport_size(SIZE)

    def _complained(self, line: ConsoleMessage) -> None:
        # What the server refuses is written down as well, and without its question.
        if line.type == "error" and "the server responded with" not in line.text:
            self.wrong.append(f"{line.text} {line.location['url']}")

    def _ask(self, request: Request) -> None:
        if self._looking and not request.url.endswith("/sandbox/changes"):
            self._asked.add(request)

    def _refused(self, response: Response) -> None:
        # What cannot be done is told on the page.
        if response.status >= HTTPStatus.BAD_REQUEST and response.status != HTTPStatus.CONFLICT and response.request in self._asked:
            self.wrong.append(f"{response.status} {response.url} {response.request.post_data}")

    def _answer(self, request: Request) -> None:
        self._asked.discard(request)
        self._answered.set()
