"""The forms of incidents: how each is opened, what it asks for, what it does when it is sent."""

from datetime import datetime

from pydantic import Field

from bot.errors import NotAllowed, NotFound, Offer
from bot.records.entries import Entry, EntryKind, Message
from bot.records.incidents import Incident, Severity, Status
from handlers.asking import Asked
from handlers.blocks import incident_forms as drawn
from handlers.doors import Doors
from handlers.forms import Values
from handlers.incidents import acts, saying
from handlers.incidents.which import is_direct
from handlers.reply import Form, Reply
from storage.store import Transaction


def register(doors: Doors) -> None:
    """Every form there is."""
    doors.form("incident.declare", "incident", Declaring, declare)
    doors.form("incident.note", "incident", Noting, note)
    doors.form("incident.status", "incident", Moving, move)
    doors.form("incident.sev", "incident", Regrading, regrade)
    doors.form("incident.resolve", "incident", Resolving, resolve)
    doors.form("incident.edit", "incident", Editing, edit)


class Declaring(Values):
    """`channel` is asked for only where there is none, as in a direct message."""

    title: str = Field(min_length=1)
    severity: Severity
    channel: str = ""


class Noting(Values):
    """Empty `at` is now."""

    text: str = Field(min_length=1)
    at: datetime | None = None


class Moving(Values):
    """Going back asks why."""

    status: Status
    why: str = ""


class Regrading(Values):
    """How bad it is now."""

    severity: Severity
    why: str = ""


class Resolving(Values):
    """Nothing said is not known."""

    fix: str = ""


class Editing(Values):
    """An entry, as it should read."""

    text: str = ""
    at: datetime


def declaring(asked: Asked, *, title: str = "", severity: Severity | None = None, about: dict[str, object] | None = None) -> Reply:
    """Ask for what declaring needs."""
    in_a_channel = not is_direct(asked)
    view = drawn.declare(title, severity, in_a_channel=in_a_channel)
    sentence = "What do people see?" if in_a_channel else "An incident needs a channel, where others see it."
    words = " ".join(part for part in ("incident declare", severity or "", title) if part)
    return Reply.asking(Form("incident.declare", view, about or {}), sentence, Offer("Declare an incident", words))


def noting(incident: Incident, at: datetime | None) -> Reply:
    """Ask what happened."""
    return _asking("note", incident, drawn.note(incident, at), "What happened?", "Add a note")


def moving(incident: Incident) -> Reply:
    """Ask how far it is."""
    return _asking("status", incident, drawn.move(incident), f"{incident.key} is {incident.status}.", "Change the status")


def regrading(incident: Incident) -> Reply:
    """Ask how bad it is."""
    return _asking("sev", incident, drawn.regrade(incident), f"{incident.key} is {incident.severity}.", "Change the severity")


def resolving(incident: Incident) -> Reply:
    """Ask what fixed it, which may not be known."""
    not_known = Offer("Resolve, not known yet", f"incident resolve {incident.key} not known")
    return _asking("resolve", incident, drawn.resolve(incident), "What fixed it?", "Say what fixed it", not_known)


def editing(incident: Incident, entry: Entry) -> Reply:
    """Ask how an entry should read."""
    form = Form("incident.edit", drawn.edit(incident, entry), {"entry": entry.id})
    return Reply.asking(form, "How should it read?", Offer("Edit it", f"incident edit {incident.key} {entry.id}"))


def _asking(verb: str, incident: Incident, view: drawn.Block, sentence: str, label: str, *others: Offer) -> Reply:
    form = Form(f"incident.{verb}", view, {"incident": incident.id})
    return Reply.asking(form, sentence, Offer(label, f"incident {verb} {incident.key}"), *others)


async def declare(values: Declaring, asked: Asked, db: Transaction) -> Reply:
    """Declared where the form was opened, or in the channel it names; from a message, that message is the first entry."""
    channel = values.channel or asked.place.channel
    if values.channel:
        await _must_be_in(asked, channel, db)
    origin = Message(**asked.about["origin"]) if "origin" in asked.about else None
    incident = await acts.declare(asked, db, title=values.title, severity=values.severity, channel=channel, origin=origin)
    if origin:
        await _first_entry(asked, db, incident, origin)
    return saying.declared(incident, await db.people.channel(incident.team, channel))


async def note(values: Noting, asked: Asked, db: Transaction) -> Reply:
    """Something that happened, now or then."""
    after = await acts.note(asked, db, await _incident(asked, db), text=values.text, at=values.at)
    return Reply.saying(f"Noted on {after.key}.", recorded=True)


async def move(values: Moving, asked: Asked, db: Transaction) -> Reply:
    """Another status; resolved, it is over."""
    incident = await _incident(asked, db)
    if values.status is Status.RESOLVED:
        return saying.resolved(await acts.resolve(asked, db, incident, fix=values.why))
    after = await acts.move(asked, db, incident, to=values.status, why=values.why)
    return Reply.saying(f"{after.key} is {after.status}.", recorded=True)


async def regrade(values: Regrading, asked: Asked, db: Transaction) -> Reply:
    """Another severity."""
    after = await acts.regrade(asked, db, await _incident(asked, db), severity=values.severity, why=values.why)
    return Reply.saying(f"{after.key} is {after.severity}.", recorded=True)


async def resolve(values: Resolving, asked: Asked, db: Transaction) -> Reply:
    """Over."""
    return saying.resolved(await acts.resolve(asked, db, await _incident(asked, db), fix=values.fix))


async def edit(values: Editing, asked: Asked, db: Transaction) -> Reply:
    """An entry in other words, or at another time. To the minute: the seconds it had stay, where the minute does."""
    entry = await db.entries.get(int(asked.about["entry"]), seen_by=asked.viewer)
    if entry is None:
        raise NotFound("There is no such entry that you can see.")
    same = values.at == entry.happened_at.replace(second=0, microsecond=0)
    after = await acts.edit(asked, db, entry, text=values.text, happened_at=entry.happened_at if same else values.at)
    return Reply.saying(f"Changed on {after.key}.", recorded=True)


async def _incident(asked: Asked, db: Transaction) -> Incident:
    found = await db.incidents.for_change(int(asked.about["incident"]), seen_by=asked.viewer)
    if found is None:
        raise NotFound("There is no such incident that you can see.")
    return found


async def _must_be_in(asked: Asked, channel: str, db: Transaction) -> None:
    """Only where they are known to be: an incident elsewhere would be hidden from them, and seen by strangers."""
    known, is_in = await db.people.place(asked.place.team, channel, asked.viewer.user)
    if known and known.archived:
        raise NotAllowed("That channel is archived.", field="channel")
    if not is_in and not (known and known.is_public and asked.viewer.sees_what_is_public):
        raise NotAllowed("I cannot tell that you are in that channel. Type /incident declare there.", field="channel")


async def _first_entry(asked: Asked, db: Transaction, incident: Incident, origin: Message) -> None:
    """What was said in the message it was declared from, by whom and when it was."""
    text = await db.drafts.text(int(asked.about["draft"]), team=incident.team, user=asked.viewer.user)
    entry = Entry(
        kind=EntryKind.NOTE,
        text=text or incident.title,
        by=str(asked.about["by"]),
        by_name=str(asked.about["by_name"]),
        recorded_by=asked.viewer.user,
        happened_at=asked.now.fromtimestamp(float(origin.ts), asked.now.tzinfo),
        recorded_at=asked.now,
        source=origin,
    )
    await db.entries.write(incident, entry)
