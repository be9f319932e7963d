"""The day of `cto-copilot sandbox --story`, played at once."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from bot.schedule import read_directory
from bot.story import CHAPTERS
from bot.trying import WHERE, an_afternoon, furnished
from handlers.pictures import Draw, in_a_process
from sandbox import Workspace
from sandbox.story import Place, Player
from tests.deployment import Deployment, deployed


@asynccontextmanager
async def a_day(
    database_url: str, at_moment: Callable[[str, Place], Awaitable[None]], draw: Draw = in_a_process
) -> AsyncIterator[tuple[Workspace, Player]]:
    """The workspace it is played in, with the whole product, and the player, who has not begun."""
    async with deployed(database_url, draw=draw) as deployment:
        clock = deployment.slack.clock
        clock.advance(an_afternoon(clock.now().astimezone(WHERE)) - clock.now())
        acme = await furnished(deployment.slack)
        await _moves_in(deployment, acme)

        async def settled() -> None:
            await deployment.schedule.tick()
            await deployment.settled()

        answering = deployment.claude.of(acme.team_id).will
        yield acme, Player(acme, CHAPTERS, settled=settled, answering=answering, at_moment=at_moment)


async def _moves_in(deployment: Deployment, workspace: Workspace) -> None:
    """Have the workspace read, as `serve` does at its start."""
    who = await deployment.copilot.slack(workspace.team_id).auth_test()
    async with deployment.store.transaction() as db:
        facts = {"name": workspace.name, "bot_user": str(who["user_id"]), "url": str(who["url"])}
        await db.people.connected(workspace.team_id, **facts, at=deployment.slack.clock.now())
        await read_directory(db, workspace.team_id)
    await deployment.settled()
