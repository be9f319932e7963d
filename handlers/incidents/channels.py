"""A channel of its own for an incident, on request: made, people invited, its headline pinned, archived by a button.

If Slack refuses, the incident stands where it is, and whoever asked is told. Its jobs keep their order in a room of their own, so that the
incident is shown though Slack will not make a channel now.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import Conflict, Offer
from bot.records.incidents import Incident, Role
from bot.records.people import Viewer
from handlers.asking import Asked
from handlers.blocks import incidents as blocks
from handlers.blocks import kit
from handlers.calls import Refused, Unanswered, asked
from handlers.direct import direct_channel
from handlers.incidents import acts
from handlers.incidents.which import meant
from handlers.posts import Showing, show
from handlers.reply import Reply
from storage.incidents import OWN
from storage.jobs.port import Retry
from storage.store import Store, Transaction

NAME = 70
PAGES_AT_MOST = 20
TRIED_NAMES = 5
INVITED_AT_MOST = 30
WAITS = (5, 15, 30, 60, 120)
"""Seconds before each further try to make a channel, as long as Slack does not answer; after the last, whoever asked is told."""

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
    await db.jobs.enqueue("incident.channel", team=incident.team, room=_room(incident), incident=incident.id, user=asked_.viewer.user)
    await acts.audited(asked_, db, incident, "channel")
    return Reply.saying(f"{incident.key} gets a channel of its own; its headline will link to it.", recorded=True)


async def archive(asked_: Asked, db: Transaction) -> Reply:
    """`archive [INC-9]`: its own channel is closed, once it is over."""
    incident = await meant(asked_, db)
    if not incident.own_channel:
        raise Conflict(f"{incident.key} has no channel of its own. `/incident channel {incident.key}` gives it one.")
    if incident.is_open:
        raise Conflict(f"{incident.key} is open. Resolve it first.", offers=[Offer("Resolve", f"incident resolve {incident.key}")])
    await db.jobs.enqueue("incident.archive", team=incident.team, room=_room(incident), incident=incident.id, user=asked_.viewer.user)
    await acts.audited(asked_, db, incident, "archive")
    return Reply.saying(f"The channel of {incident.key} is archived.", recorded=True)


async def make(*, team: str, incident: int, user: str, store: Store, slack: AsyncWebClient, clock: Clock, tried: int = 0) -> None:
    """Make the channel, with its headline in it; it is there once, whatever happens in between."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        home = await db.people.channel(team, found.channel) if found else None
        bot = await db.people.bot_user(team) or ""
    if found is None or found.own_channel:
        return
    private = not (home and home.is_public)
    try:
        made = await _made(found, bot, slack, private=private)
    except Refused as refused:
        log.warning("incident.channel_refused", error=refused.error)
        await _told(f"{found.key} stands, but Slack did not let me make a channel ({refused.error}).", found, user, slack)
        return
    except (Unanswered, Retry) as trouble:
        await _again(found, trouble, user=user, tried=tried, store=store, slack=slack, clock=clock)
        return
    async with store.transaction() as db:
        now = clock()
        await db.people.keep_channel(team, made, at=now, name=_name(found), private=private, direct=False, archived=False, bot_is_in=True)
        await db.posts.open_room(team, OWN, found.id, made, thread=made)
    # Before anybody else knows of the channel, so that nobody else posts its headline at the same time.
    await show_headline(found.moved_in(made), store, slack, clock)
    async with store.transaction() as db:
        current = await db.incidents.for_change(found.id, seen_by=Viewer.operator(team)) or found
        await db.incidents.save(current.moved_in(made))
        await db.jobs.enqueue("incident.furnish", team=team, room=_room(found), incident=found.id)
        await db.jobs.enqueue("incident.furnish", team=team, room=_room(found), incident=found.id, user=user)
        await acts.enqueue_show(db, current)


async def furnish(team: str, incident: int, store: Store, slack: AsyncWebClient, user: str = "") -> None:
    """Who is needed in it, its headline pinned, its topic. `user`: only let them in. What of it Slack refuses is left."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        if found is None or found.own_channel is None:
            return
        own = found.own_channel
        invited = [user] if user else await _needed(found, db)
        let_in = await _let_in(found, invited, db)
        head = await db.posts.of(team, OWN, found.id, own)
    if let_in:
        with suppress(Refused):
            await asked(slack.conversations_invite(channel=own, users=let_in, force=True))
    if user:
        return
    if head and head.ts:
        with suppress(Refused):
            await asked(slack.pins_add(channel=own, timestamp=head.ts))
    # Last, as each time leaves a line in the channel: what is tried again above does not set it again.
    with suppress(Refused):
        await asked(slack.conversations_setTopic(channel=own, topic=kit.cut(kit.one_line(f"{found.key} {found.title}"), 250)))


async def _needed(incident: Incident, db: Transaction) -> list[str]:
    """Whoever declared it, does something in it, or said something of it."""
    people = await db.entries.authors(incident, seen_by=Viewer.operator(incident.team))
    return [incident.declared_by, *(incident.who(role) for role in Role), *sorted(people)]


async def _let_in(incident: Incident, people: list[str], db: Transaction) -> list[str]:
    """Those of them who see it now, and are not in yet: its own channel shows it to nobody who was taken out of where it was declared."""
    there = await db.people.members(incident.team, incident.own_channel or "")
    new = [one for one in dict.fromkeys(people) if one.startswith(("U", "W")) and one not in there]
    see_it = await db.incidents.seen_among(incident, new)
    return [one for one in new if one in see_it][:INVITED_AT_MOST]


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
            await _told(f"Slack did not let me archive the channel of {found.key} ({refused.error}).", found, user, slack)
            return
    async with store.transaction() as db:
        await db.people.archived(team, found.own_channel, is_archived=True)


async def _again(
    incident: Incident, trouble: Exception, *, user: str, tried: int, store: Store, slack: AsyncWebClient, clock: Clock
) -> None:  # fmt: skip
    """Slack does not answer: try again later, and in the end say that it came to nothing.

    Telling it may fail as well; then the job itself fails, and is tried again whole.
    """
    if tried >= len(WAITS):
        log.warning("incident.channel_given_up", incident=incident.id)
        offer = Offer("Try again", f"incident channel {incident.key}")
        await _told(f"{incident.key} stands, but Slack does not make a channel for it at the moment.", incident, user, slack, offer)
        return
    wait = max(float(WAITS[tried]), trouble.after if isinstance(trouble, Retry) else 0.0)
    ids: dict[str, int | str] = {"incident": incident.id, "user": user, "tried": tried + 1}
    async with store.transaction() as db:
        await db.jobs.later("incident.channel", at=clock() + timedelta(seconds=wait), team=incident.team, room=_room(incident), **ids)


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


def _room(incident: Incident) -> str:
    """Where the jobs of its own channel keep their order."""
    return f"own:{incident.id}"


async def _told(sentence: str, incident: Incident, user: str, slack: AsyncWebClient, *offers: Offer) -> None:
    """Told to one person, where it was declared; where that cannot be, in their direct messages. Raises what makes a job try again."""
    message = Reply.saying(sentence, offers=list(offers)).as_message()
    try:
        await asked(slack.chat_postEphemeral(channel=incident.channel, user=user, **message))
    except Refused:
        with suppress(Refused):
            if direct := await direct_channel(user, slack):
                await asked(slack.chat_postMessage(channel=direct, **message))
