"""Other people's bots in the sandbox: `cto-copilot sandbox --no-bot`, and its control API."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from tests.forked import Forked, run
from tests.process import free_port

Json = dict[str, Any]
SETTINGS = ("SLACK_API_URL", "SLACK_BOT_TOKEN", "SLACK_APP_TOKEN")


@asynccontextmanager
async def lent(*options: str) -> AsyncIterator[dict[str, str]]:
    """The sandbox as a process of its own; the settings it tells."""
    process = Forked(["sandbox", "--no-bot", "--port", str(free_port()), *options])
    output = await process.start()
    told: dict[str, str] = {}
    try:
        async with asyncio.timeout(60):
            while not set(SETTINGS) <= set(told):
                name, _, value = (await output.readline()).decode().strip().partition("=")
                told[name] = value
        yield told
    finally:
        process.terminate()
        async with asyncio.timeout(30):
            await process.wait()


@asynccontextmanager
async def bolt(told: dict[str, str]) -> AsyncIterator[AsyncApp]:
    """A bot as anybody writes one, with Slack's own libraries; of ours it knows an address."""
    client = AsyncWebClient(token=told["SLACK_BOT_TOKEN"], base_url=told["SLACK_API_URL"])
    app = AsyncApp(client=client)

    @app.command("/deploy")
    async def deploy(ack: Any, command: Json) -> None:
        await ack(f"Deploying {command['text']}")

    @app.event("app_mention")
    async def mentioned(event: Json, say: Any) -> None:
        await say(f"You said: {event['text']}", thread_ts=event["ts"])

    @app.event("message")
    async def heard() -> None:
        """Nothing is said to what is not for it."""

    handler = AsyncSocketModeHandler(app, told["SLACK_APP_TOKEN"])
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


class Control:
    """The control API, as a script uses it."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    async def get(self, what: str, **query: str) -> Any:
        async with self._session.get(f"/sandbox/{what}", params=query) as answer:
            return await answer.json()

    async def post(self, what: str, **body: Any) -> Json:
        async with self._session.post(f"/sandbox/{what}", json=body) as answer:
            told: Json = await answer.json()
            return told

    async def until(self, words: str, **query: str) -> Json:
        """Wait for a message with these words, changes at a time."""
        async with asyncio.timeout(10), self._session.get("/sandbox/changes") as stream:
            async for _line in stream.content:
                state = await self.get("state", **query)
                found = [one for one in [*state["messages"], *(state["thread"] or [])] if words in one["text"]]
                if found:
                    return dict(found[-1])
        raise AssertionError(words)


@asynccontextmanager
async def controlled(told: dict[str, str]) -> AsyncIterator[Control]:
    async with aiohttp.ClientSession(told["SLACK_API_URL"].removesuffix("api/")) as session:
        yield Control(session)


async def test_a_bot_that_is_not_ours_answers_commands_and_mentions() -> None:
    tokens = ("--app-token", "xapp-1-mine", "--bot-token", "xoxb-mine")
    async with lent(*tokens) as told, controlled(told) as sandbox, bolt(told):
        everyone = (await sandbox.get("state"))["workspaces"][0]["people"]
        ana = next(one["id"] for one in everyone if one["name"] == "Ana")
        state = await sandbox.get("state", **{"as": ana})
        there = {"as": ana, "channel": next(one["id"] for one in state["channels"] if one["name"] == "general")}

        ran = await sandbox.post("run", text="/deploy 4.2.1", **there)
        said = await sandbox.post("say", text="@Your bot hello", **there)
        answer = await sandbox.until("You said", thread=said["ts"], **there)
        log = await sandbox.get("log", **{"as": ana})

    assert (told["SLACK_APP_TOKEN"], told["SLACK_BOT_TOKEN"]) == ("xapp-1-mine", "xoxb-mine")
    assert (ran["shown"], ran["error"]) == ("Deploying 4.2.1", None)
    assert answer["text"].endswith("hello")
    assert {"/deploy", "app_mention", "chat.postMessage"} <= {one["name"] for one in log}
    assert [one for one in log if one["trouble"]] == []


async def test_its_own_manifest_decides_what_it_is_called_and_may_do(tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    manifest = {
        "display_information": {"name": "Deployer"},
        "features": {"slash_commands": [{"command": "/deploy", "description": "Deploy", "usage_hint": "<version>"}]},
        "oauth_config": {"scopes": {"bot": ["commands"]}},
    }
    file.write_text(json.dumps(manifest))
    async with lent("--manifest", str(file)) as told, controlled(told) as sandbox, bolt(told) as app:
        ana = (await sandbox.get("state"))["workspaces"][0]["people"][0]["id"]
        around = (await sandbox.get("state", **{"as": ana}))["around"]
        general = next(one["id"] for one in around["conversations"] if one["name"] == "general")
        other = await sandbox.post("run", text="/other", **{"as": ana, "channel": general})
        new = await sandbox.post("person", name="Dee", tz="Asia/Tokyo", guest=True, **{"as": ana, "channel": general})
        with pytest.raises(Exception, match="missing_scope"):
            await app.client.chat_postMessage(channel=general, text="hello")
        people = (await sandbox.get("state"))["workspaces"][0]["people"]

    assert (around["app"]["name"], [one["name"] for one in around["commands"]]) == ("Deployer", ["/deploy"])
    assert other["shown"] == "/other is not a valid command"
    assert [(one["name"], one["tz"], one["words"]) for one in people if one["id"] == new["user"]] == [("Dee", "Asia/Tokyo", ["guest"])]


async def test_beginning_anew_leaves_the_bot_connected() -> None:
    async with lent() as told, controlled(told) as sandbox, bolt(told):
        before = (await sandbox.get("state"))["workspaces"][0]["id"]
        await sandbox.post("reset")
        (after,) = (await sandbox.get("state"))["workspaces"]
        ana = after["people"][0]["id"]
        state = await sandbox.get("state", **{"as": ana})
        there = {"as": ana, "channel": state["around"]["conversations"][0]["id"]}
        ran = await sandbox.post("run", text="/deploy again", **there)

    assert after["id"] != before
    assert ran["shown"] == "Deploying again"


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--no-bot", "--story"), "--story goes without --no-bot."),
        (("--bot-token", "xoxb-1"), "--bot-token goes with --no-bot."),
        (("--no-bot", "--manifest", "nowhere.yml"), "--manifest: nowhere.yml cannot be read: No such file or directory."),
        (("--no-bot", "--manifest", __file__), f"--manifest: {__file__} is neither YAML nor JSON."),
    ],
)
def test_what_does_not_go_together_is_said_in_a_line(options: tuple[str, ...], said: str) -> None:
    ended = run(["sandbox", *options])

    assert (ended.returncode, ended.stderr.strip()) == (2, said)
