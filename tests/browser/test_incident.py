import pytest
from playwright.async_api import Page, expect

from tests.browser.test_messages import composer, messages, thread
from tests.deployment import Team

pytestmark = pytest.mark.slow


async def test_an_incident_is_run_with_mouse_and_keyboard(page: Page, team: Team) -> None:
    await page.goto(f"{team.slack.url}?as={team.ana.id}&channel={team.general.id}")
    await composer(page).press_sequentially("/inc")
    await page.keyboard.press("Tab")
    await page.keyboard.type("declare SEV1 Checkout is down")
    await page.keyboard.press("Enter")
    headline = messages(page).filter(has_text="declared by Ana")
    await expect(headline).to_contain_text("Checkout is down")

    await headline.hover()
    await headline.get_by_role("button", name="Reply in thread").click()
    await thread(page).get_by_role("textbox", name="Reply").press_sequentially("@CTO")
    await page.keyboard.press("Tab")
    await page.keyboard.type("note rolled back 4.2.1")
    await page.keyboard.press("Enter")
    await expect(thread(page).get_by_role("button", name="1 reaction, white_check_mark")).to_be_visible()

    await composer(page).fill("/incident timeline")
    await composer(page).press("Enter")
    await expect(messages(page).last).to_contain_text("rolled back 4.2.1")
    await team.settled()
