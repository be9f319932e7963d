"""What of security needs somebody: what somebody checked off so long ago that they are asked again."""

from datetime import datetime

from bot.records.people import Viewer
from handlers.blocks import security as drawn
from handlers.needs import Need
from storage.store import Transaction


async def needs(viewer: Viewer, db: Transaction, now: datetime) -> list[Need]:
    """What they checked off and is old; nothing where nothing is."""
    asked_again = []
    for project in (None, *(await db.projects.all(seen_by=viewer))):
        security = await db.securities.of(project.id if project else None, seen_by=viewer)
        if security:
            mine = [one for one in security.old(now) if security.checks[one.name].by == viewer.user]
            asked_again += [(project.name if project else "", one) for one in mine]
    return [Need(drawn.asked_again(asked_again))] if asked_again else []
