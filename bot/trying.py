"""A workspace on this machine with the co-pilot in it, for whoever wants to see what it does: no account, no key."""

import asyncio
from tempfile import TemporaryDirectory

from rich.console import Console

from bot.config import read_settings
from bot.manifest import read_manifest
from bot.serving import Service, run
from sandbox import Sandbox, Workspace


async def try_out(*, port: int, database_url: str | None) -> None:
    """Open the workspace, and serve it until stopped. Raises OSError when the port is taken."""
    async with Sandbox(read_manifest(), port=port) as slack:
        console = Console()
        console.print(f"A workspace with CTO Co-Pilot in it: [link={slack.url}]{slack.url}[/link]")
        console.print("Type there: [bold]/incident declare SEV1 Checkout is down[/bold]   (Ctrl+C ends it)")
        while await _lived(slack, database_url):
            slack.workspaces.clear()


async def _lived(slack: Sandbox, database_url: str | None) -> bool:
    """Serve a furnished workspace by its own clock until stopped; True when the page asked to begin anew."""
    anew = asyncio.Event()
    with TemporaryDirectory() as folder:
        acme = await furnished(slack)
        settings = read_settings(
            slack_bot_token=acme.bot_token,
            slack_app_token=slack.app_token,
            slack_api_url=slack.api_url,
            database_url=database_url or f"sqlite:///{folder}/sandbox.db",
            copilot_listen="127.0.0.1:0",
        )
        service = Service(settings, slack.clock.now)

        async def reset() -> None:
            anew.set()
            service.stop()

        # Records kept elsewhere would outlive their workspace.
        slack.page.on_reset = None if database_url else reset
        await run(service)
    return anew.is_set()


async def furnished(slack: Sandbox) -> Workspace:
    """A small company: an admin, two engineers, a guest; channels the bot is in, one it is not in, a private one; some talk."""
    acme = slack.workspace("Acme")
    ana = acme.person("Ana", tz="Europe/Berlin", admin=True)
    bo = acme.person("Bo", tz="America/New_York")
    chi = acme.person("Chi", tz="Asia/Tokyo")
    gus = acme.person("Gus", tz="Europe/London", guest=True)
    payments = acme.channel("payments", members=[ana, bo, gus, acme.bot])
    acme.channel("general", members=[ana, bo, chi, acme.bot])
    acme.channel("platform", members=[ana, chi])
    acme.channel("founders", private=True, members=[ana, chi])
    await bo.says("is checkout slow for anybody else? p99 is at 9 s since the 14:00 deploy", in_=payments)
    await gus.says("our support queue says so too, about forty tickets in ten minutes", in_=payments)
    return acme
