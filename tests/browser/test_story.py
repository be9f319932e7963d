"""The bar below the page while a day plays itself."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox.story import OVER, Chapter, Player, Stage
from tests.browser.test_messages import composer, messages, thread
from tests.browser.toy import Company
from tests.browser.window import look

pytestmark = pytest.mark.slow

LONG = 3_600.0


def bar(page: Page) -> Locator:
    return page.get_by_role("region", name="The day that plays itself")


@asynccontextmanager
async def played(acme: Company, chapter: Chapter) -> AsyncIterator[Player]:
    """A story that waits so long between steps that only who steers it lets it go on."""
    player = acme.slack.page.player = Player(acme.workspace, [chapter], pace=LONG)
    playing = asyncio.create_task(player.play())
    yield player
    playing.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await playing
    acme.slack.page.player = None


async def a_form(stage: Stage) -> None:
    ana, bo = stage.person("Ana Sánchez"), stage.person("Bo")
    root = await bo.says("is checkout slow?", in_="payments")
    await ana.says("it is", in_=root)
    await ana.runs("/form", in_="payments")
    await ana.fills({"Title": "Checkout is down"})
    await ana.submits()


async def test_the_page_goes_where_it_happens_and_a_form_does_not_hide_the_bar(page: Page, acme: Company) -> None:
    async with played(acme, Chapter("Slow", a_form)):
        await look(page, acme)
        follow = bar(page).get_by_role("button", name="Next")
        await expect(bar(page)).to_contain_text("Bo says: “is checkout slow?”")
        await expect(page.get_by_role("button", name="Acting as Bo")).to_be_visible()
        await expect(composer(page, "payments")).to_have_attribute("placeholder", "is checkout slow?")

        await follow.click()
        await expect(composer(page, "payments")).to_have_attribute("placeholder", "Message #payments")
        await expect(messages(page).last).to_contain_text("is checkout slow?")
        await follow.click()
        await expect(thread(page).get_by_role("article").last).to_contain_text("it is")
        await follow.click()
        form = page.get_by_role("dialog", name="Declare an incident")
        await expect(form).to_be_visible()
        await follow.click()
        await expect(form.get_by_label("Title")).to_have_value("Checkout is down")
        await follow.click()
        await expect(form).to_have_count(0)
        await follow.click()

        await expect(bar(page)).to_contain_text(OVER)
        await expect(bar(page).get_by_role("button")).to_have_count(0)


async def three_words(stage: Stage) -> None:
    for word in ("one", "two", "three"):
        await stage.person("Bo").says(word, in_="payments")


async def test_whoever_does_something_has_the_day_wait_for_them(page: Page, acme: Company) -> None:
    async with played(acme, Chapter("Three words", three_words)) as player:
        await look(page, acme)
        await expect(bar(page)).to_contain_text("Bo says: “one”")
        await expect(composer(page, "payments")).to_be_visible()

        await page.get_by_role("button", name="general").click()
        await expect(bar(page).get_by_role("button", name="Go on")).to_be_visible()
        await bar(page).get_by_role("button", name="Next").click()
        assert await acme.slack.changes.until(lambda: [one.shown for one in acme.payments.messages] == ["one"], 30)
        assert player.told()["state"] == "paused"
        await expect(composer(page)).to_be_visible()

        await bar(page).get_by_role("button", name="Go on").click()
        await expect(composer(page, "payments")).to_be_visible()
        assert player.told()["state"] == "playing"
