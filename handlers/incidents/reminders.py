"""What reminds a room: that an update is due, that nobody leads, that the postmortem is due. Each comes once, and stops on resolve."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.incidents import Incident
from bot.records.people import Viewer
from handlers.asking import Asked
from handlers.blocks import incident_reminders as drawn
from handlers.incidents import acts
from handlers.incidents.which import meant, to_change
from handlers.posts import Showing, show
from handlers.reply import Reply
from storage.incidents import HEADLINE
from storage.store import Store, Transaction

SNOOZE = timedelta(minutes=30)

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
    """Ask who leads, if nobody does; once somebody does, say so in the same message."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
        if found is None:
            return
        asked = await db.posts.of(team, "incident.lead", found.id, found.own_channel or found.channel)
        name = (await db.people.names(team, {found.lead})).get(found.lead, found.lead)
    if not asked and (found.lead or not found.is_open or found.backfilled):
        return
    blocks = drawn.who_leads(found, name)
    revision = 2 if found.lead else 1
    text = f"{name} leads {found.key}." if found.lead else f"Who leads {found.key}?"
    await _say(found, "incident.lead", revision, text, blocks, store=store, slack=slack, clock=clock, anew=False)


async def postmortem_due(team: str, incident: int, store: Store, slack: AsyncWebClient, clock: Clock) -> None:
    """Say in the room that the postmortem is due, once."""
    async with store.reading() as db:
        found = await db.incidents.get(incident, seen_by=Viewer.operator(team))
    if found is None or found.is_open or found.postmortem_due is None or found.postmortem_due > clock().astimezone(UTC).date():
        return
    blocks = drawn.postmortem_is_due(found)
    await _say(found, "incident.postmortem_due", 1, f"The postmortem of {found.key} is due.", blocks, store=store, slack=slack, clock=clock)


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
    """In its own channel, or in the thread that is its room."""
    async with store.reading() as db:
        head = await db.posts.of(incident.team, HEADLINE, incident.id, incident.channel)
    room = head.opens if head else None
    if room is None and not incident.own_channel:
        return  # nothing stands there yet that could be reminded of
    showing = Showing(
        kind=kind,
        record=incident.id,
        channel=incident.own_channel or incident.channel,
        revision=revision,
        message={"text": text, "blocks": blocks},
        thread=None if incident.own_channel else room,
        anew=anew,
    )
    await show(showing, team=incident.team, store=store, slack=slack, clock=clock)
