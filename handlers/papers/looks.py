"""Words that only look: which papers there are, and one of them."""

from bot.errors import NotFound, Offer, Unclear
from bot.records.papers import Paper
from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import papers as drawn
from handlers.dates import today_in
from handlers.reply import Reply
from storage.store import Transaction

NONE = (
    "There is no forecast, roadmap or CLAUDE.md here that you can see. Drop the file into a direct message with me, or run"
    " `cto-copilot import`."
)
CHOICES = 5


async def listing(asked: Asked, db: Transaction) -> Reply:
    """A bare `/cto papers`, and `list`."""
    there = await db.papers.all(seen_by=asked.viewer)
    if not there:
        return Reply.saying(NONE)
    names = await db.people.names(asked.place.team, {one.brought_by for one in there})
    projects = {one.id: one.name for one in await db.projects.all(seen_by=asked.viewer)}
    return Reply(kit.fallback("/cto papers"), drawn.listed(there, today_in(asked.viewer.tz, asked.now), names, projects))


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show PAPER-3`."""
    paper = await meant("show", asked, db)
    names = await db.people.names(asked.place.team, {paper.brought_by})
    project = await db.projects.get(paper.project, seen_by=asked.viewer) if paper.project else None
    today = today_in(asked.viewer.tz, asked.now)
    return Reply(kit.fallback(f"{paper.key}: {paper.dated(today)}"), drawn.shown(paper, today, names, project.name if project else ""))


async def meant(verb: str, asked: Asked, db: Transaction) -> Paper:
    """The one whose key was said. Raises Unclear with those there are, NotFound where it is not to be seen."""
    there = await db.papers.all(seen_by=asked.viewer)
    today = today_in(asked.viewer.tz, asked.now)
    offers = [Offer(kit.cut(drawn.heading(one, today), kit.BUTTON_LABEL), f"papers {verb} {one.key}") for one in there[:CHOICES]]
    if asked.intent.number is None:
        raise Unclear(f"Which one? `/cto papers {verb} PAPER-3`", offers=offers)
    paper = next((one for one in there if one.id == asked.intent.number), None)
    if paper is None:
        raise NotFound(f"There is no PAPER-{asked.intent.number} that you can see.{' There are:' if offers else ''}", offers=offers)
    return paper
