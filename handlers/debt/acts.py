"""What is done to debt, whichever door it came through: save, audit, let it be found."""

from bot.records.debt import Debt
from bot.records.links import Link, Record, Relation
from bot.records.search import Searchable
from handlers.asking import Asked
from storage.audit import Change
from storage.debt import KIND
from storage.store import Transaction


async def keep(asked: Asked, db: Transaction, new: Debt) -> Debt:
    """Keep a new item."""
    debt = await db.debts.add(new)
    await _audited(asked, db, debt, "add", after=debt.priority)
    await db.search.keep(_searchable(debt))
    return debt


async def saved(asked: Asked, db: Transaction, before: Debt, after: Debt, action: str) -> Debt:
    """Keep a changed one."""
    await db.debts.save(after)
    names = [name for name in Debt.model_fields if name != "revision" and getattr(before, name) != getattr(after, name)]
    await _audited(asked, db, after, action, before=_told(before, names), after=_told(after, names))
    await db.search.keep(_searchable(after))
    return after


async def linked(asked: Asked, db: Transaction, source: Record, relation: Relation, target: Record) -> bool:
    """Say what one record is to another; whether that is new."""
    link = Link(team=asked.place.team, source=source, relation=relation, target=target, by=asked.viewer.user, at=asked.now)
    return await db.links.add(link)


async def link_was_said(asked: Asked, db: Transaction, debt: Debt, said: str) -> None:
    """A row of a new link."""
    await _audited(asked, db, debt, "link", after=said)


def end(debt: Debt) -> Record:
    """An item as an end of a link."""
    return Record(kind=KIND, id=debt.id)


async def _audited(asked: Asked, db: Transaction, debt: Debt, action: str, *, before: str = "", after: str = "") -> None:
    by, door = asked.viewer.user, asked.place.door
    await db.audit.changed(
        debt.team, Change(record=debt.key, action=action, by=by, before=before, after=str(after), door=door, at=asked.now)
    )


def _told(debt: Debt, names: list[str]) -> str:
    """These facts, as the audit keeps them."""
    return "; ".join(f"{name} {getattr(debt, name)}" for name in names)


def _searchable(debt: Debt) -> Searchable:
    said = [debt.description, debt.left_for_a_year, debt.whose_hours, debt.resolution]
    return Searchable(
        team=debt.team,
        kind=KIND,
        record=debt.id,
        key=debt.key,
        channel=debt.channel,
        published=debt.published,
        title=debt.title,
        body="\n".join(line for line in said if line),
        status="paid" if debt.resolved_at else debt.priority,
        happened_at=debt.logged_at,
        revision=debt.revision,
    )
