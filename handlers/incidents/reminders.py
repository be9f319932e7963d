"""What reminds a room: that an update is due, that nobody leads, that the postmortem is due. Each comes once, and stops on resolve."""

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.incidents import Incident
from bot.records.people import Viewer
from bot.records.postmortems import POSTMORTEM, SIGNED
from handlers.asking import Asked
from handlers.blocks import incident_reminders as drawn
from handlers.blocks import kit
from handlers.blocks.incidents import called
from handlers.calls import Refused
from handlers.calls import asked as asked_slack
from handlers.dates import morning_of
from handlers.incidents import acts
from handlers.incidents.which import meant, to_change
from handlers.posts import Showing, show
from handlers.reply import Reply
from handlers.rooms import Room, room_of
from storage.posts import Post
from storage.store import Store, Transaction

SNOOZE = timedelta(minutes=30)
LEAD = "incident.lead"
DUE = "incident.postmortem_due"

Clock = Callable[[], datetime]


async def remind(team: str, incident: int, store: Store, now: datetime) -> None:
    """An update may be due. Since it was planned somebody may have given one: then the next is due later."""
    operator = Viewer.operator(team)
    async with store.transaction() as db:
        found = await db.incidents.for_change(incident, seen_by=operator)
        if found is None or not found.needs_reminders:
            return
        last = await db.entries.last_recorded(found, seen_by=operator) or found.declared_at
        due = found.update_is_due(last)
        if due is None or due > now:
            await acts.remind_at(db, found, due or now)
            return
        await db.incidents.save(found.was_reminded())
        await db.jobs.enqueue("incident.nag", team=team, room=found.room, incident=found.id)
        await acts.remind_at(db, found, found.update_is_due(now) or now)


async def nag(team: str, incident: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Say in the room that an update is due: a new message, the one before it gone."""
    operator = Viewer.operator(team)
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=operator)
        if found is None or not found.needs_reminders:
            return
        last = await db.entries.last_recorded(found, seen_by=operator) or found.declared_at
    blocks = drawn.update_is_due(found, clock() - last)
    text = f"{found.key}: what is new?"
    await _say(found, "incident.reminder", found.reminded, text, blocks, store=store, slack=slack, clock=clock)


async def ask_lead(team: str, incident: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Ask who leads, if nobody does; once that changes, say so in the same message."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        if found is None:
            return
        was_asked = bool(await db.posts.many(team, LEAD, [found.id]))
        name = called(await db.people.names(team, {found.lead}), found.lead)
    is_missing = found.is_open and not found.lead and not found.backfilled
    if not is_missing and not (was_asked and found.lead):
        return
    text = f"{name} leads {found.key}." if found.lead else f"Who leads {found.key}?"
    blocks = drawn.who_leads(found, name)
    await _say(found, LEAD, found.revision, text, blocks, store=store, slack=slack, clock=clock, anew=False)


async def postmortem_due(team: str, incident: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Say in the room that the postmortem is due, once for each day it was due on, in the morning of whoever leads."""
    async with store.transaction() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        if found is None or found.is_open or found.postmortem_due is None:
            return
        written = await db.documents.of(POSTMORTEM).numbered(found.number, seen_by=Viewer.operator(team))
        if written and written.status == SIGNED:
            return
        person = await db.people.person(team, found.lead or found.declared_by)
        morning = morning_of(found.postmortem_due, person.tz if person else None)
        if morning > clock():  # somebody further west leads since it was planned
            await acts.plan_postmortem(db, found)
            return
    revision = found.postmortem_due.toordinal()
    text = f"The postmortem of {found.key} is due."
    await _say(
        found,
        DUE,
        revision,
        text,
        drawn.postmortem_is_due(found, has_draft=written is not None),
        store=store,
        slack=slack,
        clock=clock,
    )


async def snooze(asked: Asked, db: Transaction) -> Reply:
    """`snooze [INC-9]`: the next reminder comes half an hour from now."""
    incident = await meant(asked, db)
    if not incident.needs_reminders:
        return Reply.saying(f"Nobody is reminded of {incident.key}.")
    await acts.remind_at(db, incident, asked.now + SNOOZE)
    await acts.audited(asked, db, incident, "snooze")
    return Reply.saying(f"I ask again about {incident.key} in {SNOOZE.seconds // 60} min.")


async def stop(asked: Asked, db: Transaction) -> Reply:
    """`quiet [INC-9]`: no more reminders of it."""
    after = await acts.stop_reminding(asked, db, await to_change(asked, db))
    return Reply.saying(f"No more reminders of {after.key}, until it is reopened.")


async def _say(
    incident: Incident,
    kind: str,
    revision: int,
    text: str,
    blocks: list[drawn.Block],
    *,
    store: Store,
    slack: AsyncWebClient,
    clock: Clock,
    anew: bool = True,
) -> None:
    """Where its room is now. What stood elsewhere is taken away there, or, if it is to be edited, edited there."""
    async with store.reading() as db:
        room = await room_of(incident, db)
        there = (await db.posts.many(incident.team, kind, [incident.id])).get(incident.id)
    if room is None:
        return  # nothing stands there yet that could be reminded of
    if there and there.channel != room.channel and not anew and incident.lead:
        room = Room(there.channel, there.thread)
    elif there and there.channel != room.channel:
        await _taken_away(there, store, slack)
    showing = Showing(
        kind=kind,
        record=incident.id,
        channel=room.channel,
        revision=revision,
        message={"text": kit.fallback(text), "blocks": blocks},
        thread=room.thread,
        anew=anew,
    )
    await show(showing, team=incident.team, store=store, slack=slack, clock=clock)


async def _taken_away(post: Post, store: Store, slack: AsyncWebClient) -> None:
    """Gone from where the room was before. What Slack will not delete there stays."""
    with suppress(Refused):
        await asked_slack(slack.chat_delete(channel=post.channel, ts=post.ts or ""))
    async with store.transaction() as db:
        await db.posts.gone(post)
