"""Without a mouse, and without eyes: everything is reached by keys, has a name, can be read, and is told when it changes."""

import re
from typing import Any

import pytest
from playwright.async_api import Page, expect

from sandbox.content import Content, with_ids
from tests.browser import shapes
from tests.browser.test_messages import composer, messages, thread
from tests.browser.toy import Company
from tests.browser.window import look

pytestmark = pytest.mark.slow

MOST_KEYS = 60
THEMES = ("light", "dark")
NAMED = {
    *("button", "link", "textbox", "combobox", "menuitem", "option", "checkbox", "radio", "tab", "image", "dialog", "menu", "listbox"),
    *("toolbar", "log", "complementary", "navigation", "tabpanel", "radiogroup", "searchbox", "table", "spinbutton"),
}
# What stands on what, and how much they differ, as WCAG 2.2 counts it (1.4.3): 4.5, or 3 where letters are large.
UNREADABLE = """() => {
  const parse = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const over = (top, below) => { const a = top[3] ?? 1; return [0, 1, 2].map((at) => top[at] * a + below[at] * (1 - a)); };
  const linear = (one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  const light = (rgb) => { const [r, g, b] = rgb.map((one) => linear(one / 255));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const ground = (node) => { if (!node) return [255, 255, 255];
    const own = parse(getComputedStyle(node).backgroundColor); const alpha = own[3] ?? 1;
    return alpha === 1 && own.length ? own.slice(0, 3) : over(own.length ? own : [0, 0, 0, 0], ground(node.parentElement)); };
  const found = new Set();
  for (const node of document.querySelectorAll("#page *")) {
    const words = [...node.childNodes].filter((one) => one.nodeType === 3).map((one) => one.data.trim()).join(" ").trim();
    const box = node.getBoundingClientRect(); const style = getComputedStyle(node);
    if (!words || !box.width || style.visibility === "hidden" || node.closest("[disabled], .unseen, svg, .emoji")) continue;
    let opacity = 1; for (let at = node; at; at = at.parentElement) opacity *= Number(getComputedStyle(at).opacity);
    const below = ground(node); const own = parse(style.color); const ink = over([...own.slice(0, 3), (own[3] ?? 1) * opacity], below);
    const [high, low] = [light(ink), light(below)].sort((one, other) => other - one);
    const large = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.66 && Number(style.fontWeight) >= 700);
    const ratio = (high + 0.05) / (low + 0.05);
    if (ratio < (large ? 3 : 4.5)) found.add(`${node.tagName}.${node.className} ${ratio.toFixed(2)} ${words.slice(0, 30)}`);
  }
  return [...found];
}"""


async def until_focused(page: Page, key: str, label: str) -> None:
    """Press a key until what has the focus is called so."""
    for _ in range(MOST_KEYS):
        await page.keyboard.press(key)
        called = await page.evaluate("() => document.activeElement?.ariaLabel ?? document.activeElement?.textContent ?? ''")
        if re.match(label, called.strip()):
            return
    raise AssertionError(f"{MOST_KEYS} times {key} do not lead to {label}")


async def unfit(page: Page) -> list[str]:
    """What a screen reader would have no name for, and what cannot be read by day or by night."""
    session = await page.context.new_cdp_session(page)
    tree: dict[str, Any] = await session.send("Accessibility.getFullAXTree")
    await session.detach()
    nodes = [one for one in tree["nodes"] if not one.get("ignored")]
    found = [one["role"]["value"] for one in nodes if one["role"]["value"] in NAMED and not one.get("name", {}).get("value", "").strip()]
    for theme in THEMES:
        await page.evaluate("theme => { document.documentElement.dataset.theme = theme; }", theme)
        found += [f"{theme}: {one}" for one in await page.evaluate(UNREADABLE)]
    return found


async def furnished(acme: Company) -> None:
    root = await acme.bo.says("is checkout *slow*? see https://example.com and #payments :fire: `p99`", in_=acme.general)
    await acme.ana.says("it is @Bo", in_=acme.general, thread=root)
    await acme.bo.reacts("eyes", to=root)
    for blocks in (shapes.CARD, shapes.TEXTS, shapes.NEWER, [shapes.DATA], shapes.CHARTS):
        acme.general.say(acme.workspace.bot.id, Content("x", with_ids(blocks)))


async def test_a_message_is_worked_with_by_keys_alone(page: Page, acme: Company) -> None:
    await acme.bo.says("first", in_=acme.general)
    await acme.ana.says("second", in_=acme.general)
    await look(page, acme)
    await expect(messages(page)).to_have_count(2)
    await expect(composer(page)).to_be_focused()

    await until_focused(page, "Shift+Tab", "Ana Sánchez, ")
    await page.keyboard.press("ArrowUp")
    await until_focused(page, "Tab", "More actions")
    await page.keyboard.press("Enter")
    await until_focused(page, "ArrowDown", "Add to timeline")
    await page.keyboard.press("Enter")
    form = page.get_by_role("dialog", name="Declare an incident")
    await expect(form.get_by_label("Title")).to_be_focused()
    await page.keyboard.type("Checkout is down")
    await until_focused(page, "Tab", "SEV2: something is degraded")
    await page.keyboard.press("ArrowDown")
    await expect(page.get_by_label("Search options")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("Enter")
    await until_focused(page, "Tab", "Declare$")
    await page.keyboard.press("Enter")
    await expect(form).to_have_count(0)

    submitted = [one for one in acme.heard if one.get("type") == "view_submission"][-1]["view"]["state"]["values"]
    assert (submitted["title"]["value"]["value"], submitted["severity"]["value"]["selected_option"]["value"]) == (
        "Checkout is down",
        "SEV1",
    )
    assert [one["message"]["text"] for one in acme.heard if one.get("type") == "message_action"] == ["first"]


async def test_one_goes_to_a_channel_answers_a_thread_and_comes_back_by_keys_alone(page: Page, acme: Company) -> None:
    root = await acme.bo.says("is checkout slow?", in_=acme.payments)
    await look(page, acme)
    await expect(composer(page)).to_be_focused()
    await page.keyboard.press("Control+k")
    await page.keyboard.type("paym")
    await page.keyboard.press("Enter")
    await expect(composer(page, "payments")).to_be_focused()

    await until_focused(page, "Shift+Tab", "Bo, ")
    await until_focused(page, "Tab", "Reply in thread")
    await page.keyboard.press("Enter")
    await expect(thread(page).get_by_role("textbox", name="Reply")).to_be_focused()
    await page.keyboard.type("it is")
    await page.keyboard.press("Enter")
    await expect(thread(page).get_by_role("article")).to_have_count(2)
    await page.keyboard.press("Escape")

    await expect(thread(page)).to_have_count(0)
    await expect(page.locator(":focus")).not_to_have_count(0)
    assert [one.shown for one in root.replies] == ["it is"]


async def test_everything_has_a_name_and_can_be_read(page: Page, acme: Company) -> None:
    await furnished(acme)
    root = acme.general.messages[0]
    await look(page, acme, root.ts)
    await expect(thread(page).get_by_role("article")).to_have_count(2)
    await page.get_by_role("button", name="Light or dark").click()
    await page.get_by_role("menuitem", name="Dark").click()
    await look(page, acme, root.ts)
    await expect(thread(page).get_by_role("article")).to_have_count(2)
    await expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="What went over the wire").click()
    wrong = await unfit(page)
    await page.get_by_role("button", name="What went over the wire").click()
    await composer(page).fill("/form")
    await composer(page).press("Enter")
    await expect(page.get_by_role("dialog")).to_be_visible()
    wrong += await unfit(page)
    await page.get_by_label("Day (optional)").click()
    wrong += await unfit(page)

    assert not wrong, "\n".join(wrong)


async def test_what_happens_is_told_to_who_cannot_see_it(page: Page, acme: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    await look(page, acme)
    log = page.get_by_role("log", name="Messages in general")

    await expect(log).to_have_attribute("aria-live", "polite")
    await expect(page.get_by_role("status").first).to_contain_text("CTO Toy is connected")
    monkeypatch.setattr(acme.slack, "ack_seconds", 0.1)
    await composer(page).fill("/slow")
    await composer(page).press("Enter")
    await expect(page.get_by_role("alert")).to_contain_text("operation_timeout")
    await composer(page).press_sequentially(" @b")
    option = page.get_by_role("option", name="Bo")
    await expect(option).to_have_attribute("aria-selected", "true")
    assert await composer(page).evaluate("box => box.ariaActiveDescendantElement?.textContent.includes('Bo')")
