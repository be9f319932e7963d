"""Which item of debt is meant: a key says so; without one, those of here are offered."""

from bot.errors import NotFound, Offer, Unclear
from bot.records.debt import Debt
from handlers.asking import Asked
from handlers.blocks import kit
from storage.debt import Which
from storage.store import Transaction

CHOICES = 5
LABEL = 70


async def meant(asked: Asked, db: Transaction) -> Debt:
    """The item that is meant. Raises NotFound or Unclear, with the words kept."""
    number = asked.intent.number
    if number is not None:
        found = await db.debts.numbered(number, seen_by=asked.viewer)
        if found is None:
            raise NotFound(f"There is no DEBT-{number} that you can see. What there is: `/debt list`")
        return found
    verb = asked.intent.verb
    there = await db.debts.page(Which(open_=verb != "reopen"), seen_by=asked.viewer, limit=CHOICES)
    if not there:
        raise NotFound("There is none that you can see.", offers=[Offer("Log tech debt", "debt add")])
    offers = [Offer(kit.cut(kit.one_line(f"{one.key} {one.title}"), LABEL), _words(verb, one, asked)) for one in there]
    raise Unclear(f"Which one? `/debt {verb} DEBT-3`", offers=offers)


async def to_change(asked: Asked, db: Transaction) -> Debt:
    """The same, as it is now, kept from others until this transaction ends."""
    found = await meant(asked, db)
    return await db.debts.for_change(found.id, seen_by=asked.viewer) or found


async def for_form(asked: Asked, db: Transaction) -> Debt:
    """The item a form was opened for, kept from others until this transaction ends."""
    found = await db.debts.for_change(int(asked.about["debt"]), seen_by=asked.viewer)
    if found is None:
        raise NotFound("There is no such debt that you can see. What there is: `/debt list`")
    return found


def _words(verb: str, debt: Debt, asked: Asked) -> str:
    return f"debt {verb} {debt.key} {asked.kept}".strip()
