import pytest
from playwright.async_api import Locator, Page, expect

from sandbox.content import Content, with_ids
from tests.browser import shapes
from tests.browser.toy import Company
from tests.browser.window import look

pytestmark = pytest.mark.slow

DRAWN_WHILE_TOLD = """async () => {
  const parts = ["vendor/preact", "app", "store"].map((one) => import(`/page/${one}.js`));
  const [{ h, render }, { App }, { aside, store }] = await Promise.all(parts);
  const { told } = store;
  render(null, document.getElementById("page"));
  store.told = null;
  render(h(App), document.getElementById("page"));
  store.told = told;
  aside("told before the browser painted");
}"""


def composer(page: Page, channel: str = "general") -> Locator:
    return page.get_by_role("textbox", name=f"Message #{channel}")


def messages(page: Page) -> Locator:
    return page.get_by_role("main").get_by_role("article")


def thread(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Thread")


async def test_a_command_is_found_with_the_keyboard_and_its_answer_is_seen(page: Page, acme: Company) -> None:
    await look(page, acme)
    await composer(page).press_sequentially("/sa")
    await expect(page.get_by_role("option", name="/say")).to_contain_text("Says it to you")

    await page.keyboard.press("Tab")
    await page.keyboard.type("*well* done")
    await page.keyboard.press("Enter")

    answer = messages(page).last
    await expect(answer).to_contain_text("Only visible to you")
    await expect(answer.locator("b", has_text="well")).to_be_visible()
    await answer.get_by_role("button", name="Dismiss message").click()
    await expect(page.get_by_text("Only visible to you")).to_have_count(0)


async def test_what_is_told_before_the_page_was_painted_is_drawn(page: Page, acme: Company) -> None:
    await look(page, acme)
    await expect(composer(page)).to_be_visible()

    await page.evaluate(DRAWN_WHILE_TOLD)
    await expect(messages(page).last).to_contain_text("told before the browser painted")


async def test_names_are_completed_and_line_breaks_kept(page: Page, acme: Company) -> None:
    await look(page, acme)
    await composer(page).press_sequentially("ask @an")
    await page.keyboard.press("Enter")
    await page.keyboard.type("in #pay")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type(":fire: <img src=x onerror=alert(1)>")
    await page.keyboard.press("Enter")

    await expect(messages(page).last).to_contain_text("ask @Ana Sánchez in #payments")
    await expect(messages(page).last.get_by_role("img", name="fire")).to_be_visible()
    assert acme.general.messages[-1].shown == "ask @Ana Sánchez in #payments \n:fire: <img src=x onerror=alert(1)>"
    await expect(messages(page).last).to_contain_text("<img src=x onerror=alert(1)>")


async def test_what_is_typed_stays_while_the_workspace_changes_and_one_looks_elsewhere(page: Page, acme: Company) -> None:
    await look(page, acme)
    await composer(page).press_sequentially("half a sen")

    await acme.bo.says("meanwhile", in_=acme.general)
    await expect(messages(page).last).to_contain_text("meanwhile")
    await page.keyboard.type("tence")
    await page.get_by_role("button", name="payments").click()
    await expect(composer(page, "payments")).to_have_value("")
    await page.get_by_role("button", name="general").click()

    await expect(composer(page)).to_have_value("half a sentence")


async def test_what_one_said_last_is_edited(page: Page, acme: Company) -> None:
    mine = await acme.ana.says("ask @Bo", in_=acme.general)
    await acme.bo.says("me?", in_=acme.general)
    await look(page, acme)
    await expect(messages(page)).to_have_count(2)

    await composer(page).press("ArrowUp")
    box = page.get_by_role("textbox", name="Edit the message")
    await expect(box).to_have_value("ask @Bo")
    await box.press_sequentially(" again")
    await box.press("Enter")

    await expect(messages(page).first).to_contain_text("ask @Bo again (edited)")
    assert mine.shown == "ask @Bo again"


async def test_a_thread_is_answered_and_the_answer_sent_to_the_channel_too(page: Page, acme: Company) -> None:
    root = await acme.bo.says("is checkout slow?", in_=acme.general)
    await look(page, acme)
    await messages(page).last.hover()
    await page.get_by_role("button", name="Reply in thread").click()
    await thread(page).get_by_role("checkbox").check()

    await thread(page).get_by_role("textbox", name="Reply").press_sequentially("it is")
    await page.keyboard.press("Enter")

    await expect(thread(page).get_by_role("article")).to_have_count(2)
    await expect(messages(page).last).to_contain_text("replied to a thread: is checkout slow?")
    await expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    assert [one.shown for one in root.replies] == ["it is"]


async def test_a_command_in_a_thread_is_refused_as_slack_does_and_not_lost(page: Page, acme: Company) -> None:
    root = await acme.bo.says("is checkout slow?", in_=acme.general)
    await page.goto(f"{acme.address()}&thread={root.ts}")
    box = thread(page).get_by_role("textbox", name="Reply")
    await box.fill("/say hello")
    await box.press("Enter")

    await expect(page.get_by_role("alert")).to_contain_text("/say is not supported in threads. Sorry!")
    await expect(box).to_have_value("/say hello")


async def test_reactions_are_picked_and_taken_off_again(page: Page, acme: Company) -> None:
    message = await acme.bo.says("is checkout slow?", in_=acme.general)
    await look(page, acme)
    await messages(page).last.hover()
    await messages(page).last.get_by_role("button", name="Add reaction").click()
    await page.get_by_placeholder("Search all emoji").fill("pushp")
    await page.get_by_role("button", name="pushpin", exact=True).click()

    pin = page.get_by_role("button", name="1 reaction, pushpin")
    await expect(pin).to_have_attribute("aria-pressed", "true")
    assert message.reactions == {"pushpin": [acme.ana.id]}
    await pin.click()
    await expect(pin).to_have_count(0)


async def test_another_person_sees_what_is_theirs(page: Page, acme: Company) -> None:
    for _ in range(2):
        await acme.ana.says("@Bo look", in_=acme.payments)
    await acme.ana.runs("/say only Ana", in_=acme.general)
    await look(page, acme)
    await expect(messages(page).last).to_contain_text("only Ana")

    await page.get_by_role("button", name="Acting as Ana").click()
    await page.get_by_role("menuitem", name="Bo").click()

    await expect(page.get_by_role("button", name="payments 2 mentions")).to_be_visible()
    await expect(page.get_by_text("only Ana")).to_have_count(0)
    await page.get_by_role("button", name="payments").click()
    await expect(messages(page)).to_have_count(2)
    await expect(page.get_by_role("button", name="payments", exact=True)).to_be_visible()


async def test_a_thousand_messages_open_at_their_end_and_go_back_as_one_scrolls(page: Page, acme: Company) -> None:
    for at in range(1000):
        acme.general.say(acme.bo.id, Content(f"message {at}"))
    await look(page, acme)
    await expect(messages(page).last).to_contain_text("message 999")
    drawn = await messages(page).count()

    await page.get_by_role("log").evaluate("list => { list.scrollTop = 0; }")
    await expect(messages(page)).not_to_have_count(drawn)

    assert drawn < 100
    assert await page.get_by_role("log").evaluate("list => list.scrollTop") > 0


async def test_every_block_is_drawn(page: Page, acme: Company) -> None:
    for blocks in (shapes.TEXTS, shapes.NEWER, [shapes.DATA], shapes.CHARTS):
        acme.general.say(acme.workspace.bot.id, Content("x", with_ids(blocks)))
    await look(page, acme)

    await expect(page.locator(".unknown")).to_have_count(0)
    await expect(page.get_by_role("table")).to_have_count(3)
    await expect(page.get_by_role("heading", name="Decision")).to_be_visible()
    await expect(page.locator("li")).to_contain_text(["first", "second", "within", "one", "two"], use_inner_text=True)
    await page.get_by_role("button", name="Days").click()
    await expect(page.get_by_role("row").nth(-3)).to_contain_text("DEBT")
    await expect(page.get_by_text("Weighing the options")).to_be_visible()
    await expect(page.get_by_role("img", name="Spend. db 60; web 25")).to_be_visible()
    await expect(page.locator(".chart rect")).to_have_count(6)


async def test_what_cannot_be_drawn_takes_nothing_else_with_it(page: Page, acme: Company) -> None:
    odd: list[shapes.Json] = [{"type": "card", "actions": 3}, {"type": "brand_new", "text": {"type": "plain_text", "text": "words in it"}}]
    acme.general.say(acme.workspace.bot.id, Content("x", with_ids(odd)))
    await look(page, acme)

    await expect(messages(page).last).to_contain_text("card:")
    await expect(messages(page).last).to_contain_text("brand_new: words in it")
