"""Files that somebody gave, and how far they are. What is in them is not kept: Slack has it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, Integer, Row, String, Table, delete, insert, select, update

from bot.records.arrivals import Arrival, State
from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key, Utc, metadata

arrivals = Table(
    "arrivals",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("user", String(20), nullable=False),
    Column("state", String(16), nullable=False),
    Column("facts", JSON, nullable=False),
    Column("at", Utc, nullable=False),
    Column("revision", Integer, nullable=False),
    Index("ix_arrivals_team_at", "team", "at"),
)

_OWN = ("id", "team", "user", "state", "at", "revision")


class Arrivals(Collection):
    """Each is seen by whoever gave it, and by nobody else."""

    async def add(self, arrival: Arrival) -> Arrival:
        """Keep a new one."""
        new = insert(arrivals).values(_row(arrival)).returning(arrivals.c.id)
        return arrival.model_copy(update={"id": (await self._connection.execute(new)).scalar_one()})

    async def get(self, arrival: int, *, seen_by: Viewer) -> Arrival | None:
        """By its id; None for somebody else's, or when it was let go of."""
        return _arrival((await self._connection.execute(select(arrivals).where(*_is(arrival, seen_by)))).first())

    async def for_change(self, arrival: int, *, seen_by: Viewer) -> Arrival | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return _arrival((await self._connection.execute(select(arrivals).where(*_is(arrival, seen_by)).with_for_update())).first())

    async def save(self, arrival: Arrival) -> None:
        """Keep a changed one, which was read in this transaction with `for_change`."""
        await self._connection.execute(update(arrivals).where(arrivals.c.id == arrival.id).values(_row(arrival)))

    async def forget_before(self, team: str, at: datetime) -> None:
        """Let go of what was given before then, but for what is being kept just now."""
        old = (arrivals.c.team == team, arrivals.c.at < at, arrivals.c.state != State.KEEPING)
        await self._connection.execute(delete(arrivals).where(*old))


def _is(arrival: int, viewer: Viewer) -> list[Any]:
    mine = [] if viewer.is_operator else [arrivals.c.user == viewer.user]
    return [arrivals.c.id == arrival, arrivals.c.team == viewer.team, *mine]


def _row(arrival: Arrival) -> dict[str, Any]:
    row = {name: getattr(arrival, name) for name in _OWN if name != "id"}
    return {**row, "facts": arrival.model_dump(mode="json", exclude=set(_OWN))}


def _arrival(row: Row[Any] | None) -> Arrival | None:
    return Arrival(**{name: getattr(row, name) for name in _OWN}, **row.facts) if row else None
