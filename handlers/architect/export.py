"""A plan as a file, for whoever asks; the documents of it leave as files of their own."""

from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.plans import Plan, State
from bot.templates.plans import file_name, markdown
from handlers import files
from handlers.architect.acts import EXPORT
from handlers.architect.ground import body_of
from handlers.architect.which import meant
from handlers.asking import Asked
from handlers.blocks.architect import dollars
from handlers.reply import Reply
from storage.store import Store, Transaction


async def export(asked: Asked, db: Transaction) -> Reply:
    """`export PLAN-3`."""
    plan = await meant(asked, db)
    sending = await files.intend(asked, db)
    await db.jobs.enqueue(EXPORT, team=asked.place.team, room=f"file:{sending}", sending=sending, plan=plan.id)
    return await files.promised(asked, plan.key, db)


async def send(*, team: str, sending: int, plan: int, store: Store, slack: AsyncWebClient, now: datetime) -> None:
    """Send it as it is now; nothing, if they may not see it any more."""
    async with store.reading() as db:
        to = await db.files.get(team, sending)
        if to is None or to.sent_at:
            return
        found = await db.plans.get(plan, seen_by=await db.people.viewer(team, to.user))
        if found is None:
            return
        file = await _file(found, db)
    await files.send(file, to, store=store, slack=slack, now=now)


async def _file(plan: Plan, db: Transaction) -> files.File:
    kept = {one.name: body for one in plan.steps if one.state is State.DONE and (body := body_of(one))}
    names = await db.people.names(plan.team, {plan.by})
    cost = dollars(await db.spending.of(plan.key, team=plan.team))
    content = markdown(plan, kept, by=names.get(plan.by, "somebody"), cost=cost)
    return files.File(file_name(plan), content.encode(), f"{plan.key} as a document")
