"""How security stands."""

from handlers.asking import Asked
from handlers.blocks import kit
from handlers.blocks import security as drawn
from handlers.reply import Reply
from handlers.security.which import meant
from storage.store import Transaction


async def here(asked: Asked, db: Transaction) -> Reply:
    """A bare `/security`."""
    return await _card(asked, db, "")


async def show(asked: Asked, db: Transaction) -> Reply:
    """`show [project]`."""
    return await _card(asked, db, asked.rest)


async def _card(asked: Asked, db: Transaction, name: str) -> Reply:
    found = await meant(asked, db, name)
    security = found.security
    users = {one.by for one in security.checks.values()} | {security.reviewed_by} if security else set()
    names = await db.people.names(asked.place.team, users - {""})
    return Reply(kit.fallback("Security"), drawn.card(security, found.far, asked.now, drawn.Around(names, found.project, found.stage)))
