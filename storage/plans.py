"""Plans, each with its steps, and the questions we ask of them. Each question names its viewer."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, Row, Select, String, Table, Text, UniqueConstraint, func, select
from sqlalchemy import insert as insert_into
from sqlalchemy import update as update_of

from bot.records.entries import Message
from bot.records.people import Viewer
from bot.records.plans import PREFIX, Plan, Status, Step
from storage.belonging import Ledger, is_seen, whose
from storage.database import Utc, metadata
from storage.numbers import Numbers

plans = Table(
    "plans",
    metadata,
    *whose(),
    Column("number", Integer, nullable=False),
    Column("title", Text, nullable=False),
    Column("requirement", Text, nullable=False),
    Column("source_channel", String(20)),
    Column("source_ts", String(20)),
    Column("source_thread", String(20)),
    Column("thread", String(20)),
    Column("by", String(20), nullable=False),
    Column("status", String(16), nullable=False),
    Column("steps", JSON, nullable=False),
    Column("answers", JSON, nullable=False),
    Column("choice", String(40), nullable=False, server_default=""),
    Column("made_at", Utc, nullable=False),
    Column("changed_at", Utc, nullable=False),
    Column("done_at", Utc),
    UniqueConstraint("team", "number"),
    Index("ix_plans_team_status", "team", "status"),
    Index("ix_plans_team_channel", "team", "channel"),
)

_FACTS = tuple(name for name in Plan.model_fields if name not in {"id", "number", "source", "steps", "answers", "status"})


class Plans(Ledger):
    """Every plan of every workspace; a question sees those of its viewer's."""

    table = plans

    async def add(self, plan: Plan) -> Plan:
        """Keep a new one, whose number is the workspace's next."""
        number = await Numbers(self._connection).next(plan.team, PREFIX)
        row = {**_facts(plan), "number": number}
        id_ = (await self._connection.execute(insert_into(plans).values(row).returning(plans.c.id))).scalar_one()
        return plan.model_copy(update={"id": id_, "number": number})

    async def save(self, plan: Plan) -> None:
        """Keep a changed one, which was read in this transaction with `for_change`."""
        await self._connection.execute(update_of(plans).where(plans.c.id == plan.id).values(_facts(plan)))

    async def get(self, plan: int, *, seen_by: Viewer) -> Plan | None:
        """By its id; None where it is not to be seen."""
        return await self._one(_seen(seen_by).where(plans.c.id == plan))

    async def numbered(self, number: int, *, seen_by: Viewer) -> Plan | None:
        """PLAN-<number>; None where it is not to be seen."""
        return await self._one(_seen(seen_by).where(plans.c.number == number))

    async def for_change(self, plan: int, *, seen_by: Viewer) -> Plan | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return await self._one(_seen(seen_by).where(plans.c.id == plan).with_for_update())

    async def listed(
        self, *, seen_by: Viewer, statuses: Sequence[Status] = (), by: str = "", limit: int, offset: int = 0
    ) -> list[Plan]:  # fmt: skip
        """Those in one of these statuses, where some are named; of one person, where one is; the newest first."""
        newest = _which(seen_by, statuses, by).order_by(plans.c.number.desc())
        return [_plan(row) for row in await self._connection.execute(newest.limit(limit).offset(offset))]

    async def count(self, *, seen_by: Viewer, statuses: Sequence[Status] = ()) -> int:
        """How many of those there are."""
        return await self._connection.scalar(select(func.count()).select_from(_which(seen_by, statuses, "").subquery())) or 0

    async def open_in(self, channel: str, *, seen_by: Viewer, limit: int) -> list[Plan]:
        """Those of a channel that are not done, the newest first."""
        here = (plans.c.channel == channel, plans.c.status != Status.DONE.value)
        newest = _seen(seen_by).where(*here).order_by(plans.c.number.desc()).limit(limit)
        return [_plan(row) for row in await self._connection.execute(newest)]

    async def _one(self, found: Select[Any]) -> Plan | None:
        row = (await self._connection.execute(found)).first()
        return _plan(row) if row else None


def _seen(viewer: Viewer) -> Select[Any]:
    return select(plans).where(is_seen(viewer, plans))


def _which(viewer: Viewer, statuses: Sequence[Status], by: str) -> Select[Any]:
    found = _seen(viewer)
    if statuses:
        found = found.where(plans.c.status.in_([one.value for one in statuses]))
    return found.where(plans.c.by == by) if by else found


def _facts(plan: Plan) -> dict[str, Any]:
    source = plan.source
    return {
        **{name: getattr(plan, name) for name in _FACTS},
        "status": plan.status.value,
        "steps": [one.model_dump(mode="json") for one in plan.steps],
        "answers": dict(plan.answers),
        "source_channel": source.channel if source else None,
        "source_ts": source.ts if source else None,
        "source_thread": source.thread_ts if source else None,
    }


def _plan(row: Row[Any]) -> Plan:
    facts = {name: getattr(row, name) for name in (*_FACTS, "id", "number", "answers")}
    source = Message(channel=row.source_channel, ts=row.source_ts, thread_ts=row.source_thread) if row.source_ts else None
    return Plan(**facts, status=Status(row.status), source=source, steps=tuple(Step.model_validate(one) for one in row.steps))
