import asyncio
import re
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Clock, Person, Sandbox

Json = dict[str, Any]
MANIFEST = {
    "display_information": {"name": "Toy"},
    "features": {
        "slash_commands": [{"command": name, "description": "x"} for name in ("/form", "/words", "/fail", "/sleep")],
        "shortcuts": [{"name": "New", "type": "global", "callback_id": "new", "description": "x"}],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "channels:history"]}},
    "settings": {"interactivity": {"is_enabled": True}, "event_subscriptions": {"bot_events": ["message.channels"]}},
}
FORM: Json = {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "submit": {"type": "plain_text", "text": "Save"}, "blocks": []}
PATIENCE = 0.4
Answer = Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]


@pytest.fixture
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(MANIFEST, Clock(), ack_seconds=PATIENCE) as slack:
        yield slack


@pytest.fixture
def general(slack: Sandbox) -> Channel:
    workspace = slack.workspace("Acme")
    return workspace.channel("general", members=[workspace.person("Ana"), workspace.bot])


@pytest.fixture
def ana(general: Channel) -> Person:
    return general.workspace.people[general.members[0]]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[web.Application], Awaitable[str]]]:
    """Serve an application on a free port; gives its address."""
    runners: list[web.AppRunner] = []

    async def serve(app: web.Application) -> str:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"

    yield serve
    for runner in runners:
        await runner.cleanup()


class Bare:
    """An address that keeps what it is sent and answers as a test says."""

    def __init__(self) -> None:
        self.sent: list[tuple[dict[str, str], str]] = []
        self.status, self.text, self.headers = 200, "", dict[str, str]()
        self.seconds = 0.0
        self.app = web.Application()
        self.app.router.add_post("/slack/events", self.answer)

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.sent.append((dict(request.headers), await request.text()))
        await asyncio.sleep(self.seconds)
        return web.Response(status=self.status, text=self.text, headers=self.headers)


@pytest.fixture
async def bolt(slack: Sandbox, serve: Callable[[web.Application], Awaitable[str]]) -> str:
    """The address of a Bolt app that checks signatures."""

    async def authorize(team_id: str) -> AuthorizeResult:
        workspace = slack.workspaces[team_id]
        bot = workspace.bot
        return AuthorizeResult(enterprise_id=None, team_id=team_id, bot_token=workspace.bot_token, bot_id=bot.bot_id, bot_user_id=bot.id)

    app = AsyncApp(client=AsyncWebClient(base_url=slack.api_url), authorize=authorize, signing_secret="shh", process_before_response=True)

    async def form(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=FORM)
        await ack()

    async def words(ack: Any, command: Json) -> None:
        await ack(f"You said {command['text']}")

    async def saved(ack: Any) -> None:
        await ack(response_action="update", view={**FORM, "title": {"type": "plain_text", "text": "Saved"}})

    async def hear(ack: Any) -> None:
        await ack()

    async def fail() -> None:
        raise RuntimeError("as asked")

    app.command("/form")(form)
    app.shortcut("new")(form)
    app.command("/words")(words)
    app.command("/fail")(fail)
    app.view(re.compile(".*"))(saved)
    app.event("message")(hear)
    return await serve(app.web_app("/slack/events"))


async def test_an_app_that_checks_signatures_hears_everything_over_http(slack: Sandbox, bolt: str, ana: Person, general: Channel) -> None:
    slack.deliver_to(bolt, "shh")

    words = await ana.runs("/words of & wisdom", in_=general)
    opened = [(await ana.runs("/form", in_=general)).view, (await ana.starts("New")).view]
    saved = await ana.submits()
    await ana.says("hello", in_=general)
    await slack.settled()

    assert (words.text, words.error) == ("You said of & wisdom", None)
    assert all(opened)
    assert (saved.error, saved.view and saved.view.title) == (None, "Saved")
    assert all(one.acked and one.attempts[0].connection == bolt for one in slack.deliveries)
    assert await slack.verify_url(bolt)


async def test_an_app_with_another_secret_takes_nothing(slack: Sandbox, bolt: str, ana: Person, general: Channel) -> None:
    slack.deliver_to(bolt, "guessed")

    reply = await ana.runs("/words", in_=general)

    attempt = slack.deliveries[0].attempts[0]
    assert (reply.error, attempt.problem, attempt.status) == ("dispatch_failed", "http_error", 401)
    assert not await slack.verify_url(bolt)


async def test_a_command_that_fails_takes_too_long_or_finds_nobody_says_so(
    slack: Sandbox, bolt: str, serve: Callable[[web.Application], Awaitable[str]], ana: Person, general: Channel
) -> None:
    bare = Bare()
    slow = await serve(bare.app)
    bare.seconds = PATIENCE * 1.5

    said = []
    for url, command in ((bolt, "/fail"), (slow, "/sleep"), ("http://127.0.0.1:9/", "/words")):
        slack.deliver_to(url, "shh")
        said.append((await ana.runs(command, in_=general)).error)

    assert said == ["dispatch_failed", "operation_timeout", "dispatch_failed"]
    assert [one.attempts[0].problem for one in slack.deliveries] == ["http_error", "http_timeout", "connection_failed"]
    assert [len(one.attempts) for one in slack.deliveries] == [1, 1, 1]


async def test_an_event_that_is_not_taken_comes_again_saying_why(
    slack: Sandbox, serve: Callable[[web.Application], Awaitable[str]], ana: Person, general: Channel
) -> None:
    bare = Bare()
    bare.status = 500
    slack.deliver_to(await serve(bare.app))

    await ana.says("x", in_=general)
    await slack.settled()
    seen = [len(bare.sent)]
    for wait in (59, 2, 298, 4, 1000):
        slack.clock.advance(wait)
        await slack.settled()
        seen.append(len(bare.sent))

    assert seen == [2, 2, 3, 3, 4, 4]
    retried = [(headers.get("X-Slack-Retry-Num"), headers.get("X-Slack-Retry-Reason")) for headers, _ in bare.sent]
    assert retried == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]
    assert len({body for _, body in bare.sent}) == 1
    verifier = SignatureVerifier(slack.signing_secret)
    assert all(verifier.is_valid_request(body, {name.lower(): value for name, value in headers.items()}) for headers, body in bare.sent)
    assert abs(int(bare.sent[-1][0]["X-Slack-Request-Timestamp"]) - time.time()) < 5


async def test_an_app_can_ask_for_no_retry(
    slack: Sandbox, serve: Callable[[web.Application], Awaitable[str]], ana: Person, general: Channel
) -> None:
    bare = Bare()
    bare.status, bare.headers = 500, {"X-Slack-No-Retry": "1"}
    slack.deliver_to(await serve(bare.app))

    await ana.says("x", in_=general)
    await slack.settled()
    slack.clock.advance(1000)
    await slack.settled()

    assert len(bare.sent) == 1


@pytest.mark.parametrize(("text", "verified"), [("{challenge}", True), ("challenge={challenge}", True), ("", False), ("ok", False)])
async def test_an_address_is_verified_by_its_challenge(slack: Sandbox, text: str, *, verified: bool, serve: Any) -> None:
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=text.format(**await request.json()))

    app = web.Application()
    app.router.add_post("/slack/events", answer)

    assert await slack.verify_url(await serve(app)) is verified


async def test_without_an_address_it_is_socket_mode_again(slack: Sandbox, ana: Person, general: Channel) -> None:
    slack.deliver_to("http://127.0.0.1:9/")
    slack.deliver_to(None)

    reply = await ana.runs("/words", in_=general)

    assert (reply.error, slack.deliveries[0].attempts[0].connection) == ("dispatch_failed", None)
