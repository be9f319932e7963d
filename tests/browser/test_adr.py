"""A decision from the thread it was made in to the one that takes its place, with the mouse alone."""

import os
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect

from sandbox import Message
from tests.browser.test_messages import messages, thread
from tests.deciding import answer
from tests.deployment import Team

pytestmark = pytest.mark.slow

PICTURES = os.environ.get("ADR_PICTURES", "")


async def taken(page: Page, name: str) -> None:
    """Leave a picture of this step for whoever wants to look at it."""
    if PICTURES:
        await page.screenshot(path=Path(PICTURES) / f"{name}.png", animations="disabled")


async def a_thread(team: Team, about: str) -> Message:
    """What people say before they decide."""
    first = await team.says(team.ana, f"We need to choose {about} because reports are slow: 40 s on a Monday")
    await team.says(team.bo, "ClickHouse is fast, but it is one more thing to run on call", thread=first)
    await team.says(team.chi, "We could stay on PostgreSQL with a read replica. It is cheap and we know it", thread=first)
    await team.says(team.ana, "Decided: let's go with a read replica, and look again when it is too slow", thread=first)
    return first


async def drafted(page: Page, about: str) -> Locator:
    """Use the menu of a thread's first message; returns the draft's card."""
    root = messages(page).filter(has_text=about).first
    await root.hover()
    await root.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Draft ADR from thread").click()
    await root.get_by_role("button", name="replies").click()
    card = thread(page).get_by_role("article").filter(has_text="Review and edit")
    await expect(card).to_be_visible()
    return card


async def test_a_decision_goes_from_thread_to_superseded_with_the_mouse_alone(page: Page, team: Team) -> None:
    if PICTURES:
        await page.set_viewport_size({"width": 1400, "height": 1500})
    team.claude.will(answer(), answer(title="Reports move to ClickHouse"))
    await a_thread(team, "where reports live")
    await a_thread(team, "where reports move")
    await page.goto(f"{team.slack.url}?as={team.ana.id}&channel={team.general.id}")

    card = await drafted(page, "where reports live")
    await taken(page, "1-draft")
    await card.get_by_role("button", name="Review and edit").click()
    title = page.get_by_role("dialog").get_by_label("Title")
    await expect(title).to_have_value("Reports read from a replica")
    await taken(page, "2-edit")
    await title.fill("Reports are read from a replica")
    await page.get_by_role("dialog").get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    card = thread(page).get_by_role("article").filter(has_text="Reports are read from a replica")
    await card.get_by_role("button", name="Propose", exact=True).click()
    await expect(page.get_by_role("dialog")).to_contain_text("Who decides?")
    await taken(page, "3-propose")
    await page.get_by_role("dialog").get_by_role("button", name="Propose").click()
    await expect(thread(page).get_by_role("article").filter(has_text="ADR-001")).to_contain_text("proposed")
    await taken(page, "4-proposed")
    await card.get_by_role("button", name="Accept", exact=True).click()
    await expect(card).to_contain_text("accepted")
    await team.settled()
    await taken(page, "5-accepted")

    second = await drafted(page, "where reports move")
    await second.get_by_role("button", name="Propose", exact=True).click()
    await page.get_by_role("dialog").get_by_role("button", name="Propose").click()
    await expect(thread(page).get_by_role("article").filter(has_text="ADR-002").first).to_contain_text("proposed")
    await thread(page).get_by_role("article").filter(has_text="ADR-002").first.get_by_role("button", name="Accept", exact=True).click()
    await team.settled()

    await messages(page).filter(has_text="where reports live").first.get_by_role("button", name="replies").click()
    await card.get_by_role("button", name="Supersede…").click()
    await page.get_by_role("dialog").get_by_role("combobox").click()
    await taken(page, "6-supersede")
    await page.get_by_role("option", name="ADR-002").click()
    await page.get_by_role("dialog").get_by_role("button", name="Supersede").click()
    await expect(card).to_contain_text("superseded by ADR-002")
    await team.settled()
    await taken(page, "7-superseded")
    await messages(page).filter(has_text="where reports move").first.get_by_role("button", name="replies").click()
    await expect(thread(page).get_by_role("article").filter(has_text="supersedes ADR-001")).to_be_visible()
    await team.settled()
    await taken(page, "8-supersedes")
