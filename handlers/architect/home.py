"""What of plans needs somebody: those they began, which wait for a word."""

from collections.abc import Sequence
from datetime import datetime

from bot.records.people import Viewer
from bot.records.plans import KIND, Status
from handlers.architect.which import CARD
from handlers.blocks import architect as blocks
from handlers.blocks import kit
from handlers.needs import Need
from storage.store import Transaction

LOOKED_AT = 20
TITLE = 80


async def needs(viewer: Viewer, db: Transaction, now: datetime) -> Sequence[Need]:  # noqa: ARG001 - every kind is called alike
    """Plans of theirs that wait, the newest first."""
    found = await db.plans.listed(seen_by=viewer, statuses=[Status.RUNNING], by=viewer.user, limit=LOOKED_AT)
    waiting = [one for one in found if one.waits]
    url = await db.people.url(viewer.team)
    posts = await db.posts.many(viewer.team, CARD, [one.id for one in waiting])
    needed = []
    for one in waiting:
        there = posts.get(one.id)
        address = kit.permalink(url, there.channel, there.ts or "", there.thread) if there else ""
        key = kit.link(address, one.key) if address else kit.text(one.key, bold=True)
        says = [kit.text("🧭 "), key, kit.text(f" {kit.cut(kit.one_line(one.title), TITLE)} · {blocks.stands(one)}")]
        needed.append(Need(says, [kit.button("Show it", f"{KIND} show {one.key}")]))
    return needed
