"""What is done to an incident, whichever door it came through: save, audit, have it shown. Others see it by a job."""

from datetime import datetime

from bot.errors import BotError, Conflict, NotFound, Unclear
from bot.records.entries import Entry, EntryKind, Message
from bot.records.incidents import LEAD_WITHIN, Impact, Incident, Role, Severity, Status
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM
from handlers.asking import Asked
from handlers.blocks.incidents import impact_in_words
from handlers.dates import morning_of
from handlers.incidents.indexing import index_new
from storage.audit import Change
from storage.incidents import HEADLINE
from storage.store import Transaction


async def declare(
    asked: Asked,
    db: Transaction,
    *,
    title: str,
    severity: Severity | None,
    channel: str,
    origin: Message | None = None,
    drill: bool = False,
    project: int | None = None,
) -> Incident:
    """A new incident. `origin`: the message it was declared from, in whose thread it lives. `project`: where the channel does not say."""
    by, at = asked.viewer.user, asked.now
    new = Incident.declared(
        team=asked.place.team,
        channel=channel,
        title=title,
        severity=severity,
        by=by,
        at=at,
        origin=origin,
        drill=drill,
        project=project or await project_of(channel, asked, db),
    )
    incident = await db.incidents.add(new)
    await write(asked, db, incident, EntryKind.DECLARED, text=title, value=incident.severity)
    await audited(asked, db, incident, "declare", after=incident.severity)
    thread = incident.thread  # which is its room from now on, not only once the headline is in it
    if thread and not await db.posts.open_room(incident.team, HEADLINE, incident.id, incident.channel, thread=thread):
        raise Conflict("Somebody has just declared an incident in this thread. Look there, and note it.")
    if due := incident.update_is_due(at):
        await _remind_at(db, incident, due)
    await db.jobs.later("incident.ask_lead", at=at + LEAD_WITHIN, team=incident.team, room=_lead_room(incident), incident=incident.id)
    await db.jobs.enqueue("incident.show", team=incident.team, room=incident.room, incident=incident.id)
    await index_new(incident, db)
    return incident


async def project_of(channel: str, asked: Asked, db: Transaction) -> int | None:
    """The project of what is declared in a channel, as far as that is known."""
    project = await db.projects.of_channel(channel, seen_by=asked.viewer)
    return project.id if project else None


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
    """Another severity, and with it another pace of reminders, and another day for its postmortem."""
    after = incident.regraded(severity)
    await write(asked, db, after, EntryKind.SEVERITY, text=why, value=severity)
    await _remind(db, after, asked.now)
    if after.postmortem_due != incident.postmortem_due:
        await plan_postmortem(db, after)
    return await saved(asked, db, after, "sev", before=incident.severity, to=severity)


async def resolve(asked: Asked, db: Transaction, incident: Incident, *, fix: str, impact: Impact | None = None) -> Incident:
    """Over: nobody is reminded any more."""
    if impact and impact != Impact():
        incident = await hit(asked, db, incident, impact=impact, told=impact_in_words(impact))
    after = incident.resolved(at=asked.now, fix=fix)
    await write(asked, db, after, EntryKind.RESOLVED, text=fix)
    await _quiet(db, after)
    await plan_postmortem(db, after)
    return await saved(asked, db, after, "resolve", before=incident.status, to=after.status)


async def reopen(asked: Asked, db: Transaction, incident: Incident, *, why: str) -> Incident:
    """Open again."""
    after = incident.reopened(by=asked.viewer, at=asked.now)
    await write(asked, db, after, EntryKind.REOPENED, text=why)
    await plan_postmortem(db, after)
    if not after.lead:
        await db.jobs.cancel("incident.ask_lead", team=after.team, room=_lead_room(after))
        await db.jobs.later("incident.ask_lead", at=asked.now + LEAD_WITHIN, team=after.team, room=_lead_room(after), incident=after.id)
    await _remind(db, after, asked.now)
    return await saved(asked, db, after, "reopen", before=incident.status, to=after.status)


async def give(asked: Asked, db: Transaction, incident: Incident, *, role: Role, user: str) -> Incident:
    """Somebody in a role."""
    after = incident.given(role, user)
    name = (await db.people.names(after.team, {user})).get(user, user) if user else "nobody"
    await write(asked, db, after, EntryKind.ROLE, text=name, value=role)
    if user and after.own_channel:
        await db.jobs.enqueue("incident.furnish", team=after.team, room=f"own:{after.id}", incident=after.id, user=user)
    return await saved(asked, db, after, "role", before=f"{role} {incident.who(role)}", to=f"{role} {user}")


async def hit(asked: Asked, db: Transaction, incident: Incident, *, impact: Impact, told: str) -> Incident:
    """What it did; `told` is how the timeline says it."""
    after = incident.hit(impact)
    await write(asked, db, after, EntryKind.IMPACT, text=told)
    return await saved(asked, db, after, "impact", to=told)


async def time(asked: Asked, db: Transaction, incident: Incident, **times: datetime | None) -> Incident:
    """Other times: when it started, was identified, mitigated, resolved."""
    after = incident.timed(now=asked.now, **times)
    for name, at in times.items():
        before = getattr(incident, f"{name}_at")
        if at and before and at != before and (entry := await db.entries.reached(incident, name, before, seen_by=asked.viewer)):
            await db.entries.save(entry.settled(at))
    said = "; ".join(f"{name} {at:%Y-%m-%d %H:%M} UTC" for name, at in times.items() if at and getattr(incident, f"{name}_at") != at)
    return await saved(asked, db, after, "times", to=said)


async def edit(asked: Asked, db: Transaction, entry: Entry, *, text: str, happened_at: datetime, struck: bool, revision: int) -> Incident:
    """An entry in other words, at another time, or struck; with a status goes the time it was reached, with the end what fixed it."""
    incident = await _for_change(asked, db, entry)
    now = await db.entries.get(entry.id, seen_by=asked.viewer) or entry
    if now.revision != revision:
        raise Conflict("Somebody has changed it meanwhile. Open it again to see how it reads now.")
    after = now
    if (text, happened_at) != (now.text, now.happened_at):
        after = after.edited(by=asked.viewer, lead=incident.lead, text=text, happened_at=happened_at)
    if struck is not now.is_struck:
        change = after.struck if struck else None
        after = (
            change(by=asked.viewer, lead=incident.lead, at=asked.now) if change else after.restored(by=asked.viewer, lead=incident.lead)
        )  # fmt: skip
    if after == now:
        raise Conflict("That is what it says already. Change its words or its time, or close the form.")
    await db.entries.save(after)
    return await saved(asked, db, _following(incident, now, after, asked.now), "edit", before=_told(now), to=_told(after))


def _following(incident: Incident, before: Entry, after: Entry, now: datetime) -> Incident:
    """The incident, as a changed entry of it says it."""
    changed = incident.noted()
    reached = {EntryKind.STATUS: before.value, EntryKind.RESOLVED: "resolved"}.get(before.kind, "")
    if reached and getattr(incident, f"{reached}_at", None) == before.happened_at != after.happened_at:
        try:
            changed = incident.timed(now=now, **{reached: after.happened_at})
        except BotError as wrong:
            raise Unclear(
                "Started, identified, mitigated, resolved: in that order, and none in the future. Choose another time.", field="at"
            ) from wrong
    if before.kind is EntryKind.RESOLVED and incident.resolved_at and after.text != before.text:
        changed = changed.fixed_by(after.text)
    return changed


async def stop_reminding(asked: Asked, db: Transaction, incident: Incident) -> Incident:
    """No more reminders of it."""
    after = incident.stopped()
    await _quiet(db, after)
    return await saved(asked, db, after, "stop reminders")


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
    await audited(asked, db, after, action, before=before, after=to)
    await enqueue_show(db, after)
    return after


async def audited(asked: Asked, db: Transaction, incident: Incident, action: str, *, before: str = "", after: str = "") -> None:
    """A row of who changed what."""
    change = Change(
        record=incident.key, action=action, by=asked.viewer.user, before=str(before), after=str(after), door=asked.place.door, at=asked.now
    )
    await db.audit.changed(incident.team, change)


async def enqueue_show(db: Transaction, incident: Incident) -> None:
    """Have it shown as it will be then, its headline, its room and its postmortem, and found by its words."""
    await db.jobs.enqueue("incident.show", team=incident.team, room=incident.room, incident=incident.id)
    # In a room of its own, so that it is found though Slack is away.
    await db.jobs.enqueue("incident.index", team=incident.team, room=f"index:{incident.id}", incident=incident.id)
    # What its postmortem does not hold itself is drawn from here.
    if written := await db.documents.of(POSTMORTEM).numbered(incident.number, seen_by=Viewer.operator(incident.team)):
        await db.jobs.enqueue("postmortem.show", team=incident.team, room=f"postmortem:{written.id}", document=written.id)


async def remind_at(db: Transaction, incident: Incident, at: datetime) -> None:
    """Look whether its room must be reminded then, and not before."""
    await db.jobs.cancel("incident.remind", team=incident.team, room=_reminder_room(incident))
    await _remind_at(db, incident, at)


async def _remind_at(db: Transaction, incident: Incident, at: datetime) -> None:
    await db.jobs.later("incident.remind", at=at, team=incident.team, room=_reminder_room(incident), incident=incident.id)


async def _remind(db: Transaction, incident: Incident, last: datetime) -> None:
    due = incident.update_is_due(last)
    if due:
        await remind_at(db, incident, due)
    else:
        await _quiet(db, incident)


async def _quiet(db: Transaction, incident: Incident) -> None:
    await db.jobs.cancel("incident.remind", team=incident.team, room=_reminder_room(incident))


async def plan_postmortem(db: Transaction, incident: Incident) -> None:
    """Have whoever led told in the morning of the day it is due, and of no other."""
    room = f"postmortem:{incident.id}"
    await db.jobs.cancel("incident.postmortem_due", team=incident.team, room=room)
    if incident.postmortem_due:
        at = morning_of(incident.postmortem_due, await _zone(db, incident.team, incident.lead or incident.declared_by))
        await db.jobs.later("incident.postmortem_due", at=at, team=incident.team, room=room, incident=incident.id)


async def _zone(db: Transaction, team: str, user: str) -> str | None:
    person = await db.people.person(team, user)
    return person.tz if person else None


def _reminder_room(incident: Incident) -> str:
    return f"remind:{incident.id}"


def _lead_room(incident: Incident) -> str:
    return f"lead:{incident.id}"


async def _for_change(asked: Asked, db: Transaction, entry: Entry) -> Incident:
    incident = await db.incidents.for_change(entry.incident, seen_by=asked.viewer)
    if incident is None:
        raise NotFound("There is no such incident that you can see. What there is: `/incident list all`")
    return incident


def _told(entry: Entry) -> str:
    """An entry as the audit keeps it."""
    return f"{entry.id} {entry.happened_at:%Y-%m-%d %H:%M} {entry.text}"
