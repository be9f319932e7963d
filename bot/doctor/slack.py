"""Slack: both tokens, what the bot may do there, how far the clocks are apart, whether what comes by itself can come."""

from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.config import Settings
from bot.doctor.findings import Finding, ok, warning, wrong
from bot.doctor.settings import is_placeholder
from bot.manifest import read_manifest

ANSWERS_WITHIN_SECONDS = 10
SIGNED_WITHIN_SECONDS = 300
"""What Slack signed longer ago is refused, so that nobody can send it again."""
CLOCKS_DIFFER_SECONDS = 30
INSTALL_AGAIN = (
    "Paste what cto-copilot manifest prints under App Manifest in the app's settings, and install it again (OAuth & Permissions)."
)


async def slack(settings: Settings, *, known: Collection[str], channels: Sequence[str]) -> list[Finding]:
    """Ask Slack. `known` are the workspaces the records are of, `channels` those something is posted to by the calendar."""
    if is_placeholder(settings):
        return []
    client = AsyncWebClient(
        token=settings.slack_bot_token.get_secret_value(),
        base_url=settings.slack_api_url,
        timeout=ANSWERS_WITHIN_SECONDS,
        retry_handlers=[],
    )
    try:
        answer = await client.auth_test()
    except SlackApiError as error:
        do = "Take the Bot User OAuth Token anew from OAuth & Permissions, and set SLACK_BOT_TOKEN to it."
        return [wrong("bot token", f"Slack does not take it: {_code(error)}.", do)]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        do = f"Look whether this machine reaches {settings.slack_api_url}: a proxy, a firewall, DNS."
        return [wrong("bot token", f"Slack cannot be asked ({type(error).__name__}).", do)]
    granted = {scope for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope}
    return [
        _workspace(answer, known),
        scopes(granted),
        *clock(answer.headers.get("Date", "")),
        *await _app_token(client, settings),
        *[one for channel in channels for one in await _channel(client, channel)],
    ]


def _workspace(answer: Any, known: Collection[str]) -> Finding:
    team, name = str(answer["team_id"]), answer.get("team", "")
    if known and team not in known:
        says = f"It is for the workspace {name} ({team}), and the records are of {', '.join(sorted(known))}."
        return warning(
            "bot token", says, "Look whether DATABASE_URL is that of this workspace; records of the other are not shown in this one."
        )
    return ok("bot token", f"Slack takes it: the workspace {name} ({team}).")


def scopes(granted: set[str]) -> Finding:
    """What the bot was granted, against the manifest."""
    wanted = set(read_manifest()["oauth_config"]["scopes"]["bot"])
    if missing := sorted(wanted - granted):
        return wrong("scopes", f"The bot was not granted {', '.join(missing)}.", INSTALL_AGAIN)
    if extra := sorted(granted - wanted):
        return ok("scopes", f"All {len(wanted)} of the manifest are granted; {', '.join(extra)} too, without need.")
    return ok("scopes", f"All {len(wanted)} of the manifest are granted, and no more.")


def clock(date: str) -> list[Finding]:
    """Our clock against the Date of an answer of Slack's."""
    try:
        apart = abs((datetime.now(UTC) - parsedate_to_datetime(date)).total_seconds())
    except ValueError:
        return []  # whoever stands between us and Slack keeps its time to itself
    if apart <= CLOCKS_DIFFER_SECONDS:
        return [ok("clock", "It goes as Slack's does.")]
    says, do = f"It is {apart:.0f} seconds apart from Slack's.", "Have it set by NTP: timedatectl set-ntp true."
    return [(wrong if apart > SIGNED_WITHIN_SECONDS else warning)("clock", says, do)]


async def _app_token(client: AsyncWebClient, settings: Settings) -> list[Finding]:
    if settings.slack_app_token is None:
        return []
    try:
        await client.apps_connections_open(app_token=settings.slack_app_token.get_secret_value())
    except SlackApiError as error:
        do = "Make one under Basic Information › App-Level Tokens, with the scope connections:write, and look that Socket Mode is on."
        return [wrong("app token", f"Slack does not take it: {_code(error)}.", do)]
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return [wrong("app token", f"Slack cannot be asked ({type(error).__name__}).", "Try again.")]
    return [ok("app token", "Slack lets it connect by Socket Mode.")]


async def _channel(client: AsyncWebClient, channel: str) -> list[Finding]:
    name = f"channel {channel}"
    try:
        there = (await client.conversations_info(channel=channel))["channel"]
    except SlackApiError as error:
        do = f"Invite the bot there, or have it come elsewhere: /scorecard digest here. Slack says {_code(error)}."
        return [warning(name, "A digest or a card is to come there, and the bot cannot see it.", do)]
    except (aiohttp.ClientError, TimeoutError, OSError):
        return [warning(name, "Slack did not say whether a digest or a card can come there.", "Try again.")]
    if there.get("is_archived"):
        return [
            warning(name, "A digest or a card is to come there, and it is archived.", "Have it come elsewhere: /scorecard digest here.")
        ]
    if not there.get("is_member") and not there.get("is_im"):
        return [warning(name, "A digest or a card is to come there, and the bot is not in it.", "Invite it: /invite @CTO Co-Pilot.")]
    return [ok(name, "What comes there by itself can come.")]


def _code(error: SlackApiError) -> str:
    data = error.response.data if isinstance(error.response.data, dict) else {}
    return str(data.get("error") or f"http {error.response.status_code}")
