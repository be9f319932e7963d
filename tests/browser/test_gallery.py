"""Block Kit, drawn: each block and element by itself, as it can be met; streams as they grow, views as they change."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.content import Content, with_ids
from tests.browser import shapes
from tests.browser.shapes import marked, option, plain, rich
from tests.browser.test_messages import composer, messages, thread
from tests.browser.toy import Company
from tests.browser.window import look

pytestmark = pytest.mark.slow

Json = dict[str, Any]
Draws = Callable[[Locator], Locator]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f0005000201e3e1d1290000000049454e44ae426082"
)


def acts(element: Json) -> list[Json]:
    return [{"type": "actions", "elements": [{"action_id": "one", **element}]}]


def says(text: str) -> list[Json]:
    return [{"type": "section", "text": marked(text)}]


def role(name: str, called: str) -> Draws:
    return lambda one: one.get_by_role(name, name=called)  # type: ignore[arg-type]  # which are too many to list


def css(selector: str, words: str | None = None) -> Draws:
    return lambda one: one.locator(selector, has_text=words)


TASK = {"type": "task_card", "task_id": "1", "title": "Reading", "status": "error", "output": rich(shapes.line("it broke"))}
SHOWN: dict[str, tuple[list[Json], Draws]] = {
    "section": (says("*bold* _it_ ~gone~"), css("b + i + s")),
    "fields": ([{"type": "section", "fields": [marked("*Lead*"), marked("Ana")]}], css(".fields > .text + .text")),
    "header": ([{"type": "header", "text": plain("Title :fire:")}], role("heading", "Title fire")),
    "divider": ([{"type": "divider"}], css("hr")),
    "context": ([{"type": "context", "elements": [marked("quiet *words*")]}], css(".block-context b")),
    "a quote, as it is": (says("why\n> because"), css("blockquote", "because")),
    "a quote, as an entity": (says("&gt;&gt;&gt; all\nof it"), css("blockquote", "of it")),
    "code": (says("`x` ```y\nz```"), css("code + pre")),
    "a link": (says("<https://example.com|there>"), role("link", "there")),
    "a date": (says("<!date^1795233600^{date_num}|then>"), css("time", "2026-11-21")),
    "everyone": (says("<!channel>"), css(".mention.to-me", "@channel")),
    "an emoji": (says(":tada:"), role("img", "tada")),
    "a list, as apps write one": (says("• one\n• two"), css(".text", "• two")),
    "primary": (acts({"type": "button", "text": plain("Go"), "style": "primary"}), css("button.primary", "Go")),
    "danger": (acts({"type": "button", "text": plain("No"), "style": "danger"}), css("button.danger", "No")),
    "a menu": (acts({"type": "static_select", "options": shapes.SEVERITIES}), role("combobox", "Select an option")),
    "a menu of people": (acts({"type": "users_select", "placeholder": plain("Who?")}), role("combobox", "Who?")),
    "a menu of channels": (acts({"type": "channels_select", "placeholder": plain("Where?")}), role("combobox", "Where?")),
    "circles": (acts({"type": "radio_buttons", "options": [option("A", "a", "first")]}), role("radio", "A first")),
    "boxes": (acts({"type": "checkboxes", "options": [option("A", "a")]}), role("checkbox", "A")),
    "a date to pick": (acts({"type": "datepicker", "placeholder": plain("Due")}), role("button", "Due")),
    "a time to pick": (acts({"type": "timepicker", "placeholder": plain("At")}), role("button", "At")),
    "a moment to pick": (acts({"type": "datetimepicker"}), role("button", "Select a time")),
    "overflow": (acts({"type": "overflow", "options": [option("More", "m")]}), role("button", "More options")),
    "a picture from elsewhere": (
        [{"type": "image", "image_url": "https://example.com/x.png", "alt_text": "A chart"}],
        role("link", "A chart"),
    ),
    "a task": ([TASK], css(".task-status.error")),
    "a plan": ([{"type": "plan", "title": "Plan", "tasks": [TASK]}], css(".plan .task")),
    "feedback": ([shapes.NEWER[-1]], role("button", "Good")),
    "an icon to press": ([shapes.NEWER[-1]], role("button", "Remove")),
    "a table": ([shapes.TABLE], role("cell", "12")),
    "Markdown": ([{"type": "markdown", "text": "# A\n- b\n\n**c**"}], role("heading", "A")),
    "rich text": ([shapes.TEXTS[0]], css("blockquote", "somebody said so")),
}


async def test_each_is_drawn_in_a_message(page: Page, acme: Company) -> None:
    for blocks, _drawn in SHOWN.values():
        acme.general.say(acme.workspace.bot.id, Content("x", with_ids(blocks)))
    await look(page, acme)

    for at, (name, (_blocks, drawn)) in enumerate(SHOWN.items()):
        await expect(drawn(messages(page).nth(at)), name).to_be_visible()
    await expect(page.locator(".unknown")).to_have_count(0)


async def test_a_picture_of_the_workspace_is_drawn_for_who_may_see_it(page: Page, acme: Company) -> None:
    shared = await acme.bo.uploads("pixel.png", PIXEL, in_=acme.general)
    block = {"type": "image", "slack_file": {"id": shared.files[0].id}, "alt_text": "A pixel"}
    acme.general.say(acme.workspace.bot.id, Content("x", with_ids([block])))
    await look(page, acme)

    picture = messages(page).last.get_by_role("img", name="A pixel")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("one => one.decode().then(() => one.naturalWidth)") == 1


async def test_a_stream_grows_as_it_comes(page: Page, acme: Company) -> None:
    root = await acme.bo.says("what now?", in_=acme.general)
    client = AsyncWebClient(acme.workspace.bot_token, base_url=acme.slack.api_url)
    await look(page, acme, root.ts)
    await expect(thread(page).get_by_role("article")).to_have_count(1)
    begun = await client.chat_startStream(
        channel=acme.general.id,
        thread_ts=root.ts,
        markdown_text="**First**, ",
        recipient_user_id=acme.bo.id,
        recipient_team_id=acme.workspace.team_id,
    )
    said = thread(page).get_by_role("article").last

    await expect(said).to_contain_text("First,")
    await client.chat_appendStream(channel=acme.general.id, ts=str(begun["ts"]), markdown_text="then this")
    await expect(said).to_contain_text("First, then this")
    await expect(said.locator("b", has_text="First")).to_be_visible()
    card = with_ids(acts({"type": "button", "text": plain("Keep it")}))
    await client.chat_stopStream(channel=acme.general.id, ts=str(begun["ts"]), blocks=card)
    await expect(said.get_by_role("button", name="Keep it")).to_be_visible()


async def test_a_view_that_loads_becomes_the_form_and_keeps_what_is_typed(page: Page, acme: Company) -> None:
    await look(page, acme)
    await composer(page).fill("/form")
    await composer(page).press("Enter")
    await page.get_by_label("Title").fill("kept")
    client = AsyncWebClient(acme.workspace.bot_token, base_url=acme.slack.api_url)
    assert acme.ana.view is not None

    more = [shapes.EVERY_INPUT[0], {"type": "section", "text": marked("*More* is asked for")}]
    await client.views_update(view_id=acme.ana.view.id, view=shapes.modal(more, "Now a form"))

    form = page.get_by_role("dialog", name="Now a form")
    await expect(form.get_by_text("More is asked for")).to_be_visible()
    await expect(form.get_by_label("Title")).to_have_value("kept")
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
