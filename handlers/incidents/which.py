"""Which incident is meant? A key always wins; in a room it is that one; else the only one open in this channel."""

from bot.errors import NotFound, Offer, Unclear
from bot.records.incidents import Incident
from handlers.asking import Asked
from handlers.blocks import kit
from storage.store import Transaction

CHOICES = 5
LABEL = 70


async def meant(asked: Asked, db: Transaction) -> Incident:
    """The incident that is meant. Raises NotFound or Unclear, with the words kept."""
    if asked.intent.number is not None:
        return await _numbered(asked.intent.number, asked, db)
    if asked.room and (found := await db.incidents.get(asked.room.record, seen_by=asked.viewer)):
        return found
    if own := await db.incidents.in_own_channel(asked.place.channel, seen_by=asked.viewer):
        return own
    here = await db.incidents.open(seen_by=asked.viewer, channel=asked.place.channel)
    if len(here) == 1:
        return here[0]
    if here:
        raise Unclear(f"{len(here)} are open here. Which one?", offers=_choices(here, asked))
    raise await _nothing_open(asked, db)


async def to_change(asked: Asked, db: Transaction) -> Incident:
    """The same, as it is now, kept from others until this transaction ends."""
    found = await meant(asked, db)
    return await db.incidents.for_change(found.id, seen_by=asked.viewer) or found


async def for_form(asked: Asked, db: Transaction) -> Incident:
    """The incident a form was opened for, kept from others until this transaction ends."""
    found = await db.incidents.for_change(int(asked.about["incident"]), seen_by=asked.viewer)
    if found is None:
        raise NotFound("There is no such incident that you can see. What there is: `/incident list all`")
    return found


def named(asked: Asked) -> str:
    """The key that was given, for a usage that keeps it."""
    return f"INC-{asked.intent.number}" if asked.intent.number is not None else "[INC-9]"


def _choices(incidents: list[Incident], asked: Asked) -> list[Offer]:
    """The same words once more, with each of these."""
    return [
        Offer(kit.cut(kit.one_line(f"{one.key} {one.title}"), LABEL), f"incident {asked.intent.verb} {one.key} {asked.kept}".strip())
        for one in incidents[:CHOICES]
    ]


async def _numbered(number: int, asked: Asked, db: Transaction) -> Incident:
    found = await db.incidents.numbered(number, seen_by=asked.viewer)
    if found is None:
        raise NotFound(f"There is no INC-{number} that you can see. What is open: `/incident list`")
    return found


async def _nothing_open(asked: Asked, db: Transaction) -> NotFound:
    elsewhere = [incident for incident in await db.incidents.open(seen_by=asked.viewer) if incident.channel != asked.place.channel]
    offers = _choices(elsewhere, asked) if asked.intent.verb else []
    sentence = "Nothing is open here." + (" Elsewhere:" if offers else "")
    title = asked.kept if asked.intent.verb == "note" else ""
    label = "Declare with these words" if title else "Declare an incident"
    return NotFound(sentence, offers=[Offer(label, f"incident declare {title}".strip()), *offers])
