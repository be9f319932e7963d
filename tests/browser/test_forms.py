from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.test_messages import composer, messages
from tests.browser.toy import Company
from tests.browser.window import look

pytestmark = pytest.mark.slow

Json = dict[str, Any]
BRIEF = 1.5
"""So long Slack waits where a test waits with it; long enough to be seen waiting."""


async def heard(acme: Company, kind: str) -> Json:
    """The last thing of that kind the app was told, once it was."""
    assert await acme.slack.changes.until(lambda: any(one.get("type") == kind for one in acme.heard), 30)
    return [one for one in acme.heard if one.get("type") == kind][-1]


async def opened(page: Page, acme: Company) -> Locator:
    await look(page, acme)
    await composer(page).fill("/form")
    await composer(page).press("Enter")
    return page.get_by_role("dialog", name="Declare an incident")


async def chosen(page: Page, label: str, option: str, search: str = "") -> None:
    await page.get_by_label(f"{label} (optional)").click()
    if search:
        await page.get_by_label("Search options").fill(search)
    await page.get_by_role("option", name=option).click()


async def test_every_input_is_filled_in_and_the_app_is_told(page: Page, acme: Company) -> None:
    form = await opened(page, acme)
    await form.get_by_label("Title").fill("Checkout is down")
    await form.get_by_label("What happened").fill("two\nlines")
    await chosen(page, "Severity", "SEV1: customers cannot pay")
    await chosen(page, "Kinds", "Network")
    await page.keyboard.press("Escape")
    await chosen(page, "Lead", "Bo @bo")
    await chosen(page, "Where", "payments", search="pay")
    await chosen(page, "Service", "checkout-api", search="checkout")
    await form.get_by_label("By a customer").check()
    await form.get_by_label("This is a drill").check()
    await form.get_by_label("Day (optional)").click()
    await page.locator("[data-day$='-09']").first.click()
    await chosen(page, "Time", "12:30 AM")
    await form.get_by_label("Mail").fill("ana@example.com")
    await form.get_by_label("Link").fill("https://example.com")
    await form.get_by_label("Days").fill("3")

    await form.get_by_role("button", name="Declare").click()

    await expect(form).to_have_count(0)
    submitted = await heard(acme, "view_submission")
    told = {block: next(iter(one.values())) for block, one in submitted["view"]["state"]["values"].items()}
    assert (told["title"]["value"], told["words"]["value"]) == ("Checkout is down", "two\nlines")
    assert (told["severity"]["selected_option"]["value"], told["lead"]["selected_user"]) == ("SEV1", acme.bo.id)
    assert [one["value"] for one in told["kinds"]["selected_options"]] == ["network"]
    assert (told["where"]["selected_conversation"], told["service"]["selected_option"]["value"]) == (acme.payments.id, "api")
    assert (told["how"]["selected_option"]["value"], told["also"]["selected_options"][0]["value"]) == ("customer", "drill")
    assert (told["day"]["selected_date"][-3:], told["clock"]["selected_time"]) == ("-09", "00:30")
    assert (told["mail"]["value"], told["link"]["value"], told["days"]["value"]) == ("ana@example.com", "https://example.com", "3")


async def test_what_is_wrong_is_said_under_its_field_and_nothing_typed_is_lost(page: Page, acme: Company) -> None:
    form = await opened(page, acme)
    await form.get_by_role("button", name="Declare").click()
    await expect(form.get_by_role("alert")).to_have_text("Please complete this required field.")

    await form.get_by_label("What happened").fill("it broke")
    await form.get_by_label("Title").fill("bad")
    await acme.bo.says("meanwhile", in_=acme.general)
    await form.get_by_role("button", name="Declare").click()

    await expect(form.get_by_role("alert")).to_have_text("Say what is broken, not that it is bad.")
    await expect(form.get_by_label("Title")).to_have_value("bad")
    await expect(form.get_by_label("What happened")).to_have_value("it broke")


async def test_a_form_on_top_of_a_form_leads_back_to_what_was_typed(page: Page, acme: Company) -> None:
    form = await opened(page, acme)
    await form.get_by_label("Title").fill("more")
    await form.get_by_role("button", name="Declare").click()
    pushed = page.get_by_role("dialog", name="One more step")
    await expect(pushed.get_by_text("One more step.")).to_be_visible()

    await pushed.get_by_role("button", name="Back").click()
    await expect(form.get_by_label("Title")).to_have_value("more")
    await form.get_by_role("button", name="Declare").click()
    await pushed.get_by_role("button", name="Save").click()

    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_an_app_that_does_not_answer_is_told_as_slack_tells_it(page: Page, acme: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    form = await opened(page, acme)
    await form.get_by_label("Title").fill("slow")
    monkeypatch.setattr(acme.slack, "ack_seconds", BRIEF)
    await form.get_by_role("button", name="Declare").click()

    await expect(form.get_by_role("button", name="Working")).to_be_disabled()
    await expect(form.get_by_role("alert")).to_have_text("We had some trouble connecting. Try again?")
    await expect(form.get_by_label("Title")).to_have_value("slow")


async def test_buttons_menus_and_what_asks_first(page: Page, acme: Company) -> None:
    await acme.ana.runs("/card", in_=acme.general)
    await look(page, acme)
    card = messages(page).last

    await card.get_by_role("button", name="Resolve").click()
    await expect(page.get_by_role("dialog", name="Resolve the incident?")).to_contain_text("Reminders stop.")
    await page.get_by_role("button", name="Not yet").click()
    assert acme.heard == [one for one in acme.heard if one.get("type") != "block_actions"]
    await card.get_by_role("button", name="Resolve").click()
    await page.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    assert (await heard(acme, "block_actions"))["actions"][0]["action_id"] == "resolve"

    await card.get_by_label("Severity").click()
    await page.get_by_role("option", name="SEV3").click()
    await expect(card.get_by_label("Severity")).to_contain_text("SEV3")
    await card.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name="Snooze").click()
    await expect(page.get_by_role("menu")).to_have_count(0)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0)
    chosen = [one["actions"][0]["selected_option"]["value"] for one in acme.heard if "selected_option" in one.get("actions", [{}])[0]]
    assert chosen == ["SEV3", "snooze"]


async def test_shortcuts_open_forms_from_a_message_and_from_everywhere(page: Page, acme: Company) -> None:
    await acme.bo.says("rolled back 4.2.1", in_=acme.general)
    await look(page, acme)
    await messages(page).last.hover()
    await page.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Add to timeline").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    assert (await heard(acme, "message_action"))["message"]["text"] == "rolled back 4.2.1"
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)

    await page.get_by_role("button", name="Attachments and shortcuts").click()
    await page.get_by_role("menuitem", name="Declare incident").click()

    await expect(page.get_by_role("dialog")).to_be_visible()
    assert (await heard(acme, "shortcut"))["callback_id"] == "declare"


async def test_the_home_is_published_and_alive(page: Page, acme: Company) -> None:
    await look(page, acme)
    await page.get_by_role("button", name="CTO Toy", exact=True).click()
    await page.get_by_role("tab", name="Home").click()

    await expect(page.get_by_role("heading", name="What needs you")).to_be_visible()
    await page.get_by_role("tabpanel").get_by_role("combobox").click()
    await page.get_by_role("option", name="Friday").click()

    await expect(page.get_by_role("tabpanel").get_by_role("combobox")).to_contain_text("Friday")
    assert (await heard(acme, "block_actions"))["view"]["type"] == "home"


async def test_what_went_over_the_wire_can_be_seen_and_time_moved(page: Page, acme: Company) -> None:
    await look(page, acme)
    await page.get_by_role("button", name="What went over the wire").click()
    await composer(page).fill("/say hello")
    await composer(page).press("Enter")
    wire = page.get_by_role("complementary", name="What went over the wire")
    await wire.get_by_text("/say", exact=True).click()
    await expect(wire).to_contain_text('text: "hello"')

    await page.get_by_role("button", name="The sandbox's time").click()
    await page.get_by_role("menuitem", name="Next Monday, 09:00").click()

    await expect(page.get_by_role("button", name="The sandbox's time")).to_contain_text("Mon")


async def test_files_are_shared_and_seen(page: Page, acme: Company) -> None:
    await look(page, acme)
    await page.locator("input[type=file]").set_input_files({"name": "report.txt", "mimeType": "text/plain", "buffer": b"all is well"})

    card = messages(page).last.get_by_role("link", name="report.txt")
    await expect(card).to_contain_text("TXT 11 bytes")
    async with page.expect_download() as loading:
        await card.click()
    assert (await (await loading.value).path()).read_bytes() == b"all is well"
