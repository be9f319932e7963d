"""How a conversation ends: with the read, made by rule from the records, and nobody else's words."""

from collections.abc import Awaitable, Callable
from datetime import datetime

from bot.records.conversations import Turn
from bot.records.people import Viewer
from bot.records.windows import last_days
from handlers.blocks import kit
from handlers.parts import Parts, Subject, subject_of
from storage.store import Transaction

FAREWELL = "Good. This is where you are."
OPEN = "An incident is open here: that comes first."
ONLY = 1
Closes = Callable[[Turn, Viewer, Transaction, datetime], Awaitable[list[kit.Block]]]
Remembers = Callable[[Turn, Viewer, Transaction, datetime], Awaitable[None]]


def closes(parts: Parts) -> Closes:
    """The close, as whoever makes it registered it; never while an incident is open there."""

    async def closes_(turn: Turn, viewer: Viewer, db: Transaction, now: datetime) -> list[kit.Block]:
        if await db.incidents.open(seen_by=viewer, channel=turn.channel):
            return [kit.context(OPEN)]
        return await parts.closing(await _subject(turn, viewer, db, now), db)

    return closes_


def remembers(parts: Parts) -> Remembers:
    """Keep that the close was shown, so that the next one says what has changed."""

    async def remembers_(turn: Turn, viewer: Viewer, db: Transaction, now: datetime) -> None:
        await parts.shown(await _subject(turn, viewer, db, now), db)

    return remembers_


async def _subject(turn: Turn, viewer: Viewer, db: Transaction, now: datetime) -> Subject:
    """The project of the channel, or the only one there is."""
    there = await db.projects.all(seen_by=viewer)
    project = await db.projects.of_channel(turn.channel, seen_by=viewer) or (there[0] if len(there) == ONLY else None)
    return await subject_of(project, last_days(now)[-1], viewer, db, now=now)
