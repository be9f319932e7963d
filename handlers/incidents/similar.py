"""Past incidents with a title like a new one's, and what fixed them: offered to whoever declares."""

from bot.records.incidents import Incident, Status
from bot.records.people import Viewer
from handlers.blocks import search as blocks
from handlers.blocks.kit import Block
from handlers.incidents.looks import links_of
from storage.store import Transaction

KIND = "incident"
OFFERED = 3
LOOKED_AT = 10
"""Some of those that are alike are open again, or were practice."""


async def offered(incident: Incident, viewer: Viewer, db: Transaction) -> list[Block]:
    """Up to three that are over, as far as they may see them; nothing for practice, nor where none is like it."""
    if incident.drill:
        return []
    over, title = Status.RESOLVED.value, incident.title
    alike = await db.search.similar(title, seen_by=viewer, kind=KIND, status=over, without=incident.id, limit=LOOKED_AT)
    every = await db.incidents.several([one.record for one in alike], seen_by=viewer)
    past = [one for one in every if not one.is_open and not one.drill][:OFFERED]
    return blocks.alike(incident, past, await links_of(past, db)) if past else []
