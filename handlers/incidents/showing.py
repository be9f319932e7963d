"""The jobs that show an incident: each draws what is true when it runs, and ends at once when that is shown already."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.records.incidents import Entry, EntryKind, Incident
from bot.records.people import Viewer
from bot.records.times import read_time
from handlers.blocks import incidents as blocks
from handlers.calls import Refused, asked
from handlers.incidents.changes import enqueue_headline, enqueue_line, needs_line
from handlers.incidents.looks import TOLD_AS_LATEST
from handlers.posts import Showing, show
from storage.store import Store, Transaction

SETTLED = 2
"""The revision of a line whose time is known; one that stands as it was said is edited once it is."""

Clock = Callable[[], datetime]

log = structlog.get_logger()


async def headline(team: str, incident: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Post the headline once, edit it ever after."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        if found is None:
            return
        latest = await db.incidents.latest(found, kinds=TOLD_AS_LATEST)
        names = await db.people.names(team, {found.declared_by, *([latest.by] if latest else [])})
        shown = await db.posts.many(team, "incident.headline", [found.id])
        channel = await db.people.channel(team, found.channel)
    showing = Showing(
        kind="incident.headline",
        record=found.id,
        channel=found.channel,
        revision=found.revision,
        message={"text": blocks.headline_text(found), "blocks": blocks.headline(found, latest, names)},
        thread=found.thread,
        broadcast=True,
        opens=True,
    )
    ts = await show(showing, team=team, store=store, slack=slack, clock=clock)
    if (
        ts is None
        and not shown
        and (channel is None or channel.is_public or channel.read_at is None)
        and await _joined(team, found.channel, store, slack)
    ):
        await show(showing, team=team, store=store, slack=slack, clock=clock)


async def line(team: str, entry: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Tell the room of one change, once. That it is resolved is told in the channel too."""
    async with store.reading() as db:
        found = await db.incidents.entry(entry, seen_by=Viewer.operator(team))
        if found is None:
            return
        incident, written = found
        head = await db.posts.of(team, "incident.headline", incident.id, incident.channel)
        names = await db.people.names(team, {written.by})
    if head is None or head.opens is None:
        return  # the bot is not there; when it is invited, the headline comes first and this again after it
    showing = Showing(
        kind="incident.line",
        record=written.id,
        channel=incident.channel,
        revision=SETTLED if not written.said else 1,
        message={"text": blocks.line_text(written, incident, names), "blocks": blocks.line(written, incident, names)},
        thread=head.opens,
        broadcast=written.kind is EntryKind.RESOLVED,
    )
    await show(showing, team=team, store=store, slack=slack, clock=clock)


async def settle(team: str, user: str, store: Store, slack: AsyncWebClient) -> None:
    """Settle the times somebody said before we knew their zone."""
    async with store.reading() as db:
        person = await db.people.person(team, user)
        waiting = await db.incidents.unsettled(team, user)
    if not waiting:
        return
    tz = person.tz if person else await _zone_of(user, slack)
    async with store.transaction() as db:
        for entry in waiting:
            await db.incidents.settle(_settled(entry, tz))
            found = await db.incidents.entry(entry.id, seen_by=Viewer.operator(team))
            if found:
                await _revised(found[0], db)
                head = await db.posts.of(team, "incident.headline", found[0].id, found[0].channel)
                if needs_line(found[1], found[0], head.opens if head else None):
                    await enqueue_line(db, *found)


async def invited(event: dict[str, Any], team: str, db: Transaction, now: datetime) -> None:  # noqa: ARG001 - every listener is called alike
    """Somebody came into a channel; if it is the bot, what waited for it, and what changed while it was out, is shown."""
    if event.get("user") != await db.people.bot_user(team):
        return
    operator = Viewer.operator(team)
    for incident in await db.incidents.to_show(seen_by=operator, channel=event["channel"]):
        await enqueue_headline(db, incident)
        head = await db.posts.of(team, "incident.headline", incident.id, incident.channel)
        for entry in await db.incidents.untold(incident, seen_by=operator):
            if needs_line(entry, incident, head.opens if head else None):
                await enqueue_line(db, incident, entry)


async def _revised(incident: Incident, db: Transaction) -> None:
    changed = (await db.incidents.for_change(incident)).noted()
    await db.incidents.save(changed)
    await enqueue_headline(db, changed)


async def _joined(team: str, channel: str, store: Store, slack: AsyncWebClient) -> bool:
    """Whether the bot could let itself in, as it can where a channel is public. A private one waits for its invitation."""
    try:
        await asked(slack.conversations_join(channel=channel))
    except Refused as refused:
        log.info("channel.join_refused", channel=channel, error=refused.error)
        return False
    async with store.transaction() as db:
        await db.people.bot_is_in(team, channel, is_in=True)
    return True


async def _zone_of(user: str, slack: AsyncWebClient) -> str | None:
    try:
        return str((await asked(slack.users_info(user=user)))["user"].get("tz") or "") or None
    except Refused:
        return None


def _settled(entry: Entry, tz: str | None) -> Entry:
    """The instant meant; a zone that nobody knows leaves the time it was recorded."""
    spoken, _ = read_time(entry.said)
    at = spoken.at(entry.recorded_at, tz) if spoken else None
    return entry.model_copy(update={"happened_at": at or entry.recorded_at, "said": ""})
