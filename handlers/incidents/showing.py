"""The jobs that show an incident: each draws what is true when it runs, and ends at once when that is shown already."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.records.entries import Entry, EntryKind
from bot.records.incidents import LEAD_WITHIN, Incident
from bot.records.people import Viewer
from bot.records.times import read_time
from handlers.blocks import incidents as blocks
from handlers.calls import Refused, asked
from handlers.incidents.acts import enqueue_show
from handlers.incidents.channels import show_headline
from handlers.posts import Place, Showing, show
from handlers.rooms import Room, own_room_of, thread_of
from storage.entries import LINE
from storage.incidents import HEADLINE
from storage.people import Channel
from storage.posts import Post
from storage.store import Store, Transaction

Clock = Callable[[], datetime]

LINES_AT_ONCE = 20
"""So many changes a job tells: after an outage hundreds may wait, of which Slack takes one a second, and the headline waits for none."""

log = structlog.get_logger()


async def show_(team: str, incident: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Show an incident as it is now: its headline, posted once and edited ever after, and in its room every change once.

    What Slack refuses keeps nothing else from being shown, now or at the next change; it is raised once the rest is.
    """
    refused: list[Refused] = []
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        headline = await _headline(found, db) if found and found.channel else None  # without one it came as a file, and stands nowhere
    if found is None:
        return
    if headline:
        await _unless_refused(_show_headline(headline, found, store, slack, clock), refused)
    async with store.reading() as db:
        own, thread = await own_room_of(found, db), await thread_of(found, db)
        room = own or thread
        lines = await _untold(found, room, thread or room, db) if room else []
    if own:
        await _unless_refused(show_headline(found, store, slack, clock), refused)
    refused += await _tell(lines, found, store, slack, clock)
    if refused:
        raise refused[0]


async def _unless_refused(showing: Awaitable[object], refused: list[Refused]) -> None:
    try:
        await showing
    except Refused as error:
        refused.append(error)


Line = tuple[Showing, Place]


async def _untold(incident: Incident, room: Room, thread: Room, db: Transaction) -> list[Line]:
    """What people were not told yet, in order, and where."""
    team = incident.team
    entries = await db.entries.untold(incident, room=thread.thread, seen_by=Viewer.operator(team))
    told = await db.posts.many(team, LINE, [entry.id for entry in entries])
    names = await db.people.names(team, {entry.by for entry in entries})
    channels: dict[str, Channel | None] = {}
    lines: list[Line] = []
    for entry in entries:
        if needs_line(entry, incident):
            where, there = thread if entry.kind is EntryKind.RESOLVED else room, told.get(entry.id)
            line = _line(entry, incident, there, where, names)
            if line.channel not in channels:
                channels[line.channel] = await db.people.channel(team, line.channel)
            lines.append((line, Place(there, channels[line.channel])))
    return lines


async def _tell(lines: Sequence[Line], incident: Incident, store: Store, slack: AsyncWebClient, clock: Clock) -> list[Refused]:
    """Tell them; what is more than one job tells is for the next. Returns what Slack refused.

    Where the bot is not, they are told when it is invited; elsewhere they are told now.
    """
    closed: set[str] = set()
    doubtful: set[str] = set()  # where something could not be shown: what was read of them before may be true no more
    refused: list[Refused] = []
    told = 0
    for line, place in lines:
        if not place.there and line.channel in closed:
            continue
        if told == LINES_AT_ONCE:
            async with store.transaction() as db:
                await db.jobs.enqueue("incident.show", team=incident.team, room=incident.room, incident=incident.id)
            break
        try:
            known = None if line.channel in doubtful else place
            ts = await show(line, team=incident.team, store=store, slack=slack, clock=clock, place=known)
        except Refused as error:
            refused.append(error)
            continue
        told += ts is not None
        if ts is None:
            doubtful.add(line.channel)
        if ts is None and not place.there:  # an edit is refused where that message is gone, which says nothing of the next
            closed.add(line.channel)
    return refused


async def _headline(incident: Incident, db: Transaction) -> Line:
    latest = await db.entries.latest(incident, kinds=blocks.TOLD_AS_LATEST, seen_by=Viewer.operator(incident.team))
    names = await db.people.names(incident.team, blocks.people_of(incident, latest))
    showing = Showing(
        kind=HEADLINE,
        record=incident.id,
        channel=incident.channel,
        revision=incident.revision,
        message={"text": blocks.headline_text(incident), "blocks": blocks.headline(incident, latest, names)},
        thread=incident.thread,
        broadcast=True,
        opens=True,
    )
    return showing, await Place.of(HEADLINE, incident.id, incident.channel, team=incident.team, db=db)


async def _show_headline(headline: Line, incident: Incident, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    showing, place = headline
    ts = await show(showing, team=incident.team, store=store, slack=slack, clock=clock, place=place)
    channel, is_shown = place.channel, place.there and place.there.ts
    may_join = not is_shown and (channel is None or channel.is_public or channel.read_at is None)
    if ts is None and may_join and await _joined(incident, store, slack):
        await show(showing, team=incident.team, store=store, slack=slack, clock=clock)


def needs_line(entry: Entry, incident: Incident) -> bool:
    """Whether the room must be told: not of what its headline says whole."""
    return entry.kind is not EntryKind.DECLARED or blocks.is_cut(incident)


def _line(entry: Entry, incident: Incident, told: Post | None, room: Room, names: blocks.Names) -> Showing:
    """One change, told once. That it is resolved is told where it was declared, in the channel too."""
    return Showing(
        kind=LINE,
        record=entry.id,
        channel=told.channel if told else room.channel,
        revision=entry.revision,
        message={"text": blocks.line_text(entry, incident, names), "blocks": blocks.line(entry, incident, names)},
        thread=told.thread if told else room.thread,
        broadcast=entry.kind is EntryKind.RESOLVED,
    )


async def settle(team: str, user: str, store: Store, slack: AsyncWebClient) -> None:
    """Settle the times somebody said before we knew their zone."""
    operator = Viewer.operator(team)
    async with store.reading() as db:
        person = await db.people.person(team, user)
        waiting = await db.entries.unsettled(user, seen_by=operator)
    if not waiting:
        return
    tz = person.tz if person else await _zone_of(user, slack)
    async with store.transaction() as db:
        for entry in waiting:
            if incident := await db.incidents.for_change(entry.incident, seen_by=operator):
                await db.entries.save(_settled(entry, tz))
                await db.incidents.save(incident.noted())
                await enqueue_show(db, incident)


async def catch_up(team: str, channel: str, store: Store, clock: Clock) -> None:
    """The bot came into a channel: show what waited for it there, what changed while it was out, and that nobody leads."""
    async with store.transaction() as db:
        for incident in await db.incidents.to_show(seen_by=Viewer.operator(team), channel=channel):
            await enqueue_show(db, incident)
            if incident.is_open and not incident.lead and clock() - incident.declared_at >= LEAD_WITHIN:
                # After its headline, in whose thread it is asked.
                await db.jobs.enqueue("incident.ask_lead", team=team, room=incident.room, incident=incident.id)


async def _joined(incident: Incident, store: Store, slack: AsyncWebClient) -> bool:
    """Whether the bot could let itself in, as it can where a channel is public. A private one waits for its invitation."""
    try:
        await asked(slack.conversations_join(channel=incident.channel))
    except Refused as refused:
        log.info("channel.join_refused", channel=incident.channel, error=refused.error)
        return False
    async with store.transaction() as db:
        await db.people.bot_is_in(incident.team, incident.channel, is_in=True)
    return True


async def _zone_of(user: str, slack: AsyncWebClient) -> str | None:
    try:
        return str((await asked(slack.users_info(user=user)))["user"].get("tz") or "") or None
    except Refused:
        return None


def _settled(entry: Entry, tz: str | None) -> Entry:
    """The instant meant; a zone that nobody knows leaves the time it was recorded."""
    spoken, _ = read_time(entry.said)
    return entry.settled((spoken.at(entry.recorded_at, tz) if spoken else None) or entry.recorded_at)
