"""Toy apps in a sandbox: one hears everything and answers three commands, one does what each test says."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Clock, Person, Sandbox, Workspace

EVENTS = [
    "agent_session_stopped",
    "app_context_changed",
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "channel_archive",
    "channel_created",
    "channel_left",
    "channel_rename",
    "member_joined_channel",
    "member_left_channel",
    "file_shared",
    "message.channels",
    "message.im",
    "message.mpim",
    "pin_added",
    "pin_removed",
    "reaction_added",
    "reaction_removed",
    "team_join",
    "user_change",
]


SCOPES = [
    "app_mentions:read",
    "assistant:write",
    "channels:history",
    "channels:read",
    "chat:write",
    "files:read",
    "im:history",
    "mpim:history",
    "pins:read",
    "reactions:read",
    "users:read",
]


MANIFEST = {
    "display_information": {"name": "Toy"},
    "features": {
        "bot_user": {"display_name": "Toy Bot"},
        "agent_view": {"agent_description": "x"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "shortcuts": [
            {"name": "Keep this", "type": "message", "callback_id": "keep", "description": "x"},
            {"name": "New thing", "type": "global", "callback_id": "new", "description": "x"},
        ],
        "slash_commands": [
            {"command": "/do", "description": "x"},
            {"command": "/echo", "description": "x", "should_escape": True},
            {"command": "/raw", "description": "x"},
            {"command": "/card", "description": "x"},
        ],
    },
    "oauth_config": {"scopes": {"bot": SCOPES}},
    "settings": {"interactivity": {"is_enabled": True}, "event_subscriptions": {"bot_events": EVENTS}},
}


CARD = [
    {"type": "section", "text": {"type": "mrkdwn", "text": "*Card*"}},
    {"type": "actions", "elements": [{"type": "button", "action_id": "go", "value": "v", "text": {"type": "plain_text", "text": "Go"}}]},
]


@pytest.fixture(scope="module")
async def slack() -> AsyncIterator[Sandbox]:
    async with Sandbox(MANIFEST, Clock()) as slack:
        yield slack


@asynccontextmanager
async def connected(slack: Sandbox) -> AsyncIterator[AsyncApp]:
    """A Bolt app in all workspaces of the sandbox."""

    async def authorize(team_id: str) -> AuthorizeResult:
        workspace = slack.workspaces[team_id]
        return AuthorizeResult(
            enterprise_id=None, team_id=team_id, bot_token=workspace.bot_token, bot_id=workspace.bot.bot_id, bot_user_id=workspace.bot.id
        )

    app = AsyncApp(client=AsyncWebClient(base_url=slack.api_url), authorize=authorize, process_before_response=True)
    handler = AsyncSocketModeHandler(app, slack.app_token)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    yield app
    await handler.close_async()  # type: ignore[no-untyped-call]


@pytest.fixture(scope="module")
async def heard(slack: Sandbox) -> AsyncIterator[list[dict[str, Any]]]:
    """All bodies the app got, of all workspaces, from one app for the whole module."""
    heard: list[dict[str, Any]] = []

    async with connected(slack) as app:

        @app.use
        async def note(body: dict[str, Any], next: Any) -> None:  # noqa: A002 - Bolt's word
            heard.append(body)
            await next()

        @app.command(re.compile("/(echo|raw)"))
        async def echo(ack: Any, command: dict[str, Any]) -> None:
            await ack(command["text"] or "nothing")

        @app.command("/card")
        async def card(ack: Any, command: dict[str, Any]) -> None:
            await ack(text="card", blocks=CARD, response_type=command["text"] or "ephemeral")

        @app.event(re.compile(".*"))
        @app.action("go")
        @app.shortcut("keep")
        async def accept(ack: Any) -> None:
            await ack()

        yield heard


Listener = Callable[[Any, dict[str, Any], AsyncWebClient], Awaitable[None]]
Toy = dict[str, Listener]


@pytest.fixture(scope="module")
async def _toys(slack: Sandbox) -> AsyncIterator[Toy]:
    toy: Toy = {}
    everything = re.compile(".*")

    async def play(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        listener = toy.get(body.get("command") or str(body.get("event", body)["type"]))
        await (listener(ack, body, client) if listener else ack())

    async with connected(slack) as app:
        for listen in (app.command, app.action, app.options, app.shortcut, app.view, app.view_closed, app.event):
            listen(everything)(play)
        yield toy


@pytest.fixture
def toy(_toys: Toy) -> Toy:
    """What an app does, by command, event or type of interaction, as one test says; else it acks."""
    _toys.clear()
    return _toys


@pytest.fixture
def workspace(slack: Sandbox) -> Workspace:
    return slack.workspace("Acme")


@pytest.fixture
def ana(workspace: Workspace) -> Person:
    return workspace.person("Ana", admin=True)


@pytest.fixture
def bo(workspace: Workspace) -> Person:
    return workspace.person("Bo Li", tz="Asia/Tokyo")


@pytest.fixture
def general(workspace: Workspace, ana: Person, bo: Person) -> Channel:
    return workspace.channel("general", members=[ana, bo, workspace.bot])
