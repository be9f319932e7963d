"""What of incidents stands at Home: those that are open, the worst first, each with its next moves."""

from datetime import datetime

from bot.records.people import Viewer
from handlers.blocks import incidents as blocks
from handlers.blocks import kit
from handlers.incidents.looks import links_of
from storage.store import Transaction

SHOWN = 8


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:
    """Open incidents that they may see."""
    found = await db.incidents.open(seen_by=viewer)
    links = await links_of(found[:SHOWN], db)
    drawn = [kit.header("Open incidents")]
    for incident in found[:SHOWN]:
        drawn += blocks.listed("", [incident], now, links)
        drawn.append(kit.actions(*blocks.next_moves(incident)))
    if not found:
        drawn.append(kit.rich([kit.text("Nothing is open.")]))
    more = [kit.button(f"All {len(found)} that are open", "incident list open")] if len(found) > SHOWN else []
    return [*drawn, kit.actions(kit.button("Declare an incident", "incident declare"), *more)]
