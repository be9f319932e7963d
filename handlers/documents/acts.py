"""What is done to a document, whichever door it came through: save, audit, let it be found, have it shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from bot.errors import Conflict, NotAllowed
from bot.records.bodies import Body
from bot.records.documents import DISCARDED, READING, SUPERSEDED, Document, Kind
from bot.records.entries import Message
from bot.records.links import Link, Record, Relation
from bot.records.people import Viewer
from bot.records.search import Searchable
from handlers.asking import Asked
from handlers.blocks.prose import as_read
from handlers.dates import morning_of, today_in
from handlers.documents.which import card_of
from storage.audit import Change
from storage.store import Transaction

WAITS = "Waits to be let in."
"""The note of a draft whose thread the bot cannot read, of which its author was told."""


async def draft(
    asked: Asked,
    db: Transaction,
    kind: Kind,
    *,
    title: str,
    body: Body | None = None,
    channel: str | None = None,
    source: Message | None = None,
    replaces: int | None = None,
    reading: bool = False,
    note: str = "",
) -> Document:
    """A new draft. `source`: the message it is made from; `reading`: its thread is still to be read, by a job."""
    new = await _begun(asked, db, kind, channel=asked.place.channel if channel is None else channel, source=source)
    new = new.model_copy(update={"body": body or new.body, "replaces": replaces, "note": note, "state": READING if reading else ""})
    new = new if reading else new.edited(kind, at=asked.now, title=title)
    made = await db.documents.of(kind).add(new.model_copy(update={"title": new.title or title, "revision": 1}), did="drafted")
    await _told(asked, db, kind, made, action="draft", after=made.key(kind))
    return made


async def _begun(asked: Asked, db: Transaction, kind: Kind, *, channel: str, source: Message | None) -> Document:
    """One of which nothing is said yet, with its number, or that of its draft."""
    shelf, team = db.documents.of(kind), asked.place.team
    project = await db.projects.of_channel(channel, seen_by=asked.viewer) if channel else None
    return Document(
        team=team,
        kind=kind.name,
        draft=await shelf.next_draft(team),
        title="",
        status=kind.lifecycle.first,
        body=kind.body(),
        form=kind.forms[0],
        channel=channel,
        project=project.id if project else None,
        source=source,
        thread=(source.thread_ts or source.ts) if source else None,
        author=asked.viewer.user,
        made_at=asked.now,
        changed_at=asked.now,
        number=await shelf.next_number(team) if kind.lifecycle.numbered_at == kind.lifecycle.first else None,
    )


async def edit(
    asked: Asked, db: Transaction, kind: Kind, document: Document, *, title: str | None = None, body: Body | None = None
) -> Document:
    """Other words."""
    after = document.edited(kind, at=asked.now, title=title, body=body)
    return await saved(asked, db, kind, after, did="edited", before=document)


async def move(asked: Asked, db: Transaction, kind: Kind, document: Document, *, verb: str, why: str = "") -> Document:
    """Another status; with it may come its number, the ones who decided, a day to look at it again, and the end of what it replaces."""
    lifecycle = kind.lifecycle
    step = lifecycle.verbs[verb]
    after = document.moved(verb, kind, at=asked.now)
    if after.number is None and after.status == lifecycle.numbered_at:
        after = after.with_(at=asked.now, number=await db.documents.of(kind).next_number(after.team))
    if after.status == lifecycle.settled:
        if lifecycle.reviews is None:
            after = after.decided_by([*after.deciders, asked.viewer.user], at=asked.now)
        if kind.review_after_days and after.review_on is None:
            after = after.reviewed(review_day(asked, kind), at=asked.now)
    after = after.model_copy(update={"revision": document.revision + 1})
    after = await saved(asked, db, kind, after, did=step.says, before=document, why=why)
    if after.status == lifecycle.settled:
        await remind(asked.viewer, db, kind, after)
        # Whoever chose what it replaces saw both; who accepts it need not, and reads nothing of the other by this.
        if after.replaces and (old := await db.documents.of(kind).for_change(after.replaces, seen_by=Viewer.operator(after.team))):
            await end(asked, db, kind, old, by=after)
    return after


async def supersede(asked: Asked, db: Transaction, kind: Kind, old: Document, *, by: Document) -> bool:
    """One takes another's place: at once when it is settled, else once it is; says whether it did."""
    if old.id == by.id:
        raise Conflict(f"{old.key(kind)} cannot take its own place.")
    if by.status in kind.lifecycle.over or by.state == DISCARDED:
        raise Conflict(f"{by.key(kind)} is {by.state or by.status}: it cannot take the place of another.")
    old.superseded(kind, at=asked.now)  # which raises where it cannot be
    if by.replaces != old.id:
        by = by.with_(at=asked.now, replaces=old.id)
        await saved(asked, db, kind, by, did="", before=by, action="replaces")
    if by.status != kind.lifecycle.settled:
        return False
    await end(asked, db, kind, old, by=by)
    return True


async def end(asked: Asked, db: Transaction, kind: Kind, old: Document, *, by: Document) -> None:
    """The end of one whose place another takes: both say so, from both ends."""
    if old.status not in kind.lifecycle.counts:
        return  # rejected or superseded meanwhile; the new one stands by itself
    after = old.superseded(kind, at=asked.now)
    this, that = Record(kind=kind.name, id=by.id), Record(kind=kind.name, id=old.id)
    await link(asked, db, this, relation=Relation.SUPERSEDES, target=that)
    await saved(asked, db, kind, after, did=SUPERSEDED, before=old, why=f"by {by.key(kind)}")
    await enqueue_show(db, kind, by)


async def link(asked: Asked, db: Transaction, source: Record, *, relation: Relation, target: Record) -> bool:
    """What one record is to another; says whether that is new."""
    team = asked.place.team
    return await db.links.add(Link(team=team, source=source, relation=relation, target=target, by=asked.viewer.user, at=asked.now))


async def review(asked: Asked, db: Transaction, kind: Kind, document: Document, *, on: date | None, why: str = "") -> Document:
    """Another day to look at it again."""
    if document.status in kind.lifecycle.over:
        raise Conflict(f"{document.key(kind)} is {document.status}: there is nothing to look at again.")
    after = await saved(asked, db, kind, document.reviewed(on, at=asked.now), did="reviewed" if why else "dated", before=document, why=why)
    await remind(asked.viewer, db, kind, after)
    return after


async def decided_by(asked: Asked, db: Transaction, kind: Kind, document: Document, deciders: Sequence[str]) -> Document:
    """Other people decide."""
    return await saved(asked, db, kind, document.decided_by(deciders, at=asked.now), did="", before=document, action="deciders")


async def discard(asked: Asked, db: Transaction, kind: Kind, document: Document) -> Document:
    """Put a draft away. Its author and admins may."""
    after = document.discarded(kind, at=asked.now)
    _must_be_own(asked, document)
    return await saved(asked, db, kind, after, did="discarded", before=document)


async def restore(asked: Asked, db: Transaction, kind: Kind, document: Document) -> Document:
    """Take it up again; one whose thread was not read yet has it read now."""
    _must_be_own(asked, document)
    after = document.restored(kind, at=asked.now)
    after = await saved(asked, db, kind, after, did="restored", before=document)
    if after.state == READING:
        await db.jobs.enqueue(f"{kind.name}.read", team=after.team, room=room_of(kind, after), document=after.id)
    return after


async def publish(asked: Asked, db: Transaction, kind: Kind, document: Document) -> Document:
    """Let every member read it, wherever it came from."""
    if document.published:
        raise Conflict(f"Everybody can read {document.key(kind)} already.")
    return await saved(asked, db, kind, document.with_(at=asked.now, published=True), did="published", before=document)


async def saved(
    asked: Asked, db: Transaction, kind: Kind, after: Document, *, did: str, before: Document, why: str = "", action: str = ""
) -> Document:
    """Keep a changed one, with what was done; let it be found; have it shown."""
    await db.documents.of(kind).save(after, did=did, by=asked.viewer.user, why=why)
    await _told(asked, db, kind, after, action=action or did, before=before.status, after=f"{after.status} {why}".strip())
    return after


async def remind(viewer: Viewer, db: Transaction, kind: Kind, document: Document) -> None:
    """Plan that it is looked at again, in the morning of that day where its author is."""
    room = f"{kind.name}-review:{document.id}"
    await db.jobs.cancel(f"{kind.name}.review_due", team=document.team, room=room)
    if document.review_on and document.status == kind.lifecycle.settled:
        person = await db.people.person(viewer.team, document.author)
        at = morning_of(document.review_on, person.tz if person else None)
        ids = {"document": document.id, "day": document.review_on.toordinal()}
        await db.jobs.later(f"{kind.name}.review_due", at=at, team=document.team, room=room, **ids)


def review_day(asked: Asked, kind: Kind) -> date | None:
    """When one that is settled now should be looked at again."""
    days = kind.review_after_days
    return today_in(asked.viewer.tz, asked.now) + timedelta(days=days) if days else None


async def enqueue_show(db: Transaction, kind: Kind, document: Document) -> None:
    """Have its card, and what its thread should know, say what is true now. A draft that came from no thread is its author's to see."""
    if document.channel and (document.thread or document.is_numbered):
        await db.jobs.enqueue(f"{kind.name}.show", team=document.team, room=room_of(kind, document), document=document.id)


def room_of(kind: Kind, document: Document) -> str:
    """Where its jobs keep their order."""
    return f"{kind.name}:{document.id}"


async def _told(asked: Asked, db: Transaction, kind: Kind, document: Document, *, action: str, before: str = "", after: str) -> None:
    facts: dict[str, Any] = {"record": f"{kind.name} {document.id}", "action": action, "by": asked.viewer.user}
    change = Change(**facts, before=before, after=after, door=asked.place.door, at=asked.now)
    await db.audit.changed(document.team, change)
    await index(db, kind, document)
    await enqueue_show(db, kind, document)


async def index(db: Transaction, kind: Kind, document: Document) -> None:
    """Let it be found by its words from now on."""
    if document.channel or document.published:
        await db.search.keep(searchable(kind, document))


def searchable(kind: Kind, document: Document) -> Searchable:
    """What can be found of it."""
    return Searchable(
        team=document.team,
        kind=kind.name,
        record=document.id,
        key=document.key(kind),
        channel=document.channel,
        published=document.published,
        title=document.title or f"{kind.article.capitalize()} {kind.called} being written",
        body=as_read("\n".join(words_of(document.body.model_dump(mode="json")))),
        status=document.state or document.status,
        happened_at=document.decided_at or document.made_at,
        shown_as=card_of(kind),
        revision=document.revision,
    )


def words_of(value: Any) -> list[str]:
    """Every text in a body."""
    if isinstance(value, dict):
        return [words for inner in value.values() for words in words_of(inner)]
    if isinstance(value, list | tuple):
        return [words for inner in value for words in words_of(inner)]
    return [str(value)] if value else []


def _must_be_own(asked: Asked, document: Document) -> None:
    if asked.viewer.user != document.author and not asked.viewer.admin:
        raise NotAllowed("A draft is discarded or brought back by who began it, or an admin.")
