"""A workspace on this machine with the co-pilot in it, for whoever wants to see what it does: no account, no key."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console

from bot.config import read_settings
from bot.manifest import read_manifest
from bot.serving import Service, run
from bot.story import CHAPTERS
from bot.writer import Writer, writing
from sandbox import Clock, Sandbox, Workspace
from sandbox.story import Player, Stuck

PACE_SECONDS = 1.8
"""About so long one looks at a step of the story."""
TUESDAY, AFTERNOON = 1, (14, 20)
WHERE = ZoneInfo("Europe/Berlin")


async def try_out(*, port: int, database_url: str | None, story: bool = False, claude: bool = True) -> None:
    """Open the workspace, and serve it until stopped; with a story, a day plays itself there. Raises OSError when the port is taken."""
    clock = Clock(an_afternoon(datetime.now(WHERE))) if story else None
    async with Sandbox(read_manifest(), clock, port=port) as slack, writing(wanted=claude, by_script=story) as writer:
        console = Console()
        console.print(f"A workspace with CTO Co-Pilot in it: [link={slack.url}]{slack.url}[/link]")
        ended = "(Ctrl+C ends it)"
        console.print(
            f"A day plays itself there as soon as you look. {ended}"
            if story
            else f"Type there: [bold]/incident declare SEV1 Checkout is down[/bold]   {ended}"
        )
        console.print(writer.said)
        while await _lived(slack, database_url, writer, story=story):
            slack.workspaces.clear()


async def _lived(slack: Sandbox, database_url: str | None, writer: Writer, *, story: bool) -> bool:
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
            **writer.settings,
        )
        service = Service(settings, slack.clock.now)

        async def reset() -> None:
            anew.set()
            service.stop()

        # Records kept elsewhere would outlive their workspace.
        slack.page.on_reset = None if database_url else reset
        async with _told(slack, acme, writer) if story else _untold():
            await run(service)
    return anew.is_set()


@asynccontextmanager
async def _told(slack: Sandbox, acme: Workspace, writer: Writer) -> AsyncIterator[None]:
    """Meanwhile a day plays itself, from when somebody looks."""
    player = Player(acme, CHAPTERS, pace=PACE_SECONDS, answering=writer.scripted.will if writer.scripted else None)
    slack.page.player = player

    async def play() -> None:
        await slack.page.somebody_looks()
        await slack.connected()
        try:
            await player.play()
            writer.is_told()
        except Stuck as stuck:
            Console(stderr=True).print(f"The story cannot go on. {stuck}")

    task = asyncio.create_task(play())
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        slack.page.player = None


@asynccontextmanager
async def _untold() -> AsyncIterator[None]:
    yield


def an_afternoon(now: datetime) -> datetime:
    """The next Tuesday afternoon: a day of work, whenever it is that somebody looks."""
    day = now + timedelta(days=(TUESDAY - now.weekday()) % 7 or 7)
    return day.replace(hour=AFTERNOON[0], minute=AFTERNOON[1], second=0, microsecond=0)


async def furnished(slack: Sandbox) -> Workspace:
    """A small company: an admin, two engineers, a guest; channels the bot is in, one it is not in, a private one; some talk."""
    acme = slack.workspace("Acme")
    ana = acme.person("Ana", tz="Europe/Berlin", admin=True)
    bo = acme.person("Bo", tz="America/New_York")
    chi = acme.person("Chi", tz="Asia/Tokyo")
    gus = acme.person("Gus", tz="Europe/London", guest=True)
    payments = acme.channel("payments", members=[ana, bo, gus])
    acme.channel("general", members=[ana, bo, chi, acme.bot])
    acme.channel("platform", members=[ana, chi])
    acme.channel("founders", private=True, members=[ana, chi])
    await bo.says("is checkout slow for anybody else? p99 is at 9 s since the 14:00 deploy", in_=payments)
    await gus.says("our support queue says so too, about forty tickets in ten minutes", in_=payments)
    # It comes after the talk, since it is not connected yet and could not be told of it.
    payments.add_member(acme.bot.id, quiet=True)
    return acme
