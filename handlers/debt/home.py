"""What of debt stands at Home: only what is critical, since that needs somebody."""

from datetime import datetime

from bot.records.debt import Priority
from bot.records.people import Viewer
from handlers.blocks import debt as drawn
from handlers.blocks import kit
from storage.store import Transaction

SHOWN = 3


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:  # noqa: ARG001 - every section is called alike
    """Critical debt that they may see; where there is none, nothing."""
    found = [one for one in await db.debts.all(seen_by=viewer, open_=True) if one.priority is Priority.CRITICAL]
    return drawn.at_home(found, SHOWN) if found else []
