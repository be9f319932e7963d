"""The team, as far as whoever asks may see it."""

from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import team as drawn
from handlers.dates import today_in
from handlers.reply import Reply
from handlers.team.which import meant
from storage.store import Transaction


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `/team`."""
    return await _card(asked, db, "")


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show [project]`."""
    return await _card(asked, db, asked.rest)


async def _card(asked: Asked, db: Transaction, name: str) -> Reply:
    team, project = await meant(asked, db, name)
    if team is None:
        return Reply(kit.fallback("Team"), drawn.nobody(project))
    users = {one.user for one in team.members if one.user} | set(team.rotation)
    names = await db.people.names(team.team, users)
    today = today_in(asked.viewer.tz, asked.now)
    return Reply(kit.fallback("Team"), drawn.card(team, project, names, today, is_admin=asked.viewer.admin))
