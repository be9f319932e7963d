import asyncio
import json
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Any, Self

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Clock, Delivery, Person, Sandbox

MANIFEST = {
    "display_information": {"name": "Toy"},
    "features": {
        "bot_user": {"display_name": "Toy"},
        "slash_commands": [{"command": f"/{name}", "description": name} for name in ("answer", "sleep", "fail", "nobody")],
    },
    "oauth_config": {"scopes": {"bot": ["chat:write", "channels:history", "app_mentions:read", "commands"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.channels", "app_mention"]}},
}


IMPATIENT = 0.4
"""So long Slack waits in the tests of what is not acked in time. In all others it waits as long as it takes."""
PATIENT = 60.0


def authorized(slack: Sandbox) -> Callable[[str], Awaitable[AuthorizeResult]]:
    async def authorize(team_id: str) -> AuthorizeResult:
        workspace = slack.workspaces[team_id]
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_token=workspace.bot_token, bot_id=workspace.bot.bot_id, bot_user_id=workspace.bot.id
        )

    return authorize


class Toy:
    """A Bolt app with one to many connections: it acks what it is told, but the texts in `fails` and `sleeps`."""

    def __init__(self, slack: Sandbox) -> None:
        self.slack = slack
        self.heard: list[dict[str, Any]] = []
        self.retries: list[tuple[str, str]] = []
        self.fails: set[str] = set()
        self.sleeps: set[str] = set()
        self.handlers: list[AsyncSocketModeHandler] = []
        self.app = AsyncApp(client=AsyncWebClient(base_url=slack.api_url), authorize=authorized(slack), process_before_response=True)
        self.app.command("/answer")(self.answer)
        self.app.command("/sleep")(self.sleep)
        self.app.command("/fail")(self.fail)
        self.app.event(re.compile(".*"))(self.hear)

    async def answer(self, ack: Any, command: dict[str, Any]) -> None:
        await ack(f"You said {command['text']}")

    async def sleep(self, ack: Any) -> None:
        await asyncio.sleep(IMPATIENT * 1.5)
        await ack("too late")

    async def fail(self) -> None:
        raise RuntimeError("as asked")

    async def hear(self, event: dict[str, Any], request: Any) -> None:
        self.heard.append(event)
        self.slack.changes.tell()
        self.retries.append((request.headers["x-slack-retry-num"][0], request.headers.get("x-slack-retry-reason", [""])[0]))
        if event.get("text") in self.sleeps:
            await asyncio.sleep(IMPATIENT * 2)
        if event.get("text") in self.fails:
            raise RuntimeError("as asked")

    async def connect(self) -> None:
        handler = AsyncSocketModeHandler(self.app, self.slack.app_token, ping_interval=0.2)
        self.handlers.append(handler)
        await handler.connect_async()  # type: ignore[no-untyped-call]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        for handler in self.handlers:
            await handler.close_async()  # type: ignore[no-untyped-call]
        assert await self.slack.changes.until(lambda: not self.slack.socket_mode.connections, PATIENT)


@pytest.fixture(scope="module")
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(MANIFEST, Clock(), ack_seconds=PATIENT) as slack:
        yield slack


@pytest.fixture
def impatient(slack: Sandbox) -> Iterator[None]:
    slack.ack_seconds = IMPATIENT
    yield
    slack.ack_seconds = PATIENT


@pytest.fixture
async def toy(slack: Sandbox) -> AsyncIterator[Toy]:
    async with Toy(slack) as toy:
        await toy.connect()
        await slack.connected()
        yield toy


@pytest.fixture
def general(slack: Sandbox) -> Channel:
    workspace = slack.workspace("Acme")
    return workspace.channel("general", members=[workspace.person("Ana"), workspace.bot])


@pytest.fixture
def ana(general: Channel) -> Person:
    return general.workspace.people[general.members[0]]


def delivered(slack: Sandbox, channel: Channel) -> list[Delivery]:
    return [one for one in slack.deliveries if one.team == channel.workspace.team_id]


@pytest.mark.usefixtures("toy")
async def test_a_command_shows_what_the_app_acks(ana: Person, general: Channel) -> None:
    reply = await ana.runs("/answer yes & no", in_=general)

    assert (reply.error, reply.text) == (None, "You said yes & no")
    assert reply.seconds < PATIENT
    assert [one.shown for one in ana.reads(general)] == ["You said yes & no"]


@pytest.mark.usefixtures("toy", "impatient")
async def test_a_command_acked_too_late_is_a_timeout_and_is_never_sent_again(slack: Sandbox, ana: Person, general: Channel) -> None:
    reply = await ana.runs("/sleep", in_=general)

    await slack.changes.until(lambda: delivered(slack, general)[0].attempts[0].late, PATIENT)
    await asyncio.sleep(IMPATIENT)
    slack.clock.advance(400)
    await slack.settled()

    assert reply.error == "operation_timeout"
    assert ana.reads(general) == []
    assert [(one.problem, one.late) for one in delivered(slack, general)[0].attempts] == [("timeout", True)]


@pytest.mark.usefixtures("toy", "impatient")
@pytest.mark.parametrize("command", ["/fail", "/nobody"])
async def test_a_command_that_fails_or_nobody_listens_to_is_a_timeout(ana: Person, general: Channel, command: str) -> None:
    reply = await ana.runs(command, in_=general)

    assert reply.error == "operation_timeout"
    assert "operation_timeout" in reply.shown


async def test_a_command_without_a_connected_app_is_a_failed_dispatch_at_once(ana: Person, general: Channel) -> None:
    reply = await ana.runs("/answer", in_=general)

    assert reply.error == "dispatch_failed"
    assert reply.seconds < PATIENT


@pytest.mark.usefixtures("impatient")
async def test_an_unacked_event_comes_again_at_once_after_one_minute_and_after_five_more(
    slack: Sandbox, toy: Toy, ana: Person, general: Channel
) -> None:
    toy.fails.add("fail")

    await ana.says("fail", in_=general)
    await slack.settled()
    seen = [len(toy.heard)]
    for wait in (59, 2, 298, 4, 1000):
        slack.clock.advance(wait)
        await slack.settled()
        seen.append(len(toy.heard))

    assert seen == [2, 2, 3, 3, 4, 4]
    assert toy.retries == [("0", ""), ("1", "timeout"), ("2", "timeout"), ("3", "timeout")]
    assert len({json.dumps(one, sort_keys=True) for one in toy.heard}) == 1
    assert not slack.retries_due


@pytest.mark.usefixtures("impatient")
async def test_an_event_that_is_acked_on_its_second_attempt_is_not_sent_a_third_time(
    slack: Sandbox, toy: Toy, ana: Person, general: Channel
) -> None:
    toy.sleeps.add("slowly")

    await ana.says("slowly", in_=general)
    await slack.changes.until(lambda: bool(toy.heard), PATIENT)
    slack.ack_seconds = PATIENT  # the next time
    toy.sleeps.clear()
    await slack.settled()
    slack.clock.advance(1000)
    await slack.settled()

    assert [one.acked for one in delivered(slack, general)[0].attempts] == [False, True]
    assert not slack.retries_due


async def test_an_event_on_a_connection_that_dies_comes_again_on_the_next_one(
    slack: Sandbox, toy: Toy, ana: Person, general: Channel
) -> None:
    toy.sleeps.add("hold on")

    await ana.says("hold on", in_=general)
    await slack.changes.until(lambda: bool(toy.heard), PATIENT)
    toy.sleeps.clear()
    slack.cut()
    await slack.settled()

    attempts = delivered(slack, general)[0].attempts
    assert [(one.problem, one.acked) for one in attempts] == [("connection_failed", False), ("", True)]
    assert toy.retries[1] == ("1", "connection_failed")


@pytest.mark.parametrize("turns", range(3))
async def test_a_stop_in_the_moment_a_connection_dies_waits_for_no_retry(turns: int) -> None:
    async with Sandbox(MANIFEST) as slack, aiohttp.ClientSession() as session:
        acme = slack.workspace("Acme")
        general = acme.channel("general", members=[ana := acme.person("Ana"), acme.bot])
        async with session.ws_connect(slack.socket_mode.open()) as app:
            await slack.connected()
            [line] = slack.socket_mode.connections
            await ana.says("hello", in_=general)
            while "envelope_id" not in (await app.receive_json()):
                pass

            slack.socket_mode.envelopes.lost(line.id)
            for _ in range(turns):
                await asyncio.sleep(0)
            async with asyncio.timeout(PATIENT):  # the last retry comes after six minutes
                await slack.stop()

    assert not delivered(slack, general)[0].acked


async def test_what_is_said_while_the_app_is_away_comes_when_it_is_back(slack: Sandbox, ana: Person, general: Channel) -> None:
    await ana.says("anyone?", in_=general)
    await slack.settled()
    async with Toy(slack) as toy:
        await toy.connect()
        slack.clock.advance(61)
        await slack.settled()

    assert [one["text"] for one in toy.heard] == ["anyone?"]
    assert toy.retries == [("2", "connection_failed")]


async def test_each_envelope_goes_to_one_connection_and_all_get_some(slack: Sandbox, toy: Toy, ana: Person, general: Channel) -> None:
    await toy.connect()
    await toy.connect()
    await slack.connected(3)

    for number in range(60):
        await ana.says(str(number), in_=general)
    await slack.settled()

    used = [one.attempts[0].connection for one in delivered(slack, general)]
    assert sorted(int(one["text"]) for one in toy.heard) == list(range(60))
    assert len(set(used)) == 3


async def test_a_delivery_can_be_repeated_with_the_same_payload(slack: Sandbox, toy: Toy, ana: Person, general: Channel) -> None:
    await ana.says("once", in_=general)
    await slack.settled()
    first = delivered(slack, general)[0]

    again = await slack.redeliver(first, times=3)

    assert [one.acked for one in again] == [True, True, True]
    assert [one["text"] for one in toy.heard] == ["once"] * 4
    assert len({one.envelope_id for one in first.attempts}) == 4


async def test_settling_tells_what_is_left_when_it_takes_too_long(slack: Sandbox, toy: Toy, ana: Person, general: Channel) -> None:
    toy.sleeps.add("slowly")
    await ana.says("slowly", in_=general)

    with pytest.raises(TimeoutError, match="events_api message"):
        await slack.settled(within=0.05)

    toy.sleeps.clear()
    await slack.settled()
