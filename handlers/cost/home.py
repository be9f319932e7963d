"""What of costs stands at Home: that the last month is not recorded yet, for whoever recorded the one before it."""

from datetime import datetime

from bot.records.costs import before, read_month
from bot.records.people import Viewer
from handlers.blocks import cost as drawn
from handlers.blocks import kit
from handlers.dates import today_in
from storage.store import Transaction

BILLS_COME_BY = 3
"""By this day of a month the bill of the one before is there."""


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:
    """The month that waits for them; nothing where none does."""
    today = today_in(viewer.tz, now)
    last = read_month("", today)
    waits = []
    for project in (None, *(await db.projects.all(seen_by=viewer))):
        there = await db.costs.all(project.id if project else None, seen_by=viewer)
        earlier = before(last, there)
        if earlier and earlier.changed_by == viewer.user and not any(one.name == last for one in there):
            waits.append(project.name if project else "")
    return drawn.at_home(last, waits) if waits and today.day >= BILLS_COME_BY else []
