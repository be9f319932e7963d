"""Telling the read: asked for, or at the end of something. What was told last is kept, and told again only where it differs."""

from bot.errors import Offer
from bot.records.read import Read, Shown, read
from bot.records.windows import last_days
from handlers.asking import Asked
from handlers.belonging import meant
from handlers.blocks import kit
from handlers.blocks import read as drawn
from handlers.parts import Subject, subject_of
from handlers.read.gathering import facts_of
from handlers.reply import Reply
from storage.store import Transaction

FULL = "full"


async def read_(asked: Asked, db: Transaction) -> Reply:
    """`read [full] [project]`."""
    first, _, rest = asked.rest.partition(" ")
    is_full = first.lower() == FULL
    name = rest.strip() if is_full else asked.rest
    project = await meant(name, "cto read full" if is_full else "cto read", asked, db)
    subject = await subject_of(project, last_days(asked.now)[-1], asked.viewer, db, now=asked.now)
    if open_ := await _open_here(subject, db):
        sentence = f"{open_} is open here: that comes first. The read is here again when it is over."
        offers = [Offer("Say how far it is", f"incident status {open_}"), Offer("What happened so far", f"incident timeline {open_}")]
        return Reply.saying(sentence, offers=offers)
    made = read(await facts_of(subject, db))
    blocks = await _drawn(made, subject, db, is_full=is_full)
    await db.reads.keep(_shown(made, subject))
    return Reply(kit.fallback(drawn.in_words(made)), blocks)


async def close(subject: Subject, db: Transaction) -> list[kit.Block]:
    """What stands at the end of something else; nothing while an incident is open in the channel where that is shown."""
    if await _open_here(subject, db):
        return []
    return await _drawn(read(await facts_of(subject, db)), subject, db)


async def remember(subject: Subject, db: Transaction) -> None:
    """Keep that the read was shown, as it is now."""
    if not await _open_here(subject, db):
        await db.reads.keep(_shown(read(await facts_of(subject, db)), subject))


async def _drawn(made: Read, subject: Subject, db: Transaction, *, is_full: bool = False) -> list[kit.Block]:
    """All of it, or a line where it says what was shown last."""
    project = subject.project.id if subject.project else None
    before = await db.reads.last(project, _channel(subject), seen_by=subject.viewer)
    if before and before.essence == made.essence and not is_full:
        return drawn.unchanged(made, before.at, project=subject.name)
    return drawn.whole(made, before, project=subject.name)


def _shown(made: Read, subject: Subject) -> Shown:
    project, user = subject.project.id if subject.project else None, subject.viewer.user
    return Shown.now(made, team=subject.team, project=project, channel=_channel(subject), user=user, at=subject.now)


async def _open_here(subject: Subject, db: Transaction) -> str:
    """The worst incident that is open in the channel; "" for none."""
    channel = _channel(subject)
    there = await db.incidents.open(seen_by=subject.viewer, channel=channel) if channel else []
    return there[0].key if there else ""


def _channel(subject: Subject) -> str:
    """Where it is shown: a viewer is where they ask from, and the audience of a channel in that."""
    return subject.channel or subject.viewer.here or ""
