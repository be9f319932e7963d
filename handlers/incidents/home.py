"""What of incidents stands at Home: those that are open, the worst first, and what somebody promised that is due."""

from datetime import datetime, timedelta

from bot.records.people import Viewer
from handlers.blocks import actions as promised
from handlers.blocks import incidents as blocks
from handlers.blocks import kit
from handlers.dates import today_in
from handlers.incidents.looks import links_of
from handlers.needs import Need
from handlers.paging import enough, many
from storage.store import Transaction

SHOWN = 8
DUE_WITHIN = timedelta(days=7)
READ = 20


async def needs(viewer: Viewer, db: Transaction, now: datetime) -> list[Need]:
    """What they promised and is due within a week, or was."""
    today = today_in(viewer.tz, now)
    found = await db.actions.open(seen_by=viewer, owner=viewer.user, limit=READ)
    due = [one for one in found if one.due_on <= today + DUE_WITHIN]
    return [Need(promised.owed(one, today), [promised.done(one)], one.due_on) for one in due]


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:
    """Open incidents that they may see."""
    found = await db.incidents.open(seen_by=viewer, limit=SHOWN + 1)
    links = await links_of(found[:SHOWN], db)
    drawn = [kit.header("Open incidents")]
    for incident in found[:SHOWN]:
        drawn += blocks.listed("", [incident], now, links)
        drawn.append(kit.actions(*blocks.next_moves(incident)))
    if not found:
        drawn.append(kit.rich([kit.text("Nothing is open.")]))
    every = many(await db.incidents.count(seen_by=viewer, open_=True, most=enough(1, SHOWN))) if len(found) > SHOWN else ""
    more = [kit.button(f"All {every} that are open", "incident list open")] if every else []
    return [*drawn, kit.actions(kit.button("Declare an incident", "incident declare"), *more)]
