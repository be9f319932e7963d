"""Where a new record of a ledger belongs, and which project's are meant by words that look: the channel says, or whoever asks."""

from bot.errors import NotAllowed, NotFound, Offer, Unclear
from bot.records.projects import Project
from handlers.asking import Asked
from handlers.blocks import kit
from storage.people import Channel
from storage.store import Transaction

CHOICES = 5
ONLY_YOU = " Only you see it, because it was recorded here."


async def project_for(chosen: int | None, channel: str, asked: Asked, db: Transaction) -> int | None:
    """The project of a new record: the one that was chosen, or the channel's; None where nobody has said."""
    if chosen:
        found = await db.projects.get(chosen, seen_by=asked.viewer)
        if found is None:
            raise NotFound("There is no such project any more. Open the form again.", field="project")
        return found.id
    here = await db.projects.of_channel(channel, seen_by=asked.viewer)
    return here.id if here else None


async def to_choose_from(asked: Asked, db: Transaction) -> list[tuple[str, str]]:
    """The projects there are, where it does not follow from the channel to which one a record belongs."""
    if await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer):
        return []
    return [(one.name, str(one.id)) for one in await db.projects.all(seen_by=asked.viewer)]


async def meant(name: str, words: str, asked: Asked, db: Transaction) -> Project | None:
    """The project that is named, or the channel's; None where there is none at all.

    Of several it is asked which: `words` are those to which a name is added for that.
    """
    there = await db.projects.all(seen_by=asked.viewer)
    if name:
        found = await db.projects.named(name, seen_by=asked.viewer)
        if found is None:
            offers = [Offer(kit.cut(one.name, 70), f"{words} {one.name}") for one in there[:CHOICES]]
            raise NotFound(f"There is no project “{kit.cut(name, 60)}”." + (" There are:" if offers else ""), offers=offers)
        return found
    here = await db.projects.of_channel(asked.place.channel, seen_by=asked.viewer) if asked.place.channel else None
    if here or not there:
        return here
    if len(there) == 1:
        return there[0]
    offers = [Offer(kit.cut(one.name, 70), f"{words} {one.name}") for one in there[:CHOICES]]
    raise Unclear("Which project? `/cto project <name>` binds this channel to one, for good.", offers=offers)


def channel_of(asked: Asked, *, usage: str) -> str:
    """The channel a new record belongs to. Raises NotAllowed where there is none, as at Home."""
    if not asked.place.channel:
        raise NotAllowed(f"Record it where its team sees it: type `{usage}` in their channel.")
    return asked.place.channel


async def must_be_in(channel: str, asked: Asked, db: Transaction, *, instead: str = "Choose one that you are in.") -> None:
    """Only where they are known to be: elsewhere a record would be hidden from them, and seen by strangers."""
    known = await db.people.seen(channel, seen_by=asked.viewer)
    if known is None:
        raise NotAllowed(f"I cannot tell that you are in that channel. {instead}", field="channel")
    if known.archived:
        raise NotAllowed("That channel is archived. Choose another.", field="channel")


async def must_see_message(channel: str, asked: Asked, db: Transaction) -> Channel:
    """A message is read only for those who could read it themselves; returns its channel."""
    known = await db.people.seen(channel, seen_by=asked.viewer)
    if known is None:
        raise NotFound("There is no such message that you can see. ⋯ › Copy link on a message gives a link that works.")
    return known
