"""What Slack delivered and we acted upon: each delivery once, with the answer it got."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, Index, String, Table, bindparam, delete, select, update

from storage.collection import Collection
from storage.database import Utc, metadata

deliveries = Table(
    "deliveries",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("key", String(200), primary_key=True),
    Column("at", Utc, nullable=False),
    Column("answer", JSON),
    Index("ix_deliveries_team_at", "team", "at"),
)

_ANSWERED = update(deliveries).where(deliveries.c.team == bindparam("its_team"), deliveries.c.key == bindparam("its_key"))
"""Built once: every answer ends with it."""


class Deliveries(Collection):
    """A delivery is remembered in the transaction that saves what it asked for: both or neither."""

    async def is_first(self, key: str, *, team: str, at: datetime) -> bool:
        """Claim a delivery. A second one waits here until the first has committed, and then is not the first."""
        return await self._insert_once(deliveries, {"team": team, "key": key, "at": at})

    async def answered(self, key: str, answer: dict[str, Any], *, team: str) -> None:
        """Keep the answer, to be given again."""
        await self._connection.execute(_ANSWERED, {"its_team": team, "its_key": key, "answer": answer})

    async def answer(self, key: str, *, team: str) -> dict[str, Any] | None:
        """The answer that the first delivery got; None when it was none."""
        answer: dict[str, Any] | None = await self._connection.scalar(select(deliveries.c.answer).where(*_is(team, key)))
        return answer

    async def forget(self, key: str, *, team: str) -> None:
        """Let it count as not delivered: nothing was done for it."""
        await self._connection.execute(delete(deliveries).where(*_is(team, key)))

    async def forget_before(self, team: str, at: datetime) -> None:
        """Slack's last retry comes after six minutes; what is older than that by far can go."""
        await self._connection.execute(delete(deliveries).where(deliveries.c.team == team, deliveries.c.at < at))


def _is(team: str, key: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return deliveries.c.team == team, deliveries.c.key == key
