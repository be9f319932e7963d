"""What is to be enqueued later: rows of ours, read by the clock's tick, so that time is an argument and a change of plan deletes a row."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, String, Table, bindparam, delete, insert, select

from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.jobs.port import Ids

BATCH = 100
"""How many due rows one transaction takes: the writers of the embedded database wait for it."""

KIND_LENGTH = 64
ROOM_LENGTH = 120
ID_LENGTH = 64

due = Table(
    "due",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("kind", String(KIND_LENGTH), nullable=False),
    Column("room", String(ROOM_LENGTH), nullable=False),
    Column("ids", JSON, nullable=False),
    Column("due_at", Utc, nullable=False, index=True),
)

# Built once: every tick asks the first, and most of what is done to an incident does the others.
_IS_DUE = select(due.c.id).where(due.c.due_at <= bindparam("now", type_=Utc)).limit(1)
_LATER = insert(due)
_CANCEL = delete(due).where(*(due.c[name] == bindparam(name) for name in ("kind", "team", "room")))


class Due(Collection):
    """The part of Enqueuing that both engines share. An engine adds `_insert_jobs`."""

    any_new = False

    async def _enqueue(self, rows: list[dict[str, Any]]) -> None:
        await self._insert_jobs(rows)
        self.any_new = True

    async def _insert_jobs(self, rows: list[dict[str, Any]]) -> None:
        """Enqueue what has team, kind, room and ids, in this order."""
        raise NotImplementedError

    async def enqueue(self, kind: str, *, team: str, room: str, **ids: int | str) -> None:
        """Have this done soon, after all that was enqueued in this room before. Raises ValueError for text that is no id."""
        await self._enqueue([_row(kind, team, room, ids)])

    async def later(self, kind: str, *, at: datetime, team: str, room: str, **ids: int | str) -> None:
        """Have this enqueued at `at`, by the clock given to the app. Raises ValueError for text that is no id."""
        await self._connection.execute(_LATER, {**_row(kind, team, room, ids), "due_at": at})

    async def cancel(self, kind: str, *, team: str, room: str) -> None:
        """Forget what was to be enqueued later under this kind and room."""
        await self._connection.execute(_CANCEL, {"kind": kind, "team": team, "room": room})

    async def is_due(self, now: datetime) -> bool:
        """Whether there is something to enqueue, for a tick that would rather not write every second."""
        return await self._connection.scalar(_IS_DUE, {"now": now}) is not None

    async def enqueue_due(self, now: datetime) -> int:
        """Enqueue what is due, in the order it was due; returns how many, at most BATCH. Two replicas never enqueue the same row."""
        first = select(due.c.id).where(due.c.due_at <= now).order_by(due.c.due_at, due.c.id).limit(BATCH)
        # What another replica is taking at this moment is locked and passed over. SQLite has one writer, and no such words.
        taken = first.with_for_update(skip_locked=True).cte("taken")
        rows = (await self._connection.execute(delete(due).where(due.c.id.in_(select(taken.c.id))).returning(due))).all()
        in_order = sorted(rows, key=lambda row: (row.due_at, row.id))
        if in_order:
            await self._enqueue([{"team": row.team, "kind": row.kind, "room": row.room, "ids": row.ids} for row in in_order])
        return len(in_order)


def _row(kind: str, team: str, room: str, ids: Ids) -> dict[str, Any]:
    for what, name, longest in (("kind", kind, KIND_LENGTH), ("room", room, ROOM_LENGTH), ("workspace", team, 20)):
        if not 0 < len(name) <= longest:
            raise ValueError(f"a job's {what} should have 1 to {longest} characters, {name[:longest]!r}… has {len(name)}")
    for name, value in ids.items():
        if not isinstance(value, int) and not _is_an_id(value):
            raise ValueError(f"a job takes ids, never text: `{name}` of {kind} is no id")
    return {"team": team, "kind": kind, "room": room, "ids": dict(ids)}


def _is_an_id(value: object) -> bool:
    """Ids have no spaces and are short; what people write is long or has spaces."""
    return isinstance(value, str) and len(value) <= ID_LENGTH and not any(character.isspace() for character in value)
