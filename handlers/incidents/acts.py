"""What is done to an incident, whichever door it came through: save, audit, have it shown. Others see it by a job."""

from datetime import datetime

from bot.errors import Conflict, NotFound
from bot.records.entries import Entry, EntryKind, Message
from bot.records.incidents import Incident, Severity, Status
from handlers.asking import Asked
from storage.audit import Change
from storage.incidents import HEADLINE
from storage.store import Transaction


async def declare(
    asked: Asked, db: Transaction, *, title: str, severity: Severity | None, channel: str, origin: Message | None = None
) -> Incident:
    """A new incident. `origin`: the message it was declared from, in whose thread it lives."""
    incident = Incident.declared(
        team=asked.place.team, channel=channel, title=title, severity=severity, by=asked.viewer.user, at=asked.now, origin=origin
    )
    incident = await db.incidents.add(incident)
    await write(asked, db, incident, EntryKind.DECLARED, text=title, value=incident.severity)
    await _audited(asked, db, incident, "declare", after=incident.severity)
    if thread := incident.thread:  # the thread is its room from now on, not only once the headline is in it
        await db.posts.open_room(incident.team, HEADLINE, incident.id, incident.channel, thread=thread)
    await enqueue_show(db, incident)
    return incident


async def note(asked: Asked, db: Transaction, incident: Incident, *, text: str, at: datetime | None, said: str = "") -> Incident:
    """Something that happened. `said`: a time that cannot be settled before its speaker's zone is known."""
    after = incident.noted()
    await write(asked, db, after, EntryKind.NOTE, text=text, happened_at=at, said=said)
    if said:
        await db.jobs.enqueue("incident.settle", team=after.team, room=f"person:{asked.viewer.user}", user=asked.viewer.user)
    return await saved(asked, db, after, "note")


async def move(asked: Asked, db: Transaction, incident: Incident, *, to: Status, why: str) -> Incident:
    """Another status."""
    after = incident.moved_to(to, at=asked.now, why=why)
    await write(asked, db, after, EntryKind.STATUS, text=why, value=to)
    return await saved(asked, db, after, "status", before=incident.status, to=to)


async def regrade(asked: Asked, db: Transaction, incident: Incident, *, severity: Severity, why: str) -> Incident:
    """Another severity."""
    after = incident.regraded(severity)
    await write(asked, db, after, EntryKind.SEVERITY, text=why, value=severity)
    return await saved(asked, db, after, "sev", before=incident.severity, to=severity)


async def resolve(asked: Asked, db: Transaction, incident: Incident, *, fix: str) -> Incident:
    """Over."""
    after = incident.resolved(at=asked.now, fix=fix)
    await write(asked, db, after, EntryKind.RESOLVED, text=fix)
    return await saved(asked, db, after, "resolve", before=incident.status, to=after.status)


async def reopen(asked: Asked, db: Transaction, incident: Incident, *, why: str) -> Incident:
    """Open again."""
    after = incident.reopened(by=asked.viewer, at=asked.now)
    await write(asked, db, after, EntryKind.REOPENED, text=why)
    return await saved(asked, db, after, "reopen", before=incident.status, to=after.status)


async def edit(asked: Asked, db: Transaction, entry: Entry, *, text: str, happened_at: datetime) -> Incident:
    """An entry in other words, or at another time."""
    incident = await _for_change(asked, db, entry)
    after = entry.edited(by=asked.viewer, text=text, happened_at=happened_at)
    if after.text == entry.text and after.happened_at == entry.happened_at:
        raise Conflict("That is what it says already.")
    await db.entries.save(after)
    return await saved(asked, db, incident.noted(), "edit", before=_told(entry), to=_told(after))


async def write(
    asked: Asked,
    db: Transaction,
    incident: Incident,
    kind: EntryKind,
    *,
    text: str = "",
    value: str = "",
    happened_at: datetime | None = None,
    said: str = "",
) -> Entry:
    """Put something on its timeline, said or done by whoever asks."""
    entry = Entry(
        kind=kind,
        text=text,
        value=value,
        by=asked.viewer.user,
        recorded_by=asked.viewer.user,
        happened_at=happened_at or asked.now,
        recorded_at=asked.now,
        said=said,
        source=asked.place.message,
    )
    return await db.entries.write(incident, entry)


async def saved(asked: Asked, db: Transaction, after: Incident, action: str, *, before: str = "", to: str = "") -> Incident:
    """Save a changed incident, audit the change, and have it shown."""
    await db.incidents.save(after)
    await _audited(asked, db, after, action, before=before, after=to)
    await enqueue_show(db, after)
    return after


async def enqueue_show(db: Transaction, incident: Incident) -> None:
    """Have it shown as it will be then, its headline and its room."""
    await db.jobs.enqueue("incident.show", team=incident.team, room=incident.room, incident=incident.id)


async def _for_change(asked: Asked, db: Transaction, entry: Entry) -> Incident:
    incident = await db.incidents.for_change(entry.incident, seen_by=asked.viewer)
    if incident is None:
        raise NotFound("There is no such incident that you can see.")
    return incident


async def _audited(asked: Asked, db: Transaction, incident: Incident, action: str, *, before: str = "", after: str = "") -> None:
    change = Change(
        record=incident.key, action=action, by=asked.viewer.user, before=str(before), after=str(after), door=asked.place.door, at=asked.now
    )
    await db.audit.changed(incident.team, change)


def _told(entry: Entry) -> str:
    """An entry as the audit keeps it."""
    return f"{entry.id} {entry.happened_at:%Y-%m-%d %H:%M} {entry.text}"
