"""Which incident is meant? A key always wins; in a room it is that one; else the only one open in this channel."""

from bot.errors import NotFound, Unclear
from bot.records.incidents import Incident
from handlers.asking import Asked
from handlers.blocks import kit
from storage.store import Transaction

ELSEWHERE = 3
CHOICES = 5
TITLE = 60


async def meant(asked: Asked, db: Transaction) -> Incident:
    """The incident that is meant. Raises NotFound or Unclear, with the words kept."""
    if asked.intent.number is not None:
        return await _numbered(asked.intent.number, asked, db)
    if asked.room and (found := await db.incidents.get(asked.room.record, seen_by=asked.viewer)):
        return found
    here = await db.incidents.open(seen_by=asked.viewer, channel=asked.place.channel)
    if len(here) == 1:
        return here[0]
    if here:
        raise Unclear(
            f"{len(here)} are open here: {_told(here[:CHOICES])}. Say which, as in the line below.", copy=typed(asked, here[0].key)
        )
    raise await _nothing_open(asked, db)


async def to_change(asked: Asked, db: Transaction) -> Incident:
    """The same, as it is now, kept from others until this transaction ends."""
    found = await meant(asked, db)
    return await db.incidents.for_change(found.id, seen_by=asked.viewer) or found


def is_direct(asked: Asked) -> bool:
    """Whether this is a direct message, where nobody else would see an incident."""
    return asked.place.direct or bool(asked.channel and asked.channel.direct)


def typed(asked: Asked, key: str) -> str:
    """The same words once more, with a key."""
    return f"/incident {asked.intent.verb} {key} {asked.rest}".strip()


async def _numbered(number: int, asked: Asked, db: Transaction) -> Incident:
    found = await db.incidents.numbered(number, seen_by=asked.viewer)
    if found is None:
        raise NotFound(f"There is no INC-{number} that you can see. What is open: `/incident list`")
    return found


async def _nothing_open(asked: Asked, db: Transaction) -> NotFound:
    elsewhere = [incident for incident in await db.incidents.open(seen_by=asked.viewer) if incident.channel != asked.place.channel]
    sentence = "Nothing is open here."
    if elsewhere:
        sentence += f" Elsewhere: {_told(elsewhere[:ELSEWHERE])}."
    if asked.intent.verb == "note" and asked.rest:
        return NotFound(f"{sentence} To declare with these words:", copy=f"/incident declare {asked.rest}")
    if elsewhere:
        return NotFound(f"{sentence} Say which, as in the line below.", copy=typed(asked, elsewhere[0].key))
    return NotFound(f"{sentence} To declare: `/incident declare SEV2 <title>`. What there was: `/incident list all`")


def _told(incidents: list[Incident]) -> str:
    return ", ".join(f"{one.key} {kit.cut(kit.one_line(one.title), TITLE).replace('`', chr(39))}" for one in incidents)
