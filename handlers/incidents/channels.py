"""A channel of its own for an incident, on request: made, people invited, its headline pinned, archived by a button.

If Slack refuses, the incident stands where it is, and whoever asked is told.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Conflict, Offer
from bot.records.incidents import Incident, Role
from bot.records.people import Viewer
from handlers.asking import Asked
from handlers.blocks import incidents as blocks
from handlers.blocks import kit
from handlers.calls import Refused, asked
from handlers.incidents import acts
from handlers.incidents.which import meant
from handlers.posts import Showing, show
from handlers.reply import Reply
from storage.store import Store, Transaction

OWN = "incident.own_headline"
NAME = 70
PAGES_AT_MOST = 20
TRIED_NAMES = 5
INVITED_AT_MOST = 30

Clock = Callable[[], datetime]

log = structlog.get_logger()


async def channel(asked_: Asked, db: Transaction) -> Reply:
    """`channel [INC-9]`: it gets one; has it one already, here it is."""
    incident = await meant(asked_, db)
    if incident.own_channel:
        offers = [] if incident.is_open else [Offer("Archive it", f"incident archive {incident.key}")]
        return Reply.saying(f"{incident.key} has a channel of its own; its headline links to it.", offers=offers)
    if not incident.is_open:
        raise Conflict(f"{incident.key} is resolved. Reopen it first.")
    await db.jobs.enqueue("incident.channel", team=incident.team, room=incident.room, incident=incident.id, user=asked_.viewer.user)
    await acts.audited(asked_, db, incident, "channel")
    return Reply.saying(f"{incident.key} gets a channel of its own; its headline will link to it.", recorded=True)


async def archive(asked_: Asked, db: Transaction) -> Reply:
    """`archive [INC-9]`: its own channel is closed, once it is over."""
    incident = await meant(asked_, db)
    if not incident.own_channel:
        raise Conflict(f"{incident.key} has no channel of its own.")
    if incident.is_open:
        raise Conflict(f"{incident.key} is open. Resolve it first.", offers=[Offer("Resolve", f"incident resolve {incident.key}")])
    await db.jobs.enqueue("incident.archive", team=incident.team, room=incident.room, incident=incident.id, user=asked_.viewer.user)
    await acts.audited(asked_, db, incident, "archive")
    return Reply.saying(f"The channel of {incident.key} is archived.", recorded=True)


async def make(*, team: str, incident: int, user: str, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Make the channel, and let people in; it is there once, whatever happens in between."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        home = await db.people.channel(team, found.channel) if found else None
        bot = await db.people.bot_user(team) or ""
    if found is None or found.own_channel:
        return
    try:
        made = await _made(found, bot, slack, private=not (home and home.is_public))
    except Refused as refused:
        log.warning("incident.channel_refused", error=refused.error)
        await _told(f"{found.key} stands, but Slack did not let me make a channel ({refused.error}).", found.channel, user, slack)
        return
    async with store.transaction() as db:
        now = clock()
        current = await db.incidents.for_change(found.id, seen_by=Viewer.operator(team)) or found
        private = not (home and home.is_public)
        await db.people.keep_channel(team, made, at=now, name=_name(found), private=private, direct=False, archived=False, bot_is_in=True)
        await db.posts.open_room(team, OWN, found.id, made, thread=made)
        await db.incidents.save(current.moved_in(made))
        await db.jobs.enqueue("incident.furnish", team=team, room=found.room, incident=found.id)
        await acts.enqueue_show(db, current)


async def furnish(team: str, incident: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Its topic, who is needed in it, and its headline, pinned. What of it Slack refuses is left."""
    async with store.reading() as db:
        operator = Viewer.operator(team)
        found = await db.incidents.get(incident, seen_by=operator)
        if found is None or found.own_channel is None:
            return
        people = await db.entries.authors(found, seen_by=operator)
    needed = [found.declared_by, *(found.who(role) for role in Role), *sorted(people)]
    users = list(dict.fromkeys(user for user in needed if user.startswith(("U", "W"))))[:INVITED_AT_MOST]
    own = found.own_channel
    with suppress(Refused):
        await asked(slack.conversations_setTopic(channel=own, topic=kit.cut(kit.one_line(f"{found.key} {found.title}"), 250)))
    for user in users:
        with suppress(Refused):
            await asked(slack.conversations_invite(channel=own, users=user))
    ts = await show_headline(found, store, slack, clock)
    if ts:
        with suppress(Refused):
            await asked(slack.pins_add(channel=own, timestamp=ts))


async def show_headline(incident: Incident, store: Store, slack: AsyncWebClient, clock: Clock) -> str | None:
    """Its headline in its own channel, which links to where it was declared."""
    async with store.reading() as db:
        operator = Viewer.operator(incident.team)
        latest = await db.entries.latest(incident, kinds=blocks.TOLD_AS_LATEST, seen_by=operator)
        names = await db.people.names(incident.team, blocks.people_of(incident, latest))
    message = {"text": blocks.headline_text(incident), "blocks": blocks.headline(incident, latest, names)}
    own = incident.own_channel or ""
    showing = Showing(kind=OWN, record=incident.id, channel=own, revision=incident.revision, message=message)
    return await show(showing, team=incident.team, store=store, slack=slack, clock=clock)


async def close(team: str, incident: int, user: str, store: Store, slack: AsyncWebClient) -> None:
    """Archive its own channel."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
    if found is None or found.own_channel is None:
        return
    try:
        await asked(slack.conversations_archive(channel=found.own_channel))
    except Refused as refused:
        if refused.error not in {"already_archived", "is_archived"}:
            await _told(f"Slack did not let me archive the channel of {found.key} ({refused.error}).", found.channel, user, slack)


async def _made(incident: Incident, bot: str, slack: AsyncWebClient, *, private: bool) -> str:
    """The channel of that name that is ours, or a new one. Raises Refused."""
    for attempt in range(1, TRIED_NAMES + 1):
        name = _name(incident) + (f"-{attempt}" if attempt > 1 else "")
        try:
            return str((await asked(slack.conversations_create(name=name, is_private=private)))["channel"]["id"])
        except Refused as refused:
            if refused.error != "name_taken":
                raise
            if ours := await _ours(name, bot, slack):
                return ours
    raise Refused("name_taken")


async def _ours(name: str, bot: str, slack: AsyncWebClient) -> str | None:
    """A channel of that name that the bot made: an earlier attempt, of which the answer was lost."""
    cursor = ""
    for _ in range(PAGES_AT_MOST):
        page = await asked(slack.conversations_list(types="public_channel,private_channel", limit=200, cursor=cursor or None))
        for one in page.get("channels") or []:
            if one.get("name") == name:
                return str(one["id"]) if one.get("creator") == bot and not one.get("is_archived") else None
        cursor = (page.get("response_metadata") or {}).get("next_cursor") or ""
        if not cursor:
            break
    return None


def _name(incident: Incident) -> str:
    """#inc-12-checkout-is-down."""
    words = re.sub(r"[^a-z0-9]+", "-", incident.title.lower()).strip("-")
    return f"inc-{incident.number}-{words}"[:NAME].strip("-")


async def _told(sentence: str, where: str, user: str, slack: AsyncWebClient) -> None:
    """Told to one person, best effort."""
    reply = Reply.saying(sentence)
    with suppress(Exception):
        await slack.chat_postEphemeral(channel=where, user=user, **reply.as_message())
