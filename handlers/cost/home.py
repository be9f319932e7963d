"""What of costs needs somebody: that the last month is not recorded yet, for whoever recorded the one before it."""

from datetime import datetime

from bot.records.costs import before, read_month
from bot.records.people import Viewer
from handlers.blocks import cost as drawn
from handlers.dates import today_in
from handlers.needs import Need
from storage.store import Transaction

BILLS_COME_BY = 3
"""By this day of a month the bill of the one before is there."""


async def needs(viewer: Viewer, db: Transaction, now: datetime) -> list[Need]:
    """The month that waits for them; nothing where none does."""
    today = today_in(viewer.tz, now)
    last = read_month("", today)
    waits = []
    for project in (None, *(await db.projects.all(seen_by=viewer))):
        there = await db.costs.all(project.id if project else None, seen_by=viewer)
        earlier = before(last, there)
        if earlier and earlier.changed_by == viewer.user and not any(one.name == last for one in there):
            waits.append(project.name if project else "")
    return [Need(drawn.not_recorded(last, waits))] if waits and today.day >= BILLS_COME_BY else []
