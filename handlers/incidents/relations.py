"""What incidents are to each other: caused by, duplicates, relates to. A duplicate closes, and points to the other."""

import re

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.deployments import Deployment
from bot.records.entries import EntryKind
from bot.records.incidents import Incident
from bot.records.links import Link, Record, Relation
from bot.records.people import Viewer
from bot.records.search import Found
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.incidents import acts
from handlers.incidents.which import meant
from handlers.reply import Reply
from storage.deployments import KIND as DEPLOYMENT
from storage.store import Store, Transaction

KIND = "incident"
OFFERED = (Relation.CAUSED_BY, Relation.DUPLICATES, Relation.RELATES_TO)
CHOICES = 5
TWO = 2
_ANY_KEY = re.compile(r"\b[A-Za-z]{2,6}-\d{1,9}\b")
_KEY = re.compile(r"\bINC-0*(\d{1,9})\b", re.IGNORECASE)


async def link(asked: Asked, db: Transaction) -> Reply:
    """`link [INC-12] INC-9 [caused by|duplicates|relates to]`: the last key is the other one; the one before it, or the room's, is this."""
    if key := next((one for one in _ANY_KEY.findall(asked.rest) if not _KEY.fullmatch(one)), None):
        return await _linked_to_another_kind(asked, db, key)
    here, other, words = await _both(asked, db)
    if here.id == other.id:
        raise Conflict(f"That is {here.key} itself. Name another record.")
    relation = _relation(words)
    if relation is None:
        offers = [Offer(f"{here.key} {one} {other.key}", f"incident link {here.key} {other.key} {one}") for one in OFFERED]
        raise Unclear(f"What is {here.key} to {other.key}?", offers=offers)
    return await _linked(asked, db, here, other, relation)


async def _linked_to_another_kind(asked: Asked, db: Transaction, key: str) -> Reply:
    """`link INC-9 ADR-7 [caused by]`: to a decision, a debt, whatever has a key; its card tells it, too."""
    here = await meant(asked, db)
    other = await db.search.named(key, seen_by=asked.viewer)
    if other is None:
        raise NotFound(f"There is no {key.upper()} that you can see.")
    relation = _relation(" ".join(asked.rest.replace(key, " ").split())) or Relation.RELATES_TO
    ends = {"source": Record(kind=KIND, id=here.id), "target": Record(kind=other.kind, id=other.record)}
    if not await db.links.add(Link(team=here.team, relation=relation, by=asked.viewer.user, at=asked.now, **ends)):
        raise Conflict(f"{here.key} {relation} {other.key} is known already.")
    here = await db.incidents.for_change(here.id, seen_by=asked.viewer) or here
    await acts.write(asked, db, here, EntryKind.LINK, text=f"{relation} {other.key}")
    await acts.saved(asked, db, here.noted(), "link", to=f"{relation} {other.key}")
    await db.jobs.enqueue("documents.linked", team=here.team, room=f"{other.kind}:{other.record}", of=other.kind, record=other.record)
    return Reply.saying(f"{here.key} {relation} {other.key}.", recorded=True)


async def _linked(asked: Asked, db: Transaction, here: Incident, other: Incident, relation: Relation) -> Reply:
    if relation is Relation.DUPLICATES and await _duplicates(other, here, db):
        raise Conflict(f"{other.key} is {here.key}: one of them has to stand.")
    ends = {"source": Record(kind=KIND, id=here.id), "target": Record(kind=KIND, id=other.id)}
    if not await db.links.add(Link(team=here.team, relation=relation, by=asked.viewer.user, at=asked.now, **ends)):
        raise Conflict(f"{here.key} {relation} {other.key} is known already.")
    here = await db.incidents.for_change(here.id, seen_by=asked.viewer) or here
    await acts.write(asked, db, here, EntryKind.LINK, text=f"{relation} {other.key}")
    if relation is Relation.DUPLICATES and here.is_open:
        after = await acts.resolve(asked, db, here, fix=f"It is {other.key}")
        return Reply.saying(f"{after.key} is closed: it is {other.key}. What was noted on it can be read from there.", recorded=True)
    await acts.saved(asked, db, here.noted(), "link", to=f"{relation} {other.key}")
    await acts.enqueue_show(db, other)
    return Reply.saying(f"{here.key} {relation} {other.key}.", recorded=True)


async def _both(asked: Asked, db: Transaction) -> tuple[Incident, Incident, str]:
    """The keys in the order they were said: this one and the other; a single one is the other."""
    first = [] if asked.intent.number is None else [asked.intent.number]
    numbers = first + [int(number) for number in _KEY.findall(asked.rest)]
    words = " ".join(_KEY.sub(" ", asked.rest).split())
    if not numbers or len(numbers) > TWO:
        raise Unclear("Which two? `/incident link INC-12 INC-9 caused by|duplicates|relates to`")
    other = await _other(numbers[-1], asked, db)
    here = await _other(numbers[0], asked, db) if len(numbers) == TWO else await _this(other, asked, db)
    return here, other, words


async def _this(other: Incident, asked: Asked, db: Transaction) -> Incident:
    """The room's, or the only other one open here."""
    if asked.room and (room := await db.incidents.get(asked.room.record, seen_by=asked.viewer)):
        return room
    here = [one for one in await db.incidents.open(seen_by=asked.viewer, channel=asked.place.channel) if one.id != other.id]
    if len(here) == 1:
        return here[0]
    words = f"{other.key} {asked.rest}".strip()
    offers = [Offer(kit.cut(kit.one_line(f"{one.key} {one.title}"), 70), f"incident link {one.key} {words}") for one in here[:CHOICES]]
    raise Unclear(f"Which one is linked to {other.key}?" if here else "Nothing is open here that could be linked.", offers=offers)


async def _duplicates(one: Incident, other: Incident, db: Transaction) -> bool:
    """Whether one was said to be the other."""
    found = await db.links.of(one.team, Record(kind=KIND, id=one.id))
    return any(link.relation is Relation.DUPLICATES and link.source.id == one.id and link.target.id == other.id for link in found)


async def _other(number: int, asked: Asked, db: Transaction) -> Incident:
    found = await db.incidents.numbered(number, seen_by=asked.viewer)
    if found is None:
        raise NotFound(f"There is no INC-{number} that you can see. What there was: `/incident list all`")
    return found


def _relation(words: str) -> Relation | None:
    said = " ".join(words.lower().split())
    same = {"caused": Relation.CAUSED_BY, "duplicate": Relation.DUPLICATES, "dup": Relation.DUPLICATES, "relates": Relation.RELATES_TO}
    return next((one for one in OFFERED if said.startswith(one)), None) or next(
        (to for begin, to in same.items() if said.startswith(begin)), None
    )


async def deployed(incident: Incident, asked: Asked, db: Transaction) -> list[tuple[str, Deployment]]:
    """The deployments that caused it or fixed it, as far as they may see them: ("caused by", DEP-3)."""
    this = Record(kind=KIND, id=incident.id)
    ends = [one.seen_from(this) for one in await db.links.of(incident.team, this)]
    found = [(how, await db.deployments.get(end.id, seen_by=asked.viewer)) for how, end in ends if end.kind == DEPLOYMENT]
    return [(how, one) for how, one in found if one]


async def others(incident: Incident, asked: Asked, db: Transaction) -> list[tuple[str, Found]]:
    """What it is to records of other kinds that they may see, debt and decisions: ("led to", DEBT-3)."""
    this = Record(kind=KIND, id=incident.id)
    ends = [one.seen_from(this) for one in await db.links.of(incident.team, this)]
    found = await db.search.ends([end for _, end in ends if end.kind not in {KIND, DEPLOYMENT}], seen_by=asked.viewer)
    return [(how, found[end]) for how, end in ends if end in found]


async def told(incident: Incident, asked: Asked, db: Transaction) -> list[tuple[str, Incident]]:
    """What it is to others that they may see: ("duplicated by", INC-12)."""
    this = Record(kind=KIND, id=incident.id)
    found = []
    for one in await db.links.of(incident.team, this):
        how, end = one.seen_from(this)
        if end.kind == KIND and (other := await db.incidents.get(end.id, seen_by=asked.viewer)):
            found.append((how, other))
    return found


async def grew(team: str, incident: int, store: Store) -> None:
    """Something came of one of its actions: what shows them shows that."""
    async with store.transaction() as db:
        if found := await db.incidents.for_change(incident, seen_by=Viewer.operator(team)):
            after = found.noted()
            await db.incidents.save(after)
            await acts.enqueue_show(db, after)
