"""What of debt stands at Home: only what is critical, since that needs somebody."""

from datetime import datetime

from bot.records.debt import Priority
from bot.records.people import Viewer
from handlers.blocks import debt as drawn
from handlers.blocks import kit
from handlers.paging import COUNTED
from storage.debt import Which
from storage.store import Transaction

SHOWN = 3
OFFERED = 20
"""So many can be looked at from there."""


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:  # noqa: ARG001 - every section is called alike
    """Critical debt that they may see; where there is none, nothing."""
    critical = Which(open_=True, named=Priority.CRITICAL)
    found = await db.debts.page(critical, seen_by=viewer, limit=OFFERED)
    count = await db.debts.count(critical, seen_by=viewer, most=COUNTED) if len(found) == OFFERED else len(found)
    return drawn.at_home(found, SHOWN, count) if found else []
