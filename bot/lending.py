"""The workspace on this machine, lent to somebody else's bot: it connects as to Slack, and nothing of ours is in it."""

import asyncio
import signal
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from rich.console import Console

from bot.trying import furnished
from sandbox import Sandbox
from sandbox.manifest import Manifest
from sandbox.open_manifest import OpenManifest

NAME = "Your bot"


class NoManifest(ValueError):
    """The file is no app manifest; `str()` of it is one line that says why."""


async def lend(*, port: int, app_token: str | None = None, bot_token: str | None = None, manifest: Path | None = None) -> None:
    """Open the workspace to a bot with these tokens, and keep it until stopped. Raises OSError when the port is taken, NoManifest."""
    ended = _ended()
    async with Sandbox(_manifest(manifest), port=port) as slack:
        slack.app_token = app_token or slack.app_token
        acme = await furnished(slack)
        token = acme.bot_token = bot_token or acme.bot_token

        async def begin_anew() -> None:
            # The bot keeps its connection and its token, and finds another workspace behind them.
            slack.workspaces.clear()
            (await furnished(slack)).bot_token = token

        slack.page.on_reset = begin_anew
        _tell(slack, token)
        await ended.wait()


def _manifest(path: Path | None) -> Manifest:
    if path is None:
        return OpenManifest(NAME)
    try:
        # JSON is YAML, too.
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise NoManifest(f"{path} cannot be read: {error.strerror}") from None
    except (yaml.YAMLError, UnicodeDecodeError):
        raise NoManifest(f"{path} is neither YAML nor JSON") from None
    if not isinstance(raw, Mapping) or "display_information" not in raw:
        raise NoManifest(f"{path} is no app manifest: it has no display_information")
    found: dict[str, Any] = dict(raw)
    return Manifest(found)


def _tell(slack: Sandbox, bot_token: str) -> None:
    console = Console(soft_wrap=True, highlight=False)
    console.print(f"A workspace for your bot: [link={slack.url}]{slack.url}[/link]   (Ctrl+C ends it)")
    console.print(f"SLACK_API_URL={slack.api_url}\nSLACK_BOT_TOKEN={bot_token}\nSLACK_APP_TOKEN={slack.app_token}")
    console.print("The first is your client's base_url; the page and its control API are described in docs/sandbox.md.")


def _ended() -> asyncio.Event:
    ended = asyncio.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, ended.set)
    return ended
