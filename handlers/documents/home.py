"""What of documents stands at Home: the drafts of whoever looks, what they decide, what they should look at again."""

from datetime import datetime

from bot.records.documents import Kind
from bot.records.people import Viewer
from handlers.blocks import documents as blocks
from handlers.blocks import kit
from handlers.dates import today_in
from handlers.documents.standing import waits_for
from handlers.documents.telling import cards_of
from storage.store import Transaction

SHOWN = 4


async def section(viewer: Viewer, db: Transaction, now: datetime, *, kind: Kind) -> list[kit.Block]:
    """What awaits them; nothing, if nothing does."""
    today = today_in(viewer.tz, now)
    undecided = [status for status, moves in kind.lifecycle.moves.items() if moves and status != kind.lifecycle.settled]
    awaiting = await db.documents.of(kind).awaiting(seen_by=viewer, undecided=undecided, settled=kind.lifecycle.settled, today=today)
    found = [one for one in awaiting if await waits_for(one, kind, viewer, db)]
    if not found:
        return []
    links = await cards_of(found, kind, viewer.team, db)
    names = await db.people.names(viewer.team, {one.author for one in found})
    drawn: list[kit.Block] = [kit.header(f"{kind.called[:1].upper()}{kind.called[1:]}s that wait for you")]
    for one in found[:SHOWN]:
        is_due = one.status == kind.lifecycle.settled
        buttons = blocks.still_right(one, kind) if is_due else blocks.next_moves(one, kind)[:3]
        drawn += [kit.rich(*blocks.listed([one], kind, links, names)), kit.actions(*buttons)]
    more = [kit.context(f"… {len(found) - SHOWN} more: `/{kind.name} list`")] if len(found) > SHOWN else []
    return [*drawn, *more]
