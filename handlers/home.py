"""The Home tab: what each feature has to show somebody, drawn when they open it and when they did something there."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.people import Standing
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.doors import Doors, Section
from storage.jobs.port import Jobs
from storage.store import Store, Transaction

HOME_BLOCKS = 100
HOMELESS = {Standing.UNKNOWN, Standing.DEACTIVATED, Standing.BOT}
"""Slack shows them none, and says so in the words it has for a Home that we drew wrongly."""


def register(doors: Doors, jobs: Jobs) -> None:
    """What this adds."""
    doors.event("app_home_opened", opened)
    jobs.add("home.publish", partial(publish, sections=doors.sections, admins=doors.admins), attempts=3)


async def opened(event: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001 - every listener is called alike
    """Somebody looks at the app; at its messages there is nothing to draw."""
    if event.get("tab") == "home":
        await enqueue_home(db, team, event["user"])


async def enqueue_home(db: Transaction, team: str, user: str) -> None:
    """Have somebody's Home drawn as it is now."""
    if await db.people.person(team, user) is None:
        await db.jobs.enqueue("people.person", team=team, room=f"home:{user}", user=user)
    await db.jobs.enqueue("home.publish", team=team, room=f"home:{user}", user=user)


async def publish(
    *,
    sections: Sequence[Section],
    admins: frozenset[str],
    team: str,
    user: str,
    store: Store,
    slack: AsyncWebClient,
    clock: Callable[[], datetime],
) -> None:
    """Draw somebody's Home."""
    async with store.reading() as db:
        known = await db.people.viewer(team, user)
        viewer = known.model_copy(update={"admin": known.admin or user in admins})
        drawn: list[kit.Block] = []
        for section in sections:
            drawn += await section(viewer, db, clock())
    try:
        await asked(slack.views_publish(user_id=user, view={"type": "home", "blocks": drawn[:HOME_BLOCKS]}))
    except Refused as refused:
        if refused.error not in {"not_enabled", "user_not_found", "account_inactive"} and viewer.standing not in HOMELESS:
            raise
