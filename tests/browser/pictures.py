"""`make pictures`: the pictures of the README and of every word, taken by a headless Chromium while the story's day is played."""

import asyncio
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from playwright.async_api import Browser, FloatRect, Page, ViewportSize, async_playwright

from sandbox.story import Place
from tests.browser.worded import LOADED, take_words
from tests.playing import a_day

PICTURES = Path(__file__).parents[2] / "docs" / "pictures"
SHARP = 2
MARGIN = 24
LAST = "main article:last-of-type"
CARD = "main article:has(img[alt^='Payments'])"


@dataclass(frozen=True)
class Picture:
    """What of the page is taken at a moment of the story: a part of it by its selector, or all."""

    name: str
    moment: str
    width: int = 1280
    height: int = 800
    of: str = ""
    margin: int = 0
    theme: str = "light"
    thread: bool = True


TAKEN = (
    Picture("room", "room", height=760),
    Picture("declare", "form", of="dialog", margin=MARGIN),
    Picture("timeline", "timeline", width=1160, height=1000, of=LAST, thread=False),
    Picture("dark", "room", height=760, theme="dark"),
    Picture("sparring", "sparring", height=1000),
    Picture("card", "card", width=1160, height=1700, of=CARD, thread=False),
)


class Photographer:
    """Opens the page where a moment is, with the eyes of whoever is there, and takes what is wanted of it."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self._browser = browser
        self._folder = folder
        self.taken: list[Path] = []
        self.address = ""

    async def at(self, moment: str, place: Place) -> None:
        """Take the pictures of a moment."""
        for picture in TAKEN:
            if picture.moment == moment:
                await self._take(picture, place)

    async def _take(self, picture: Picture, place: Place) -> None:
        size = ViewportSize(width=picture.width, height=picture.height)
        context = await self._browser.new_context(viewport=size, device_scale_factor=SHARP, locale="en-US", bypass_csp=True)
        page = await context.new_page()
        await page.add_init_script(f"localStorage.setItem('theme', '{picture.theme}')")
        where = {"as": place.person, "channel": place.channel, "thread": place.thread if picture.thread else "", "tab": place.tab}
        await page.goto(f"{self.address}?{urlencode(where)}")
        await page.locator("main article").last.wait_for()
        await page.wait_for_function(LOADED)
        await page.evaluate("document.fonts.ready.then(() => document.activeElement?.blur())")
        file = self._folder / f"{picture.name}.png"
        await page.screenshot(path=file, clip=await _part(page, picture), animations="disabled")
        self.taken.append(file)
        await context.close()


async def _part(page: Page, picture: Picture) -> FloatRect | None:
    if not picture.of:
        return None
    box = await page.locator(picture.of).last.bounding_box()
    if box is None:
        raise LookupError(f"there is no {picture.of} for {picture.name}")
    left, top = max(0.0, box["x"] - picture.margin), max(0.0, box["y"] - picture.margin)
    right, bottom = box["x"] + box["width"] + picture.margin, box["y"] + box["height"] + picture.margin
    return FloatRect(x=left, y=top, width=min(right, picture.width) - left, height=min(bottom, picture.height) - top)


async def take(folder: Path) -> list[Path]:
    """Play the day and take its pictures; returns the files."""
    executable = shutil.which("chromium")
    if executable is None:
        raise LookupError("chromium is not installed")
    with tempfile.TemporaryDirectory() as records:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=executable, args=["--disable-gpu", "--no-sandbox"])
            photographer = Photographer(browser, folder)
            async with a_day(f"sqlite:///{records}/day.db", photographer.at) as (acme, player):
                photographer.address = acme.slack.url
                await player.play()
                words = await take_words(browser, acme, player.steps.settled, folder / "words")
            await browser.close()
    return photographer.taken + words


if __name__ == "__main__":
    for path in asyncio.run(take(PICTURES)):
        sys.stdout.write(f"{path}\n")
