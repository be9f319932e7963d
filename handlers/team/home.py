"""What of a team needs somebody: that it is their week on call."""

from datetime import datetime

from bot.records.people import Viewer
from handlers.blocks import team as drawn
from handlers.dates import today_in
from handlers.needs import Need
from storage.store import Transaction

SHOWN = 3


async def needs(viewer: Viewer, db: Transaction, now: datetime) -> list[Need]:
    """Where they are on call this week; nothing where they are not."""
    today = today_in(viewer.tz, now)
    projects = {one.id: one.name for one in await db.projects.all(seen_by=viewer)}
    there = [(projects.get(project or 0, ""), await db.teams.of(project, seen_by=viewer)) for project in (None, *projects)]
    mine = [name for name, team in there if team and team.on_call(today) == viewer.user]
    return [Need(drawn.on_call_now(mine[:SHOWN]), by=today)] if mine else []
