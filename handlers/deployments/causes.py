"""What a deployment did: an incident that it caused, or one that it fixed. Readable from both ends."""

import re

from bot.errors import Conflict, NotFound, Unclear
from bot.records.deployments import Deployment
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident
from bot.records.links import Link, Record, Relation
from handlers.asking import Asked
from handlers.reply import Reply
from storage.audit import Change
from storage.deployments import KIND
from storage.store import Transaction

INCIDENT = "incident"
CAUSED = {"caused", "broke", "cause"}
FIXED = {"fixed", "fixes", "fix", "mended", "resolved"}
_KEY = re.compile(r"\bINC-0*(\d{1,9})\b", re.IGNORECASE)


async def said(deployment: Deployment, words: str, asked: Asked, db: Transaction) -> Reply:
    """`DEP-3 caused INC-9`, `DEP-3 fixed INC-9`."""
    key, verb = _KEY.search(words), words.split(maxsplit=1)[0].lower()
    usage = f"`/cto deploy {deployment.key} caused|fixed INC-9`"
    if verb not in CAUSED | FIXED or key is None:
        raise Unclear(f"What did {deployment.key} do? {usage}")
    found = await db.incidents.numbered(int(key[1]), seen_by=asked.viewer)
    incident = await db.incidents.for_change(found.id, seen_by=asked.viewer) if found else None
    if incident is None:
        raise NotFound(f"There is no INC-{key[1]} that you can see. What there was: `/incident list all`")
    did = verb in CAUSED
    ends = (Record(kind=INCIDENT, id=incident.id), Record(kind=KIND, id=deployment.id))
    source, target = ends if did else ends[::-1]
    relation = Relation.CAUSED_BY if did else Relation.FIXES
    link = Link(team=incident.team, source=source, relation=relation, target=target, by=asked.viewer.user, at=asked.now)
    if not await db.links.add(link):
        raise Conflict(f"That {deployment.key} {'caused' if did else 'fixed'} {incident.key} is known already.")
    await _told(incident, deployment, "caused by" if did else "fixed by", asked, db)
    return Reply.saying(f"{incident.key} is {'caused' if did else 'fixed'} by {deployment.key}.", recorded=True)


async def links(deployment: Deployment, asked: Asked, db: Transaction) -> list[tuple[str, Incident]]:
    """The incidents it caused or fixed, as far as they may see them: ("caused", INC-12)."""
    this = Record(kind=KIND, id=deployment.id)
    found = []
    for one in await db.links.of(deployment.team, this):
        how, end = one.seen_from(this)
        if end.kind == INCIDENT and (incident := await db.incidents.get(end.id, seen_by=asked.viewer)):
            found.append((how, incident))
    return found


async def _told(incident: Incident, deployment: Deployment, how: str, asked: Asked, db: Transaction) -> None:
    """On its timeline, in the audit, and where it is shown."""
    by, at, words = asked.viewer.user, asked.now, f"{how} {deployment.key} ({deployment.version})"
    entry = Entry(kind=EntryKind.LINK, text=words, by=by, recorded_by=by, happened_at=at, recorded_at=at, source=asked.place.message)
    await db.entries.write(incident, entry)
    await db.incidents.save(incident.noted())
    await db.audit.changed(incident.team, Change(incident.key, "link", by, "", words, asked.place.door, at))
    await db.jobs.enqueue("incident.show", team=incident.team, room=incident.room, incident=incident.id)
    await db.jobs.enqueue("incident.index", team=incident.team, room=f"index:{incident.id}", incident=incident.id)
