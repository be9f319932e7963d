"""What of documents needs somebody: their drafts, what they are to decide, what they should look at again."""

from datetime import datetime

from bot.records.documents import Kind
from bot.records.people import Viewer
from handlers.blocks import documents as blocks
from handlers.dates import today_in
from handlers.documents.standing import waits_for
from handlers.documents.telling import cards_of
from handlers.needs import Need
from storage.store import Transaction


async def needs(viewer: Viewer, db: Transaction, now: datetime, *, kind: Kind) -> list[Need]:
    """What awaits them; nothing, if nothing does."""
    today = today_in(viewer.tz, now)
    undecided = [status for status, moves in kind.lifecycle.moves.items() if moves and status != kind.lifecycle.settled]
    awaiting = await db.documents.of(kind).awaiting(seen_by=viewer, undecided=undecided, settled=kind.lifecycle.settled, today=today)
    found = [one for one in awaiting if await waits_for(one, kind, viewer, db)]
    if not found:
        return []
    links = await cards_of(found, kind, viewer.team, db)
    names = await db.people.names(viewer.team, {one.author for one in found})
    needs_ = []
    for one in found:
        is_due = one.status == kind.lifecycle.settled
        moves = blocks.still_right(one, kind) if is_due else blocks.next_moves(one, kind)
        [line] = blocks.listed([one], kind, links, names)
        needs_.append(Need(line, moves, one.review_on if is_due else None))
    return needs_
