"""Where people are told of an incident: its room, for whatever has something to say there."""

from typing import NamedTuple

from bot.records.incidents import Incident
from storage.incidents import HEADLINE
from storage.store import Transaction


class Room(NamedTuple):
    """Where people are told of an incident: a channel, or a thread in one."""

    channel: str
    thread: str | None


async def room_of(incident: Incident, db: Transaction) -> Room | None:
    """Its own channel, as long as the bot can speak there, else the thread under its headline; None as long as there is neither."""
    return await own_room_of(incident, db) or await thread_of(incident, db)


async def own_room_of(incident: Incident, db: Transaction) -> Room | None:
    """Its own channel, as long as the bot can speak there."""
    if incident.own_channel and await speaks_in(incident.own_channel, incident.team, db):
        return Room(incident.own_channel, None)
    return None


async def thread_of(incident: Incident, db: Transaction) -> Room | None:
    """The thread under its headline; None as long as there is none."""
    head = await db.posts.of(incident.team, HEADLINE, incident.id, incident.channel)
    return Room(incident.channel, head.opens) if head and head.opens else None


async def speaks_in(channel: str, team: str, db: Transaction) -> bool:
    """Whether the bot is known to be in a channel that is not archived."""
    known = await db.people.channel(team, channel)
    return bool(known and known.bot_is_in and not known.archived)
