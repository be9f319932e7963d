"""All that the records know of an incident, gathered as far as a viewer sees it."""

from collections.abc import Sequence

from bot.records.accounts import Account, Cause
from bot.records.actions import Action
from bot.records.entries import Entry, EntryKind
from bot.records.incidents import Incident
from bot.records.links import Record, Relation
from bot.records.people import Viewer
from handlers.blocks import kit
from handlers.growing import grown_from
from storage.deployments import KIND as DEPLOYMENT
from storage.entries import LINE
from storage.incidents import HEADLINE
from storage.store import Transaction

INCIDENT = "incident"
ENTRIES = 10_000


async def account_of(incident: Incident, viewer: Viewer, db: Transaction) -> Account:
    """The account of an incident which they see."""
    every = await db.entries.timeline(incident, seen_by=viewer, limit=ENTRIES)
    entries = [one for one in every if not one.is_struck]
    actions = await db.actions.of(incident, seen_by=viewer)
    return Account(
        incident=incident,
        entries=entries,
        struck=[one for one in every if one.is_struck],
        actions=actions,
        causes=await _causes(incident, viewer, db),
        names=await db.people.names(incident.team, _people(incident, every, actions)),
        links=await links_of_entries(incident, entries, db),
        grown=await grown_from(actions, viewer, db),
    )


async def shown_to(viewer: Viewer, account: Account, db: Transaction) -> Account:
    """The same, but of what is beside the incident only what they see: what caused it, and what grew from its actions."""
    actions = await db.actions.of(account.incident, seen_by=viewer)
    beside = {"causes": await _causes(account.incident, viewer, db), "grown": await grown_from(actions, viewer, db)}
    return account.model_copy(update=beside)


def _people(incident: Incident, entries: Sequence[Entry], actions: Sequence[Action]) -> set[str]:
    said = {entry.by for entry in entries}
    return {incident.declared_by, incident.lead, *said, *(action.owner for action in actions)} - {""}


async def _causes(incident: Incident, viewer: Viewer, db: Transaction) -> list[Cause]:
    """What is linked as its cause, as far as they may see it."""
    this = Record(kind=INCIDENT, id=incident.id)
    found = []
    for link in await db.links.of(incident.team, this):
        if link.source != this or link.relation is not Relation.CAUSED_BY:
            continue
        if link.target.kind == INCIDENT and (other := await db.incidents.get(link.target.id, seen_by=viewer)):
            found.append(Cause(key=other.key, title=other.title, at=other.started_at))
        if link.target.kind == DEPLOYMENT and (live := await db.deployments.get(link.target.id, seen_by=viewer)):
            found.append(Cause(key=live.key, title=live.version, at=live.finished_at))
    return found


async def links_of_entries(incident: Incident, entries: Sequence[Entry], db: Transaction) -> dict[int, str]:
    """Where each entry stands: the message it was said in, or the line that told of it; that it was declared, in its headline."""
    url = await db.people.url(incident.team)
    shown = await db.posts.many(incident.team, LINE, [entry.id for entry in entries])
    headline = await db.posts.of(incident.team, HEADLINE, incident.id, incident.channel)
    links = {}
    for entry in entries:
        post = shown.get(entry.id) or (headline if entry.kind is EntryKind.DECLARED else None)
        if entry.source:
            links[entry.id] = kit.permalink(url, entry.source.channel, entry.source.ts, entry.source.thread_ts)
        elif post and post.ts:
            links[entry.id] = kit.permalink(url, post.channel, post.ts, post.thread)
    return links
