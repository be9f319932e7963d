"""What an action item becomes: debt, a decision. Kinds do not know each other: a button says the other's words, links say what came."""

from collections.abc import Sequence

from bot.errors import Conflict, NotFound, Offer
from bot.records.actions import Action
from bot.records.documents import DISCARDED
from bot.records.incidents import Incident
from bot.records.links import Link, Record, Relation
from bot.records.people import Viewer
from bot.records.search import Found
from handlers.asking import Asked
from storage.actions import KIND as ACTION
from storage.incidents import KIND as INCIDENT
from storage.store import Transaction


async def source(number: int, kind: str, asked: Asked, db: Transaction) -> tuple[Action, Incident]:
    """ACT-<number> and its incident, of which a record of this kind is to come. Raises NotFound, or Conflict where there is one."""
    action = await db.actions.numbered(number, seen_by=asked.viewer)
    incident = await db.incidents.get(action.incident, seen_by=asked.viewer) if action else None
    if action is None or incident is None:
        raise NotFound(f"There is no ACT-{number} that you can see.", offers=[Offer("Your actions", "incident actions mine")])
    grown = (await grown_from([action], asked.viewer, db)).get(action.id, [])
    if there := next((one for one in grown if one.kind == kind), None):
        raise Conflict(f"{action.key} is {there.key} already.", offers=[Offer(f"Show {there.key}", f"{kind} show {there.key}")])
    return action, incident


async def grew(new: Record, action: Action, incident: Incident, asked: Asked, db: Transaction) -> None:
    """Say at both ends that it follows from the action, and from its incident; what shows those shows it."""
    for end in (Record(kind=ACTION, id=action.id), Record(kind=INCIDENT, id=incident.id)):
        facts = {"relation": Relation.FOLLOWS_FROM, "by": asked.viewer.user, "at": asked.now}
        await db.links.add(Link(team=action.team, source=new, target=end, **facts))
    await db.jobs.enqueue("incident.grew", team=incident.team, room=incident.room, incident=incident.id)


async def grown_from(actions: Sequence[Action], viewer: Viewer, db: Transaction) -> dict[int, list[Found]]:
    """What came of these, by action, as far as the viewer sees it."""
    if not actions:
        return {}
    links = await db.links.to(actions[0].team, ACTION, [one.id for one in actions], Relation.FOLLOWS_FROM)
    found = await db.search.ends([link.source for link in links], seen_by=viewer)
    grown: dict[int, list[Found]] = {}
    for link in links:
        there = found.get(link.source)
        if there and there.status != DISCARDED:
            grown.setdefault(link.target.id, []).append(there)
    return grown
