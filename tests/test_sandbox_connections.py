import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Clock, Sandbox

MANIFEST = {
    "display_information": {"name": "Toy"},
    "oauth_config": {"scopes": {"bot": ["channels:history"]}},
    "settings": {"event_subscriptions": {"bot_events": ["message.channels"]}},
}


@pytest.fixture(scope="module")
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(MANIFEST, Clock()) as slack:
        yield slack


@asynccontextmanager
async def an_app(slack: Sandbox, heard: list[str]) -> AsyncIterator[AsyncSocketModeHandler]:
    """An app that notes the texts it hears, not connected yet."""

    async def authorize(team_id: str) -> AuthorizeResult:
        workspace = slack.workspaces[team_id]
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_token=workspace.bot_token, bot_id=workspace.bot.bot_id, bot_user_id=workspace.bot.id
        )

    async def hear(event: dict[str, Any]) -> None:
        heard.append(event["text"])

    app = AsyncApp(client=AsyncWebClient(base_url=slack.api_url), authorize=authorize, process_before_response=True)
    app.event("message")(hear)
    handler = AsyncSocketModeHandler(app, slack.app_token, ping_interval=0.2)
    yield handler
    await handler.close_async()  # type: ignore[no-untyped-call]
    assert await slack.changes.until(lambda: not slack.socket_mode.connections, 2)


async def link(slack: Sandbox) -> str:
    client = AsyncWebClient(base_url=slack.api_url)
    return str((await client.apps_connections_open(app_token=slack.app_token))["url"])


async def test_told_to_disconnect_the_app_comes_back_and_hears_everything(slack: Sandbox) -> None:
    workspace = slack.workspace("Acme")
    ana, heard = workspace.person("Ana"), list[str]()
    general = workspace.channel("general", members=[ana, workspace.bot])
    async with an_app(slack, heard) as handler:
        await handler.connect_async()  # type: ignore[no-untyped-call]
        await slack.connected()
        before = slack.socket_mode.connections[0]

        slack.disconnect()
        await slack.connected()
        await ana.says("still there?", in_=general)
        await slack.settled()

        assert slack.connections == 1
        assert slack.socket_mode.connections[-1] is not before
        assert heard == ["still there?"]


async def test_an_app_cannot_connect_while_slack_is_away_and_does_when_it_is_back(slack: Sandbox) -> None:
    slack.refuse_connections = True
    async with an_app(slack, []) as handler:
        connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]
        with pytest.raises(TimeoutError):
            await slack.connected(within=0.3)

        slack.refuse_connections = False
        await slack.connected()
        await connecting

        assert slack.connections == 1


async def test_a_ticket_opens_one_connection_which_begins_with_hello_and_echoes_pings(slack: Sandbox) -> None:
    url = await link(slack)
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url, autoping=False) as socket:
            hello = await socket.receive_json()
            await socket.ping(b"sdk-ping-pong:1.5")
            pong = await socket.receive()
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(url)

    assert (hello["type"], hello["num_connections"], hello["connection_info"]) == ("hello", 1, {"app_id": slack.app_id})
    assert (pong.type, pong.data) == (aiohttp.WSMsgType.PONG, b"sdk-ping-pong:1.5")


async def test_the_eleventh_connection_is_sent_away(slack: Sandbox) -> None:
    async with aiohttp.ClientSession() as session:
        sockets = [await session.ws_connect(await link(slack)) for _ in range(11)]
        first = [await socket.receive_json() for socket in sockets]
        for socket in sockets:
            await socket.close()

    assert [one["type"] for one in first] == ["hello"] * 10 + ["disconnect"]
    assert first[-1]["reason"] == "too_many_websockets"


@pytest.mark.parametrize(("token", "error"), [("", "not_authed"), ("xapp-other", "invalid_auth"), ("xoxb", "not_allowed_token_type")])
async def test_only_the_app_token_opens_connections(slack: Sandbox, token: str, error: str) -> None:
    offered = slack.workspace("Other").bot_token if token == "xoxb" else token  # noqa: S105 - stands for a bot's token
    async with aiohttp.ClientSession(slack.api_url, headers={"Authorization": f"Bearer {offered}"}) as session:
        answer = await (await session.post("apps.connections.open")).json()

    assert answer == {"ok": False, "error": error}
