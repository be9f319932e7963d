"""What went live shortly before an incident was declared: offered to whoever declares, as what may have caused it."""

from bot.records.deployments import SUSPECT_FOR
from bot.records.incidents import Incident
from bot.records.people import Viewer
from handlers.blocks import deployments as blocks
from handlers.blocks.kit import Block
from storage.store import Transaction

OFFERED = 3


async def offered(incident: Incident, viewer: Viewer, db: Transaction) -> list[Block]:
    """The latest of its project within the hour, as far as they may see them; nothing for practice."""
    if incident.drill:
        return []
    there = await db.projects.all(seen_by=Viewer.operator(incident.team))
    # While there is one project, what belongs to none belongs to it; and an incident of none may be anybody's.
    whose = {incident.project, None} if incident.project and len(there) == 1 else {incident.project}
    if incident.project is None:
        whose |= {one.id for one in there}
    before, until = incident.declared_at - SUSPECT_FOR, incident.declared_at
    found = (await db.deployments.live(whose, before, until, seen_by=viewer))[::-1][:OFFERED]
    return blocks.suspects(incident, found) if found else []
