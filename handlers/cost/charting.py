"""Months by service as a picture, for whoever asks alone: of what they may see, as it is when it is drawn."""

from datetime import datetime

from slack_sdk.web.async_client import AsyncWebClient

from handlers import files, pictures
from handlers.asking import Asked
from handlers.blocks import charts
from handlers.cost.which import months, project_id
from handlers.pictures import Draw
from handlers.reply import Reply
from storage.store import Store, Transaction


async def chart(asked: Asked, db: Transaction) -> Reply:
    """`chart [project]`."""
    project, _ = await project_id(asked.rest, "chart", asked, db)
    if not await months(project, asked.viewer, db):
        return Reply.saying("Nobody has recorded a month that you can see: `/cost record`")
    sending = await files.intend(asked, db)
    ids = {"sending": sending, "project": project or 0}
    await db.jobs.enqueue("cost.chart", team=asked.place.team, room=f"file:{sending}", **ids)
    return await files.promised(asked, "a chart of what it cost", db)


async def send(*, team: str, sending: int, project: int, store: Store, slack: AsyncWebClient, draw: Draw, now: datetime) -> None:
    """Draw it, and have them get it; nothing, if there is nothing left that they may see."""
    async with store.reading() as db:
        to = await db.files.get(team, sending)
        if to is None or to.sent_at:
            return
        viewer = await db.people.viewer(team, to.user)
        found = await db.projects.get(project, seen_by=viewer) if project else None
        there = await months(project or None, viewer, db)
    if there:
        figures = charts.cost(there, found.name if found else "")
        await pictures.sent(figures, f"cost_{now:%Y-%m-%d}.png", to, draw=draw, store=store, slack=slack, now=now)
