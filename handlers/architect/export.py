"""A plan as a file, for whoever asks; the documents of it leave as files of their own."""

from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.templates.plans import file_name
from handlers import files
from handlers.architect.acts import EXPORT
from handlers.architect.which import meant
from handlers.asking import Asked
from handlers.plan_files import written
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
        content = await written(found, db)
    file = files.File(file_name(found), content.encode(), f"{found.key} as a document")
    await files.send(file, to, store=store, slack=slack, now=now)
