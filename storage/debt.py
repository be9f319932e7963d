"""Technical debt, and the questions we ask of it."""

from collections.abc import Collection as Among
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    Row,
    Select,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    case,
    false,
    func,
    or_,
    select,
)
from sqlalchemy import insert as insert_into
from sqlalchemy import update as update_of

from bot.records.debt import Debt, Impact, Priority, Quadrant
from bot.records.entries import Message
from bot.records.links import Relation
from bot.records.people import Viewer
from storage.belonging import Ledger, is_seen, of_project, whose
from storage.database import Utc, metadata
from storage.incidents import incidents, is_visible
from storage.links import links
from storage.numbers import Numbers

debts = Table(
    "debts",
    metadata,
    *whose(),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    Column("quadrant", String(24), nullable=False),
    Column("impact", String(24), nullable=False),
    Column("is_guess", Boolean, nullable=False, server_default=false()),
    Column("estimated_days", Float),
    Column("hours_a_week", Float),
    Column("whose_hours", Text, nullable=False, server_default=""),
    Column("left_for_a_year", Text, nullable=False, server_default=""),
    Column("on_the_roadmap", Boolean, nullable=False, server_default=false()),
    Column("priority", String(16), nullable=False),
    Column("priority_is_set", Boolean, nullable=False, server_default=false()),
    Column("origin_ts", String(20)),
    Column("origin_thread", String(20)),
    Column("logged_by", String(20), nullable=False),
    Column("logged_at", Utc, nullable=False),
    Column("resolved_at", Utc),
    Column("resolved_by", String(20), nullable=False, server_default=""),
    Column("resolution", Text, nullable=False, server_default=""),
    UniqueConstraint("team", "number"),
    Index("ix_debts_team_project", "team", "project"),
    Index("ix_debts_team_resolved_at", "team", "resolved_at"),
    Index("ix_debts_team_channel", "team", "channel", "origin_ts"),
    Index("ix_debts_team_logged_at", "team", "logged_at"),
)
_OPEN, _PAID = debts.c.resolved_at.is_(None), debts.c.resolved_at.is_not(None)
for _name, _which in (("open", _OPEN), ("paid", _PAID)):
    Index(f"ix_debts_{_name}", debts.c.team, debts.c.priority, debts.c.number, sqlite_where=_which, postgresql_where=_which)

KIND = "debt"
"""What an item is called at the end of a link, and where it is found."""

_URGENCY = case({priority.value: at for at, priority in enumerate(Priority)}, value=debts.c.priority)
_FACTS = tuple(name for name in Debt.model_fields if name not in {"id", "number", "origin"})


@dataclass(frozen=True)
class Which:
    """Some of the debt: open, paid or both; of a quadrant, an impact or a priority, where one is named; of a project, where that is."""

    open_: bool | None = None
    named: str = ""
    project: int | None = None

    def of(self, found: Select[Any]) -> Select[Any]:
        """Only those."""
        if self.project is not None:
            found = found.where(of_project(self.project, debts))
        if self.named:
            found = found.where(or_(*(column == self.named for column in (debts.c.quadrant, debts.c.impact, debts.c.priority))))
        return found if self.open_ is None else found.where(_OPEN if self.open_ else _PAID)

    def parts(self, found: Select[Any]) -> Iterator[Select[Any]]:
        """The same in parts, each in the order of an index: the open ones first, the most urgent first."""
        urgency = [priority for priority in Priority if self.named in {priority, *Quadrant, *Impact, ""}]
        for state in (_OPEN, _PAID) if self.open_ is None else (_OPEN if self.open_ else _PAID,):
            for priority in urgency:
                yield self.of(found).where(state, debts.c.priority == priority.value).order_by(debts.c.number)


class Debts(Ledger):
    """Every item of every workspace; a question sees those of its viewer's."""

    table = debts

    async def add(self, debt: Debt) -> Debt:
        """Keep a new one; its number is the workspace's next."""
        number = await Numbers(self._connection).next(debt.team, "DEBT")
        row = {"number": number, **_facts(debt)}
        id_ = (await self._connection.execute(insert_into(debts).values(row).returning(debts.c.id))).scalar_one()
        return debt.model_copy(update={"id": id_, "number": number})

    async def add_all(self, new: Sequence[Debt]) -> list[Debt]:
        """Keep many new ones of a workspace, each with its number, which must be free."""
        if not new:
            return []
        await Numbers(self._connection).reached(new[0].team, "DEBT", max(one.number for one in new))
        rows = [{"number": one.number, **_facts(one)} for one in new]
        added = await self._connection.execute(insert_into(debts).returning(debts.c.id, debts.c.number), rows)
        ids = {row.number: row.id for row in added}
        return [one.model_copy(update={"id": ids[one.number]}) for one in new]

    async def numbers(self, team: str) -> tuple[set[int], int]:
        """Those that are taken, and the last that was given; nobody else is given one until this transaction ends."""
        last = await Numbers(self._connection).last(team, "DEBT")
        return set(await self._connection.scalars(select(debts.c.number).where(debts.c.team == team))), last

    async def save(self, debt: Debt) -> None:
        """Keep a changed one, which was read in this transaction with `for_change`."""
        await self._connection.execute(update_of(debts).where(debts.c.id == debt.id).values(_facts(debt)))

    async def get(self, debt: int, *, seen_by: Viewer) -> Debt | None:
        """By its id; None where it is not to be seen."""
        return await self._one(_seen(seen_by).where(debts.c.id == debt))

    async def numbered(self, number: int, *, seen_by: Viewer) -> Debt | None:
        """DEBT-<number>; None where it is not to be seen."""
        return await self._one(_seen(seen_by).where(debts.c.number == number))

    async def for_change(self, debt: int, *, seen_by: Viewer) -> Debt | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return await self._one(_seen(seen_by).where(debts.c.id == debt).with_for_update())

    async def of_message(self, channel: str, ts: str, *, seen_by: Viewer) -> Debt | None:
        """What was logged from a message."""
        return await self._one(_seen(seen_by).where(debts.c.channel == channel, debts.c.origin_ts == ts))

    async def all(self, *, seen_by: Viewer, project: int | None = None, open_: bool | None = None) -> list[Debt]:
        """All of them, or of one project; open ones, or paid ones, or both: the most urgent and oldest first."""
        found = _seen(seen_by)
        if project is not None:
            found = found.where(of_project(project, debts))
        if open_ is not None:
            found = found.where(_OPEN if open_ else _PAID)
        return await self._all(found)

    async def page(self, which: Which, *, seen_by: Viewer, limit: int, offset: int = 0) -> list[Debt]:
        """A page of those, in the same order."""
        found: list[Debt] = []
        # One question for each priority, in the order of an index: asked in one, a page would sort every item there is.
        for some in which.parts(_seen(seen_by)):
            if len(found) == limit:
                break
            there = await self._all(some.limit(limit - len(found)).offset(offset), is_sorted=True)
            offset -= 0 if there else await self._count(some.with_only_columns(debts.c.id), offset) if offset else 0
            offset, found = (0 if there else offset), found + there
        return found

    async def since(self, at: datetime, *, seen_by: Viewer) -> list[Debt]:
        """Those that were logged, or paid, from then on, in the same order."""
        # Two looks, each by an index of its own: of “this or that”, a database looks at every item there is.
        looks = [await self._all(_seen(seen_by).where(when >= at)) for when in (debts.c.logged_at, debts.c.resolved_at)]
        found = {one.id: one for some in looks for one in some}
        return sorted(found.values(), key=lambda one: (not one.is_open, tuple(Priority).index(one.priority), one.number))

    async def are_there(self, projects: Among[int | None], *, seen_by: Viewer) -> bool:
        """Whether some project, of which None is none, has any, be it paid."""
        named = [project for project in projects if project is not None]
        theirs = or_(debts.c.project.in_(named), *([debts.c.project.is_(None)] if None in projects else []))
        return (await self._connection.execute(_seen(seen_by).where(theirs).limit(1))).first() is not None

    async def incidents_caused(self, since: datetime, *, seen_by: Viewer) -> dict[int, int]:
        """How many incidents each caused that were declared since then; drills do not count. By the item's id."""
        is_cause = and_(links.c.from_kind == "incident", links.c.relation == Relation.CAUSED_BY.value, links.c.to_kind == KIND)
        counts = (incidents.c.declared_at >= since, incidents.c.drill.is_(False), is_visible(seen_by))
        found = select(links.c.to_id, func.count()).join(incidents, incidents.c.id == links.c.from_id)
        rows = await self._connection.execute(found.where(links.c.team == seen_by.team, is_cause, *counts).group_by(links.c.to_id))
        return {row[0]: row[1] for row in rows}

    async def count(self, which: Which | None = None, *, seen_by: Viewer, most: int | None = None) -> int:
        """How many there are to be seen, counted no further than `most`, where that is said."""
        found = which.of(_seen(seen_by)) if which else _seen(seen_by)
        return await self._count(found.with_only_columns(debts.c.id), most)

    async def _all(self, found: Select[Any], *, is_sorted: bool = False) -> list[Debt]:
        rows = await self._connection.execute(found if is_sorted else found.order_by(_OPEN.desc(), _URGENCY, debts.c.number))
        return [_debt(row) for row in rows]

    async def _one(self, found: Select[Any]) -> Debt | None:
        row = (await self._connection.execute(found)).first()
        return _debt(row) if row else None


def _seen(viewer: Viewer) -> Select[Any]:
    return select(debts).where(is_seen(viewer, debts))


def _facts(debt: Debt) -> dict[str, Any]:
    origin = debt.origin
    facts = {name: getattr(debt, name) for name in _FACTS}
    return {**facts, "origin_ts": origin.ts if origin else None, "origin_thread": origin.thread_ts if origin else None}


def _debt(row: Row[Any]) -> Debt:
    facts = {name: getattr(row, name) for name in (*_FACTS, "id", "number")}
    facts |= {"quadrant": Quadrant(row.quadrant), "impact": Impact(row.impact), "priority": Priority(row.priority)}
    origin = Message(channel=row.channel, ts=row.origin_ts, thread_ts=row.origin_thread) if row.origin_ts else None
    return Debt(**facts, origin=origin)
