"""Incidents that are none just now: drills, which are never counted, and those told of afterwards."""

from datetime import datetime

from pydantic import Field

from bot.errors import Offer, Unclear
from bot.records.entries import EntryKind
from bot.records.incidents import Incident, Severity
from handlers.asking import Asked
from handlers.belonging import must_be_in
from handlers.blocks import incident_forms as drawn
from handlers.forms import Values
from handlers.incidents import acts, forms, saying
from handlers.incidents.changes import not_in_a_room
from handlers.reply import Form, Reply
from storage.store import Transaction


class Telling(Values):
    """One that is over. `channel` is asked for only where there is none."""

    title: str = Field(min_length=1)
    severity: Severity
    started: datetime
    resolved: datetime
    fix: str = ""
    channel: str = ""


async def drill(asked: Asked, db: Transaction) -> Reply:
    """`drill [SEV1] <title>`: as the real thing, and never counted."""
    severity, title = saying.graded(asked.rest)
    await not_in_a_room(asked, title, db)
    if not title or asked.is_direct:
        return await forms.declaring(asked, db, title=title, severity=severity, about={"drill": True})
    incident = await acts.declare(
        asked, db, title=title, severity=severity, channel=asked.place.channel, origin=asked.place.message, drill=True
    )  # fmt: skip
    return saying.declared(incident, asked.channel, stands_there=asked.place.message is not None)


async def backfill(asked: Asked, db: Transaction) -> Reply:  # noqa: ARG001 - every answer is called alike
    """`backfill [title]`: a form, for one that was over before anybody declared it."""
    form = Form("incident.backfill", drawn.tell(asked.rest, in_a_channel=not asked.is_direct))
    return Reply.asking(form, "What happened, and when?", Offer("Tell of it", f"incident backfill {asked.rest}".strip()))


async def tell(values: Telling, asked: Asked, db: Transaction) -> Reply:
    """It stands as resolved, with its times; nobody is reminded of it."""
    if values.resolved > asked.now:
        raise Unclear("That is in the future. If it still goes on, declare it: `/incident declare <title>`", field="resolved")
    channel = values.channel or asked.place.channel
    if values.channel:
        await must_be_in(channel, asked, db, instead=forms.TYPE_IT_THERE)
    told = Incident.told_afterwards(
        team=asked.place.team,
        channel=channel,
        title=values.title,
        severity=values.severity,
        by=asked.viewer.user,
        at=asked.now,
        started=values.started,
        ended=values.resolved,
        fix=values.fix,
    )
    project = await acts.project_of(channel, asked, db)
    incident = await db.incidents.add(told.model_copy(update={"project": project}))
    await acts.write(asked, db, incident, EntryKind.DECLARED, text=values.title, value=values.severity, happened_at=values.started)
    await acts.write(asked, db, incident, EntryKind.RESOLVED, text=values.fix, happened_at=values.resolved)
    await acts.audited(asked, db, incident, "backfill", after=values.severity)
    await acts.enqueue_show(db, incident)
    return Reply.saying(f"{incident.key} is told of.", recorded=True)
