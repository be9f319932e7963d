"""The four quadrants as a picture, for whoever asks alone: of what they may see, as it is when it is drawn."""

from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from bot.records.paydown import counted
from handlers import files, pictures
from handlers.asking import Asked
from handlers.belonging import meant
from handlers.blocks import charts
from handlers.pictures import Draw
from handlers.reply import Reply
from storage.store import Store, Transaction


async def chart(asked: Asked, db: Transaction) -> Reply:
    """`chart [project]`."""
    project = await meant(asked.rest, "debt chart", asked, db)
    if not await db.debts.all(seen_by=asked.viewer, project=project.id if project else None, open_=True):
        return Reply.saying("Nothing is owed that you can see, so there is nothing to draw.")
    sending = await files.intend(asked, db)
    ids = {"sending": sending, "project": project.id if project else 0}
    await db.jobs.enqueue("debt.chart", team=asked.place.team, room=f"file:{sending}", **ids)
    return await files.promised(asked, "a chart of tech debt", db)


async def send(*, team: str, sending: int, project: int, store: Store, slack: AsyncWebClient, draw: Draw, now: datetime) -> None:
    """Draw it, and have them get it."""
    async with store.reading() as db:
        to = await db.files.get(team, sending)
        if to is None or to.sent_at:
            return
        viewer = await db.people.viewer(team, to.user)
        found = await db.projects.get(project, seen_by=viewer) if project else None
        there = await db.debts.all(seen_by=viewer, project=project or None, open_=True)
    figures = charts.debt(counted(there), found.name if found else "")
    await pictures.sent(figures, f"tech_debt_{now:%Y-%m-%d}.png", to, draw=draw, store=store, slack=slack, now=now)
