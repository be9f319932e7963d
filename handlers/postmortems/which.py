"""Whose postmortem is meant? A key always wins, be it the incident's or its own; in a room that one; else the one that waits here."""

from dataclasses import replace

from bot.errors import NotFound, Offer, Unclear
from bot.records.documents import Document
from bot.records.incidents import Incident
from bot.records.postmortems import POSTMORTEM
from handlers.asking import Asked
from handlers.blocks import kit
from storage.incidents import HEADLINE, OWN
from storage.store import Transaction

CHOICES = 5
LABEL = 70


async def incident_meant(asked: Asked, db: Transaction) -> Incident:
    """The incident it is about. Raises NotFound or Unclear, with the words kept."""
    number = asked.intent.number
    if number is not None:
        found = await db.incidents.numbered(number, seen_by=asked.viewer)
        if found is None:
            raise NotFound(f"There is no INC-{number} that you can see. What there was: `/incident list all`")
        return found
    if asked.room and asked.room.kind in {HEADLINE, OWN} and (room := await db.incidents.get(asked.room.record, seen_by=asked.viewer)):
        return room
    here = await db.postmortems.resolved_here(asked.place.channel, seen_by=asked.viewer, limit=CHOICES) if asked.place.channel else []
    if len(here) == 1:
        return here[0]
    if here:
        raise Unclear("Whose postmortem?", offers=[_choice(one, asked) for one in here])
    sentence = "Nothing that was resolved here waits for its postmortem. Of any other: `/incident postmortem INC-9`"
    raise NotFound(sentence, offers=[Offer("All postmortems", "postmortem list")])


async def meant(asked: Asked, db: Transaction) -> tuple[Document, Incident]:
    """The postmortem that is meant, and its incident. Raises NotFound where nobody began one yet."""
    incident = await incident_meant(asked, db)
    found = await db.documents.of(POSTMORTEM).numbered(incident.number, seen_by=asked.viewer)
    if found is None:
        offers = [Offer("Write it", f"incident postmortem {incident.key}")]
        raise NotFound(f"{incident.key} has no postmortem yet.", offers=offers)
    return found, incident


async def to_change(asked: Asked, db: Transaction) -> tuple[Document, Incident]:
    """The same, as it is now, kept from others until this transaction ends."""
    found, incident = await meant(asked, db)
    return await db.documents.of(POSTMORTEM).for_change(found.id, seen_by=asked.viewer) or found, incident


async def keyed(asked: Asked, db: Transaction) -> Asked:
    """The same question with the key of what is meant, for what is answered of every kind of document alike."""
    document, _ = await meant(asked, db)
    return replace(asked, intent=replace(asked.intent, number=document.number))


def _choice(incident: Incident, asked: Asked) -> Offer:
    verb = "write" if asked.intent.verb in {"", "postmortem"} else asked.intent.verb
    words = f"postmortem {verb} {incident.key} {asked.kept}".strip()
    return Offer(kit.cut(kit.one_line(f"{incident.key} {incident.title}"), LABEL), words)
