"""What of postmortems stands at Home: those that whoever looks owes, because they led, or declared where nobody led."""

from datetime import datetime

from bot.records.people import Viewer
from bot.records.postmortems import CARD, POSTMORTEM
from handlers.blocks import kit
from handlers.blocks import postmortems as blocks
from handlers.postmortems.looks import links
from storage.incidents import HEADLINE
from storage.store import Transaction

SHOWN = 3


async def section(viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:
    """What they owe, the soonest due first; nothing, if nothing."""
    found = await db.postmortems.owed(seen_by=viewer, by=viewer.user, limit=SHOWN)
    if not found:
        return []
    places = await links(HEADLINE, [one.id for one in found], viewer.team, db)
    drawn: list[kit.Block] = [kit.header("Postmortems you owe")]
    for one in found:
        draft = await db.documents.of(POSTMORTEM).numbered(one.number, seen_by=viewer)
        label = "Open the draft" if draft else "Write it"
        there = (await links(CARD, [draft.id], viewer.team, db)).get(draft.id) if draft else None
        drawn += [
            kit.rich(blocks.owed(one, there or places.get(one.id), now)),
            kit.actions(kit.button(label, f"incident postmortem {one.key}")),
        ]
    count = await db.postmortems.count_owed(seen_by=viewer, by=viewer.user)
    more = [kit.context(f"… {count - len(found)} more: `{POSTMORTEM.typed} list due`")] if count > len(found) else []
    return [*drawn, *more]
