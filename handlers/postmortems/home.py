"""What of postmortems needs somebody: those that they owe, because they led, or declared where nobody led."""

from datetime import datetime

from bot.records.people import Viewer
from bot.records.postmortems import CARD, POSTMORTEM
from handlers.blocks import kit
from handlers.blocks import postmortems as blocks
from handlers.needs import Need
from handlers.shown import links
from storage.incidents import HEADLINE
from storage.store import Transaction

READ = 20


async def needs(viewer: Viewer, db: Transaction, now: datetime) -> list[Need]:
    """What they owe, the soonest due first."""
    found = await db.postmortems.owed(seen_by=viewer, by=viewer.user, limit=READ)
    places = await links(HEADLINE, [one.id for one in found], viewer.team, db)
    owed = []
    for one in found:
        draft = await db.documents.of(POSTMORTEM).numbered(one.number, seen_by=viewer)
        there = (await links(CARD, [draft.id], viewer.team, db)).get(draft.id) if draft else None
        move = kit.button("Open the draft" if draft else "Write it", f"incident postmortem {one.key}")
        owed.append(Need(blocks.owed(one, there or places.get(one.id), now), [move], one.postmortem_due))
    return owed
