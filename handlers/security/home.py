"""What of security stands at Home: what somebody checked off so long ago that they are asked again."""

from datetime import datetime

from bot.records.people import Viewer
from handlers.blocks import kit
from handlers.blocks import security as drawn
from storage.store import Transaction


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:
    """What they checked off and is old; nothing where nothing is."""
    asked_again = []
    for project in (None, *(await db.projects.all(seen_by=viewer))):
        security = await db.securities.of(project.id if project else None, seen_by=viewer)
        if security:
            mine = [one for one in security.old(now) if security.checks[one.name].by == viewer.user]
            asked_again += [(project.name if project else "", one) for one in mine]
    return drawn.at_home(asked_again) if asked_again else []
