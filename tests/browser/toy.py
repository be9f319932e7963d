"""A small app that shows everything the page can draw, and a workspace to show it in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Channel, Clock, Person, Sandbox, Workspace
from tests.browser import shapes
from tests.deployment import PATIENCE_SECONDS

Json = dict[str, Any]
COMMANDS = {
    "/card": ("A card with buttons", "[words]"),
    "/form": ("A form with every input", ""),
    "/slow": ("Never answers", ""),
    "/say": ("Says it to you", "<words>"),
}
MANIFEST: Json = {
    "display_information": {"name": "CTO Toy", "description": "Everything the page can draw."},
    "features": {
        "bot_user": {"display_name": "CTO Toy"},
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "shortcuts": [
            {"name": "Add to timeline", "type": "message", "callback_id": "keep", "description": "Keep it"},
            {"name": "Declare incident", "type": "global", "callback_id": "declare", "description": "Declare one"},
        ],
        "slash_commands": [
            {"command": name, "description": words, "usage_hint": hint, "should_escape": True} for name, (words, hint) in COMMANDS.items()
        ],
    },
    "oauth_config": {
        "scopes": {"bot": ["chat:write", "commands", "channels:history", "app_mentions:read", "im:history", "files:read", "files:write"]}
    },
    "settings": {"interactivity": {"is_enabled": True}, "event_subscriptions": {"bot_events": ["app_home_opened", "app_mention"]}},
}


@dataclass
class Company:
    """The workspace of a test: who is there, and what the app heard of what they did."""

    slack: Sandbox
    workspace: Workspace
    ana: Person
    bo: Person
    general: Channel
    payments: Channel
    heard: list[Json]

    def address(self, who: Person | None = None, channel: Channel | None = None) -> str:
        return f"{self.slack.url}?as={(who or self.ana).id}&channel={(channel or self.general).id}"


def company(slack: Sandbox, heard: list[Json]) -> Company:
    acme = slack.workspace("Acme")
    ana = acme.person("Ana Sánchez", tz="Europe/Berlin", admin=True)
    bo = acme.person("Bo", tz="America/New_York")
    acme.person("Gus", tz="Europe/London", guest=True)
    general = acme.channel("general", members=[ana, bo, acme.bot])
    payments = acme.channel("payments", members=[ana, bo, acme.bot])
    acme.channel("platform", members=[bo])
    acme.channel("founders", private=True, members=[ana, bo])
    return Company(slack, acme, ana, bo, general, payments, heard)


@asynccontextmanager
async def toy(heard: list[Json]) -> AsyncIterator[Sandbox]:
    """The app, connected to a sandbox of its own; everything it hears is kept in heard."""
    async with Sandbox(MANIFEST, Clock(), ack_seconds=PATIENCE_SECONDS) as slack:

        async def authorize(team_id: str) -> AuthorizeResult:
            workspace = slack.workspaces[team_id]
            bot = workspace.bot
            return AuthorizeResult(
                enterprise_id=None, team_id=team_id, bot_token=workspace.bot_token, bot_id=bot.bot_id, bot_user_id=bot.id
            )

        app = AsyncApp(client=AsyncWebClient(base_url=slack.api_url), authorize=authorize, process_before_response=True)

        @app.use
        async def note(body: Json, next: Any) -> None:  # noqa: A002 - Bolt's word
            heard.append(body)
            await next()

        _commands(app)
        _forms(app)
        handler = AsyncSocketModeHandler(app, slack.app_token)
        await handler.connect_async()  # type: ignore[no-untyped-call]
        yield slack
        await handler.close_async()  # type: ignore[no-untyped-call]


def _commands(app: AsyncApp) -> None:
    @app.command("/card")
    async def card(ack: Any, command: Json) -> None:
        await ack(text="INC-12", blocks=shapes.CARD, response_type="ephemeral" if command["text"] == "mine" else "in_channel")

    @app.command("/say")
    async def say(ack: Any, command: Json) -> None:
        await ack(command["text"])

    @app.command("/slow")
    async def slow() -> None:
        await asyncio.sleep(30)

    @app.command("/form")
    @app.shortcut("declare")
    @app.shortcut("keep")
    @app.action("note")
    async def form(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await client.views_open(trigger_id=body["trigger_id"], view=shapes.modal(shapes.EVERY_INPUT))
        await ack()

    @app.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": shapes.HOME})

    @app.event("app_mention")
    async def mention() -> None:
        return None


def _forms(app: AsyncApp) -> None:
    @app.options("value")
    async def services(ack: Any, payload: Json) -> None:
        await ack(options=[shapes.option(f"{payload['value']}-{name}", name) for name in ("api", "web", "worker")])

    @app.view("form")
    async def submitted(ack: Any, view: Json) -> None:
        title = view["state"]["values"]["title"]["value"]["value"]
        if title == "bad":
            await ack(response_action="errors", errors={"title": "Say what is broken, not that it is bad."})
        elif title == "more":
            below = [
                {"type": "section", "text": shapes.marked("One more *step*.")},
                shapes.field("why", "Why", {"type": "plain_text_input"}),
            ]
            await ack(response_action="push", view={**shapes.modal(below, "One more step", "Save"), "callback_id": "second"})
        elif title == "slow":
            await asyncio.sleep(30)
        else:
            await ack()

    @app.view("second")
    async def second(ack: Any) -> None:
        await ack(response_action="clear")

    @app.action("severity")
    @app.action("resolve")
    @app.action("lead")
    @app.action("more")
    @app.action("due")
    @app.action("accept")
    @app.action("helpful")
    @app.action("drop")
    @app.action("weekday")
    async def accept(ack: Any) -> None:
        await ack()
