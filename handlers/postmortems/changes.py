"""Words that change a postmortem: begin it, write it again, put it in other words, keep words that read as blame, sign it off."""

from typing import Any

from bot.errors import Conflict, NotFound, Offer, Unclear
from bot.records.bodies import as_line
from bot.records.documents import READING, TITLE, Document
from bot.records.incidents import Incident
from bot.records.links import Link, Record, Relation
from bot.records.people import Standing
from bot.records.postmortems import DRAFT, POSTMORTEM, SIGN, Postmortem, must_be_draft, must_sign
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.documents import acts, sections
from handlers.documents.which import for_form
from handlers.postmortems import blaming, looks
from handlers.postmortems.which import incident_meant, keyed, meant, to_change
from handlers.reply import Reply
from storage.audit import Change
from storage.store import Transaction

PAGE_DIGITS = 5


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `postmortem`: in a room its own, begun where there is none; elsewhere what is owed and what there is."""
    return await (write if asked.room else looks.listing)(asked, db)


async def write(asked: Asked, db: Transaction) -> Reply:
    """`write [INC-9]`, and `/incident postmortem`: begun where there is none, else shown."""
    meant_ = await incident_meant(asked, db)
    incident = await db.incidents.for_change(meant_.id, seen_by=asked.viewer) or meant_
    there = await db.documents.of(POSTMORTEM).numbered(incident.number, seen_by=asked.viewer)
    if there is None:
        await _begin(incident, asked, db)
        return await _promised("Writing", incident, asked, db)
    if there.state == READING:
        await _enqueue_write(there, asked, db)  # a job that was given up is not waited for in vain
        return Reply.saying(
            f"The postmortem of {incident.key} is being written. It will be in its room in a moment.", recorded=True, tells=True
        )
    return await looks.shown(there, incident, asked, db)


async def again(asked: Asked, db: Transaction) -> Reply:
    """`again PM-9`: drafted anew from the records and the room as they are now; what it said is kept as a revision."""
    document, incident = await to_change(asked, db)
    must_be_draft(document)
    if document.state != READING:
        after = document.with_(at=asked.now, state=READING)
        await acts.saved(asked, db, POSTMORTEM, after, did="", before=document, action="again")
    await _enqueue_write(document, asked, db)
    return await _promised("Writing it again", incident, asked, db)


async def edit(asked: Asked, db: Transaction) -> Reply:
    """`edit PM-9 [section [which]]`, as the buttons of its card say it."""
    document, incident = await meant(asked, db)
    _must_be_editable(document)
    key, body = document.key(POSTMORTEM), document.body
    name, which = [*asked.rest.lower().split(), "", ""][:2]
    section = next((one for one in POSTMORTEM.sections if name in {one.name, one.heading.lower()}), None)
    if section is None:
        offers = [Offer(one.heading, f"{POSTMORTEM.name} edit {key} {one.name}") for one in POSTMORTEM.sections]
        offers.append(Offer("Action Items", f"incident actions {incident.key}"))
        raise Unclear(f"Which section of {key}?", offers=offers)
    if section.item and not getattr(body, section.name):
        offers = [Offer("Timeline", f"incident timeline {incident.key}"), Offer("Add a note", f"incident note {incident.key}")]
        return Reply.saying(f"Its timeline is the one of {incident.key}. What is put right there is right here, too.", offers=offers)
    if section.item and (which == "new" or (which.isdecimal() and len(which) <= PAGE_DIGITS)):
        return sections.editing_item(POSTMORTEM, document, section, which)
    return sections.editing_section(POSTMORTEM, document, section)


async def rewrite_section(values: sections.Sectioning, asked: Asked, db: Transaction) -> Reply:
    """A section in other words."""
    before = await for_form(asked, db, POSTMORTEM)
    _must_be_editable(before)
    return await blaming.noticed(await sections.rewrite_section(values, asked, db, POSTMORTEM), before, asked, db)


async def rewrite_moment(values: Any, asked: Asked, db: Transaction) -> Reply:
    """A line of the timeline in other words, one more, or one less."""
    before = await for_form(asked, db, POSTMORTEM)
    _must_be_editable(before)
    return await blaming.noticed(await sections.rewrite_item(values, asked, db, POSTMORTEM), before, asked, db)


async def keep(asked: Asked, db: Transaction) -> Reply:
    """`keep PM-9 <which words>`: they are meant as they stand, and nobody is asked again."""
    document, _ = await to_change(asked, db)
    finding = next((one for _, one in await blaming.left(document, db) if one.id == asked.rest), None)
    if finding is None:
        raise NotFound("Those words do not stand there any more, so nothing is left to keep.")
    facts = {"record": blaming.record_of(document), "action": blaming.KEEP, "by": asked.viewer.user, "door": asked.place.door}
    await db.audit.changed(document.team, Change(**facts, before="", after=f"{finding.id} {finding.sentence}", at=asked.now))
    after = document.with_(at=asked.now)
    await acts.saved(asked, db, POSTMORTEM, after, did="", before=document, action="kept words")
    return Reply.saying("It stays as it is.", recorded=True)


async def sign(asked: Asked, db: Transaction) -> Reply:
    """`sign [PM-9]`: whoever led says that this is what there is to learn."""
    document, incident = await to_change(asked, db)
    if incident.is_open:
        raise Conflict(f"{incident.key} is open again. Its postmortem is signed off once it is over.")
    person = await db.people.person(incident.team, incident.lead) if incident.lead else None
    gone = {incident.lead} if person and person.standing is Standing.DEACTIVATED else set()
    must_sign(incident, asked.viewer, lead=person.name if person else "Somebody else", gone=gone)
    after = await acts.move(asked, db, POSTMORTEM, document, verb=SIGN.verb)
    await db.jobs.cancel("incident.postmortem_due", team=incident.team, room=f"postmortem:{incident.id}")
    return Reply.saying(f"{after.key(POSTMORTEM)} is signed off.", recorded=True)


async def correct(asked: Asked, db: Transaction) -> Reply:
    """`correct PM-9 [why]`: a draft again, to be put right and signed anew; what it said is kept."""
    document, _ = await to_change(asked, db)
    after = await acts.move(asked, db, POSTMORTEM, document, verb="correct", why=asked.rest)
    return Reply.saying(f"{after.key(POSTMORTEM)} is a draft again.", recorded=True)


async def history(asked: Asked, db: Transaction) -> Reply:
    """`history PM-9`."""
    return await looks.of_documents.history(await keyed(asked, db), db, POSTMORTEM)


async def diff(asked: Asked, db: Transaction) -> Reply:
    """`diff PM-9 [from] [to]`."""
    return await looks.of_documents.diff(await keyed(asked, db), db, POSTMORTEM)


async def _begin(incident: Incident, asked: Asked, db: Transaction) -> None:
    """The one there is of this incident. That it is one is the table's to see to: its number is the incident's."""
    if incident.is_open:
        offers = [Offer("Resolve", f"incident resolve {incident.key}")]
        raise Conflict(f"{incident.key} is still open. Its postmortem is written once it is over.", offers=offers)
    shelf = db.documents.of(POSTMORTEM)
    new = Document(
        team=incident.team,
        kind=POSTMORTEM.name,
        draft=await shelf.next_draft(incident.team),
        number=incident.number,
        title=kit.cut(as_line(incident.title), TITLE),
        status=DRAFT,
        state=READING,
        body=Postmortem(),
        form=POSTMORTEM.forms[0],
        channel=incident.channel,
        project=incident.project,
        author=asked.viewer.user,
        made_at=asked.now,
        changed_at=asked.now,
    )
    made = await shelf.add(new, did="begun")
    this, its = Record(kind=POSTMORTEM.name, id=made.id), Record(kind="incident", id=incident.id)
    await db.links.add(
        Link(team=made.team, source=this, relation=Relation.FOLLOWS_FROM, target=its, by=asked.viewer.user, at=asked.now)
    )  # fmt: skip
    facts = {"record": blaming.record_of(made), "action": "begin", "by": asked.viewer.user, "door": asked.place.door}
    await db.audit.changed(made.team, Change(**facts, before="", after=made.key(POSTMORTEM), at=asked.now))
    await _enqueue_write(made, asked, db)


async def _promised(doing: str, incident: Incident, asked: Asked, db: Transaction) -> Reply:
    count = await db.entries.length(incident, seen_by=asked.viewer)
    channel = await db.people.channel(incident.team, incident.channel)
    where = f"The draft comes into the room of {incident.key}."
    if channel and channel.bot_is_in is False and not channel.is_public and not incident.own_channel:
        where = f"I am not in its channel, so read it with `/incident postmortem {incident.key}`, or /invite me."
    sentence = f"{doing} from {count} {'entry' if count == 1 else 'entries'}… {where}"
    return Reply.saying(sentence, recorded=True, tells=True)


async def _enqueue_write(document: Document, asked: Asked, db: Transaction) -> None:
    """Have it written for whoever asks: what Claude costs is counted as theirs."""
    room, user = acts.room_of(POSTMORTEM, document), asked.viewer.user
    await db.jobs.enqueue(f"{POSTMORTEM.name}.write", team=document.team, room=room, document=document.id, user=user)


def _must_be_editable(document: Document) -> None:
    must_be_draft(document)
    if document.state == READING:
        raise Conflict("It is still being written. It will be here in a moment.")
