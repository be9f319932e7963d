"""The forms of incidents: how each is opened, what it asks for, what it does when it is sent."""

from datetime import date, datetime

from pydantic import Field

from bot.errors import NotFound, Offer, Unclear
from bot.records.actions import Action
from bot.records.entries import Entry, EntryKind, Message
from bot.records.incidents import Incident, Severity, Status
from handlers.asking import Asked
from handlers.belonging import must_be_in, project_for, to_choose_from
from handlers.blocks import incident_forms as drawn
from handlers.blocks import kit
from handlers.dates import morning_of
from handlers.doors import Doors
from handlers.forms import Values
from handlers.incidents import acts, saying
from handlers.incidents.impact import Hitting, kept_to_the_minute, shown_impact
from handlers.incidents.which import for_form
from handlers.people_meant import able
from handlers.reply import Form, Reply
from storage.store import Transaction

TYPE_IT_THERE = "Type /incident declare there."


def register(doors: Doors) -> None:
    """Every form there is."""
    doors.form("incident.declare", "incident", Declaring, declare)
    doors.form("incident.note", "incident", Noting, note)
    doors.form("incident.status", "incident", Moving, move)
    doors.form("incident.sev", "incident", Regrading, regrade)
    doors.form("incident.resolve", "incident", Resolving, resolve)
    doors.form("incident.edit", "incident", Editing, edit)
    doors.form("incident.action", "incident", Promising, promise_)


class Declaring(Values):
    """`channel` is asked for only where there is none, `project` where it does not follow. `own`: a channel of its own is wanted."""

    title: str = Field(min_length=1)
    severity: Severity
    own: list[str] = Field(default_factory=list)
    channel: str = ""
    project: int | None = None


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


class Resolving(Hitting):
    """Nothing said is not known."""

    fix: str = ""


class Editing(Values):
    """An entry, as it should read; ticked, it is struck."""

    text: str = ""
    at: datetime
    struck: list[str] = Field(default_factory=list)


class Promising(Values):
    """What somebody will do; nobody chosen, nobody has it; no day, by severity."""

    what: str = Field(min_length=1)
    owner: str = ""
    due: date | None = None


async def declaring(
    asked: Asked, db: Transaction, *, title: str = "", severity: Severity | None = None, about: dict[str, object] | None = None
) -> Reply:
    """Ask for what declaring needs."""
    in_a_channel = not asked.is_direct
    projects = await to_choose_from(asked, db)
    view = drawn.declare(title, severity, projects, in_a_channel=in_a_channel, drill=bool(about and about.get("drill")))
    sentence = "What do people see?" if in_a_channel else "An incident needs a channel, where others see it."
    verb = "incident drill" if about and about.get("drill") else "incident declare"
    words = " ".join(part for part in (verb, severity or "", title) if part)
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
    return _asking(
        "resolve", incident, drawn.resolve(incident), "What fixed it?", "Say what fixed it", not_known, impact=shown_impact(incident)
    )


def editing(incident: Incident, entry: Entry) -> Reply:
    """Ask how an entry should read."""
    form = Form("incident.edit", drawn.edit(incident, entry), {"entry": entry.id, "revision": entry.revision})
    return Reply.asking(form, "How should it read?", Offer("Edit it", f"incident edit {incident.key} {entry.id}"))


def promising(incident: Incident) -> Reply:
    """Ask what is to be done, by whom, by when."""
    return _asking("action", incident, drawn.promise(incident), "What is to be done?", "Add an action")


def _asking(verb: str, incident: Incident, view: drawn.Block, sentence: str, label: str, *others: Offer, **about: object) -> Reply:
    form = Form(f"incident.{verb}", view, {"incident": incident.id, **about})
    return Reply.asking(form, sentence, Offer(label, f"incident {verb} {incident.key}"), *others)


async def declare(values: Declaring, asked: Asked, db: Transaction) -> Reply:
    """Declared where the form was opened, or in the channel it names; from a message, that message is the first entry."""
    channel = values.channel or asked.place.channel
    if values.channel:
        await must_be_in(channel, asked, db, instead=TYPE_IT_THERE)
    origin = Message(**asked.about["origin"]) if "origin" in asked.about else None
    is_drill = bool(asked.about.get("drill"))
    incident = await acts.declare(
        asked,
        db,
        title=values.title,
        severity=values.severity,
        channel=channel,
        origin=origin,
        drill=is_drill,
        project=await project_for(values.project, channel, asked, db),
    )
    if values.own:
        await db.jobs.enqueue(
            "incident.channel", team=incident.team, room=f"own:{incident.id}", incident=incident.id, user=asked.viewer.user
        )
    if origin:
        await _first_entry(asked, db, incident, origin)
    reply = saying.declared(incident, await db.people.channel(incident.team, channel))
    return await saying.with_similar(reply, incident, asked, db)


async def note(values: Noting, asked: Asked, db: Transaction) -> Reply:
    """Something that happened, now or then."""
    if values.at and values.at > asked.now:
        raise Unclear("That is in the future. Choose a time that is over.", field="at")
    after = await acts.note(asked, db, await for_form(asked, db), text=values.text, at=values.at)
    return await saying.done(f"Noted on {after.key}.", after, db)


async def move(values: Moving, asked: Asked, db: Transaction) -> Reply:
    """Another status; resolved, it is over."""
    incident = await for_form(asked, db)
    if values.status is Status.RESOLVED:
        return await _resolved(asked, db, await acts.resolve(asked, db, incident, fix=values.why))
    after = await acts.move(asked, db, incident, to=values.status, why=values.why)
    return await saying.done(f"{after.key} is {after.status}.", after, db)


async def regrade(values: Regrading, asked: Asked, db: Transaction) -> Reply:
    """Another severity."""
    after = await acts.regrade(asked, db, await for_form(asked, db), severity=values.severity, why=values.why)
    return await saying.done(f"{after.key} is {after.severity}.", after, db)


async def resolve(values: Resolving, asked: Asked, db: Transaction) -> Reply:
    """Over, with what it did."""
    incident = await for_form(asked, db)
    after = await acts.resolve(asked, db, incident, fix=values.fix, impact=values.new_impact(asked.about))
    return await _resolved(asked, db, after)


async def edit(values: Editing, asked: Asked, db: Transaction) -> Reply:
    """An entry in other words, or at another time. To the minute: the seconds it had stay, where the minute does."""
    entry = await db.entries.get(int(asked.about["entry"]), seen_by=asked.viewer)
    if entry is None:
        raise NotFound("There is no such entry that you can see. What there is: `/incident timeline`")
    text = entry.text if values.text == kit.cut(entry.text, kit.TYPED).strip() else values.text  # a form holds no more of it
    at = kept_to_the_minute(values.at, entry.happened_at)
    if at > asked.now:
        raise Unclear("That is in the future. Choose a time that is over.", field="at")
    revision = int(asked.about["revision"])
    after = await acts.edit(asked, db, entry, text=text, happened_at=at, struck=bool(values.struck), revision=revision)
    return Reply.saying(f"Changed on {after.key}.", recorded=True)


async def promise_(values: Promising, asked: Asked, db: Transaction) -> Reply:
    """An action item."""
    incident = await for_form(asked, db)
    await able(values.owner, incident.team, db, field="owner")
    made = await promise(asked, db, incident, what=values.what, owner=values.owner, due_on=values.due)
    return Reply.saying(f"{made.key} is on the list.", recorded=True)


async def promise(asked: Asked, db: Transaction, incident: Incident, *, what: str, owner: str, due_on: date | None) -> Action:
    """Keep an action item: it is on the timeline, and its owner is told in the morning of its day."""
    by, at, severity = asked.viewer.user, asked.now, incident.severity
    new = Action.promised(
        team=incident.team, incident=incident.id, severity=severity, what=what, owner=owner, due_on=due_on, by=by, at=at
    )  # fmt: skip
    made = await db.actions.add(new)
    await acts.write(asked, db, incident, EntryKind.ACTION, text=f"{made.key} {what}", value="action")
    await acts.saved(asked, db, incident.noted(), "action", to=made.key)
    if made.owner:
        person = await db.people.person(made.team, made.owner)
        morning = morning_of(made.due_on, person.tz if person else None)
        await db.jobs.later("action.chase", at=morning, team=made.team, room=f"chase:{made.id}", action=made.id)
    return made


async def _resolved(asked: Asked, db: Transaction, after: Incident) -> Reply:
    reply = saying.resolved(after, await db.actions.of(after, seen_by=asked.viewer))
    return await saying.with_project_asked(reply, asked, db)


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
