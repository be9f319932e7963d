"""`remove PAPER-3`: it is forgotten, since whoever wrote it has it."""

from bot.errors import NotAllowed
from handlers.asking import Asked
from handlers.dates import today_in
from handlers.papers.looks import meant
from handlers.reply import Reply
from storage.audit import Change
from storage.papers import KIND
from storage.store import Transaction


async def remove(asked: Asked, db: Transaction) -> Reply:
    """For whoever brought it, and for admins."""
    paper = await meant("remove", asked, db)
    if not asked.viewer.admin and paper.brought_by != asked.viewer.user:
        names = await db.people.names(asked.place.team, {paper.brought_by})
        whom = names.get(paper.brought_by, "")
        raise NotAllowed(f"That is for {f'{whom}, who brought it, and for ' if whom else ''}admins. Ask one of them.")
    dated = paper.dated(today_in(asked.viewer.tz, asked.now))
    await db.papers.remove(paper)
    await db.search.forget(paper.team, KIND, paper.id)
    change = Change(f"{KIND} {paper.id}", "remove", asked.viewer.user, dated, "", asked.place.door, asked.now)
    await db.audit.changed(paper.team, change)
    return Reply.saying(f"The {dated} is forgotten, and not read any more.", recorded=True, tells=True)
