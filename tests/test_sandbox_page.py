import asyncio
import base64
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

import sandbox
from sandbox import Channel, Clock, Person, Sandbox

MANIFEST = {
    "display_information": {"name": "Toy"},
    "features": {"slash_commands": [{"command": "/card", "description": "A card", "usage_hint": "[words]"}]},
    "oauth_config": {"scopes": {"bot": ["chat:write"]}},
    "settings": {"interactivity": {"is_enabled": True}},
}
BUTTON = {"type": "button", "action_id": "go", "text": {"type": "plain_text", "text": "Go"}}
CARD = [{"type": "actions", "block_id": name, "elements": [{**BUTTON, "value": name}]} for name in ("first", "second")]


@pytest.fixture(scope="module")
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(MANIFEST, Clock()) as slack:
        yield slack


@pytest.fixture
def ana(slack: Sandbox) -> Person:
    return slack.workspace("Acme").person("Ana", tz="Europe/Berlin", admin=True)


@pytest.fixture
def general(ana: Person) -> Channel:
    return ana.workspace.channel("general", members=[ana, ana.workspace.bot])


@pytest.fixture
async def browser(slack: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(slack.url) as session:
        yield session


@pytest.fixture
async def clicked(slack: Sandbox) -> AsyncIterator[list[str]]:
    """The values of the buttons that were clicked, as a connected app hears of them."""
    clicked: list[str] = []

    async def authorize(team_id: str) -> AuthorizeResult:
        bot = slack.workspaces[team_id].bot
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token="xoxb", bot_id=bot.bot_id, bot_user_id=bot.id)

    async def card(ack: Any) -> None:
        await ack(text="card", blocks=CARD)

    async def click(ack: Any, action: dict[str, Any]) -> None:
        clicked.append(action["value"])
        await ack()

    app = AsyncApp(client=AsyncWebClient(base_url=slack.api_url), authorize=authorize, process_before_response=True)
    app.command("/card")(card)
    app.action("go")(click)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield clicked
    await handler.close_async()  # type: ignore[no-untyped-call]


async def does(browser: aiohttp.ClientSession, what: str, person: Person, channel: Channel, **more: Any) -> tuple[int, dict[str, Any]]:
    body = {"as": person.id, "channel": channel.id, **more}
    async with browser.post(f"/sandbox/{what}", json=body) as response:
        return response.status, await response.json()


async def sees(browser: aiohttp.ClientSession, person: Person, channel: Channel, **more: str) -> Any:
    return await (await browser.get("/sandbox/state", params={"as": person.id, "channel": channel.id, **more})).json()


async def test_the_page_and_its_parts_are_served_and_may_load_nothing_from_elsewhere(browser: aiohttp.ClientSession) -> None:
    static = Path(sandbox.__file__).parent / "page" / "static"
    names = ["/"] + [f"/page/{file.relative_to(static).as_posix()}" for file in static.rglob("*") if file.is_file()]

    answers = [await browser.get(name) for name in names]

    assert [one.status for one in answers] == [200] * len(names)
    assert {one.headers["Content-Security-Policy"].split(";")[0] for one in answers} == {"default-src 'none'"}
    ours = [await one.text() for one in answers if "/vendor/" not in one.url.path]
    assert "innerhtml" not in "".join(ours).lower()
    assert (await browser.get("/page/../routes.py")).status == 404


async def test_a_permalink_opens_the_page(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    message = await ana.says("x", in_=general)

    async with browser.get(message.permalink) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_everyone_sees_what_they_may_see(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    bo = ana.workspace.person("Bo", guest=True)
    secret = ana.workspace.channel("secret", private=True, members=[ana])
    root = await ana.says("root <b>", in_=general)
    await ana.says("reply", in_=general, thread=root)

    hers, his = await sees(browser, ana, general, thread=root.ts), await sees(browser, bo, secret)

    assert hers["around"]["me"] == {"id": ana.id, "name": "Ana", "handle": "ana", "tz": "Europe/Berlin", "words": ["admin"]}
    assert [(one["name"], one["kind"]) for one in hers["channels"]] == [("general", "channel"), ("secret", "group"), ("ana", "im")]
    assert [(one["text"], one["replies"]["count"]) for one in hers["messages"]] == [("root &lt;b&gt;", 1)]
    assert [one["text"] for one in hers["thread"]] == ["root &lt;b&gt;", "reply"]
    assert hers["around"]["commands"] == [{"name": "/card", "description": "A card", "usage_hint": "[words]"}]
    assert ([one["kind"] for one in his["channels"]], his["messages"], secret.id in his["around"]["names"]) == (["im"], [], False)


async def test_the_newest_messages_come_first_and_the_rest_when_asked_for(
    browser: aiohttp.ClientSession, ana: Person, general: Channel
) -> None:
    said = [await ana.says(str(at), in_=general) for at in range(10)]

    newest, all_of_them = await sees(browser, ana, general, limit="3"), await sees(browser, ana, general, limit="20")
    around = await sees(browser, ana, general, limit="4", found=said[2].ts)

    assert ([one["text"] for one in newest["messages"]], newest["more"]) == (["7", "8", "9"], True)
    assert (len(all_of_them["messages"]), all_of_them["more"]) == (10, False)
    assert around["messages"][0]["text"] == "0"


async def test_what_is_unread_is_counted_until_it_is_read(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    bo = ana.workspace.person("Bo")
    general.add_member(bo.id)
    await bo.says("x", in_=general)
    last = await bo.says("@Ana look", in_=general)

    before = (await sees(browser, ana, general))["channels"][0]
    await does(browser, "read", ana, general, ts=last.ts)
    after = (await sees(browser, ana, general))["channels"][0]

    assert [(one["unread"], one["mentions"]) for one in (before, after)] == [(2, 1), (0, 0)]


async def test_what_is_done_on_the_page_happens_in_the_workspace(
    browser: aiohttp.ClientSession, clicked: list[str], ana: Person, general: Channel
) -> None:
    elsewhere = ana.workspace.channel("elsewhere", members=[])

    said = await does(browser, "say", ana, general, text="hello")
    await does(browser, "say", ana, general, text="reply", thread=said[1]["ts"])
    await does(browser, "react", ana, general, ts=said[1]["ts"], name="eyes")
    await does(browser, "pin", ana, general, ts=said[1]["ts"])
    ran = await does(browser, "run", ana, general, text="/card")
    in_thread = await does(browser, "run", ana, general, text="/card", thread=said[1]["ts"])
    card = ana.reads(general)[-1]
    await does(browser, "click", ana, general, ts=card.ts, action="go", block="second")
    await does(browser, "join", ana, elsewhere)

    assert [one.shown for one in ana.reads(general, general.messages[0])] == ["hello", "reply"]
    assert (general.messages[0].reactions, general.messages[0].pinned is None) == ({"eyes": [ana.id]}, False)
    assert (ran[1]["error"], in_thread[1]["error"]) == (None, "/card is not supported in threads. Sorry!")
    assert clicked == ["second"]
    assert ana.id in elsewhere.members


async def test_a_person_makes_a_channel_and_brings_the_app_in(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    gus = ana.workspace.person("Gus", guest=True)

    made = await does(browser, "create", ana, general, name="Plan Budget", private=True)
    channel = ana.workspace.channels[made[1]["channel"]]
    await does(browser, "invite", ana, channel, user=ana.workspace.bot.id)
    twice = await does(browser, "create", ana, general, name="plan-budget")
    by_a_guest = await does(browser, "create", gus, general, name="mine")

    assert (channel.name, channel.kind, channel.members) == ("plan-budget", "group", [ana.id, ana.workspace.bot.id])
    assert (twice[0], by_a_guest[0]) == (409, 409)


async def test_what_was_said_is_found_by_whoever_can_see_it(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    bo = ana.workspace.person("Bo")
    secret = ana.workspace.channel("secret", private=True, members=[ana])
    await ana.says("Checkout is slow", in_=general)
    await ana.says("checkout is sold", in_=secret)

    found = [await (await browser.get("/sandbox/search", params={"as": one.id, "words": "CHECKOUT"})).json() for one in (ana, bo)]

    assert [[one["words"] for one in each] for each in found] == [["checkout is sold", "Checkout is slow"], ["Checkout is slow"]]


async def test_the_clock_moves_to_the_next_monday_where_one_lives(
    browser: aiohttp.ClientSession, slack: Sandbox, ana: Person, general: Channel
) -> None:
    before = slack.clock.now()

    await does(browser, "clock", ana, general, weekday=0, hour=9)
    monday = slack.clock.now().astimezone(ZoneInfo("Europe/Berlin"))
    back = await does(browser, "clock", ana, general, seconds=-1)

    assert (monday.weekday(), monday.hour, monday.minute) == (0, 9, 0)
    assert timedelta() < monday - before <= timedelta(days=7)
    assert back == (409, {"error": "time does not go back"})


@pytest.mark.usefixtures("clicked")
async def test_what_went_over_the_wire_is_told_to_its_workspace_only(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    stranger = ana.workspace.slack.workspace("Other").person("Eve")
    await ana.runs("/card", in_=general)

    hers, others = [await (await browser.get("/sandbox/log", params={"as": one.id})).json() for one in (ana, stranger)]

    assert ([(one["kind"], one["name"], one["trouble"]) for one in hers], others) == ([("slash_commands", "/card", "")], [])
    assert hers[0]["attempts"][0]["acked"] is True


async def test_a_file_is_given_to_whoever_can_see_it_and_only_pictures_are_opened(browser: aiohttp.ClientSession, ana: Person) -> None:
    bo, secret = ana.workspace.person("Bo"), ana.workspace.channel("secret", private=True, members=[ana])
    page = base64.b64encode(b"<script>alert(1)</script>").decode()
    await does(browser, "upload", ana, secret, files=[{"name": "page.html", "bytes": page}])
    file = secret.messages[-1].files[0]

    hers = await browser.get(f"/page/file/{file.id}", params={"as": ana.id})
    his = await browser.get(f"/page/file/{file.id}", params={"as": bo.id})

    assert (hers.status, hers.content_type, hers.headers["Content-Disposition"]) == (200, "application/octet-stream", "attachment")
    assert his.status == 404


async def test_a_sandbox_begins_anew_only_where_somebody_can_do_that(
    browser: aiohttp.ClientSession, slack: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = await browser.post("/sandbox/reset", json={})
    monkeypatch.setattr(slack.page, "on_reset", slack.settled)
    accepted = await browser.post("/sandbox/reset", json={})

    assert (refused.status, accepted.status) == (409, 200)


async def test_a_person_brings_the_app_in_with_slacks_own_command(browser: aiohttp.ClientSession, ana: Person) -> None:
    channel = ana.workspace.channel("payments", members=[ana])

    await does(browser, "run", ana, channel, text="/invite @Toy")

    assert ana.workspace.bot.id in channel.members


async def test_what_cannot_be_done_is_said_in_a_sentence(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    bo = ana.workspace.person("Bo")

    outside = await does(browser, "say", bo, general, text="x")
    gone = await does(browser, "click", ana, general, ts="1.000001", action="go")
    nobody = await does(browser, "say", ana.workspace.bot, general, text="x")

    assert outside == (409, {"error": "Bo is not in #general"})
    assert gone == (409, {"error": "That message is gone."})
    assert nobody[0] == 404


async def test_an_open_page_is_told_when_something_changed(browser: aiohttp.ClientSession, ana: Person, general: Channel) -> None:
    async with browser.get("/sandbox/changes") as stream:
        hello = await stream.content.readline()
        await ana.says("x", in_=general)
        await stream.content.readline()
        changed = await asyncio.wait_for(stream.content.readline(), 2)

    assert (hello, changed) == (b"data: hello\n", b"data: changed\n")


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "127.0.0.1.evil.example:80"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/x-www-form-urlencoded"},
    ],
)
async def test_no_other_site_acts_through_the_browser(
    browser: aiohttp.ClientSession, ana: Person, general: Channel, headers: dict[str, str]
) -> None:
    body = f'{{"as": "{ana.id}", "channel": "{general.id}", "text": "x"}}'

    async with browser.post("/sandbox/say", data=body, headers={"Content-Type": "application/json", **headers}) as answer:
        assert answer.status == 403

    assert general.messages == []


async def test_the_page_is_refused_under_a_name_that_is_not_this_machines(browser: aiohttp.ClientSession) -> None:
    refused = [
        await browser.get(path, headers={"Host": "evil.example"}) for path in ("/", "/sandbox/state", "/page/app.js", "/sandbox/log")
    ]

    assert [one.status for one in refused] == [403, 403, 403, 403]
