"""Debt that is paid, or owed after all; and one that every member may see."""

from bot.errors import Offer
from handlers.asking import Asked
from handlers.debt import acts
from handlers.debt.which import to_change
from handlers.reply import Reply
from storage.store import Transaction


async def resolve(asked: Asked, db: Transaction) -> Reply:
    """`resolve DEBT-3 [how]`."""
    debt = await to_change(asked, db)
    after = debt.resolved(by=asked.viewer.user, at=asked.now, how=asked.rest)
    await acts.saved(asked, db, debt, after, "resolve")
    return Reply.saying(f"{after.key} is paid. Well done.", offers=[Offer("Not yet", f"debt reopen {after.key}")], recorded=True)


async def reopen(asked: Asked, db: Transaction) -> Reply:
    """`reopen DEBT-3 [why]`."""
    debt = await to_change(asked, db)
    after = debt.reopened()
    await acts.saved(asked, db, debt, after, f"reopen {asked.rest}".strip()[:40])
    return Reply.saying(f"{after.key} is owed again.", recorded=True)


async def publish(asked: Asked, db: Transaction) -> Reply:
    """`publish DEBT-3`: what came from a private place, for every full member to see."""
    debt = await to_change(asked, db)
    await acts.saved(asked, db, debt, debt.opened(), "publish")
    return Reply.saying(f"Every member of this workspace sees {debt.key} now.", recorded=True, tells=True)
