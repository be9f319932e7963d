"""What happens once a period, whatever restarts or replicas do: the row is unique, and decides."""

from datetime import datetime

from sqlalchemy import Column, String, Table, delete

from storage.collection import Collection
from storage.database import Utc, metadata

periods = Table(
    "periods",
    metadata,
    Column("name", String(32), primary_key=True),
    Column("team", String(20), primary_key=True),
    Column("target", String(40), primary_key=True),
    Column("period", String(32), primary_key=True),
    Column("claimed_at", Utc, nullable=False),
)


class Periods(Collection):
    """Claimed in the transaction that enqueues the work."""

    async def claim(self, name: str, team: str, target: str, period: str, *, at: datetime) -> bool:
        """Whether this is the first to claim e.g. ("digest", "T1", "C9", "2026-W47")."""
        return await self._insert_once(periods, {"name": name, "team": team, "target": target, "period": period, "claimed_at": at})

    async def forget_before(self, team: str, at: datetime) -> None:
        """Let go of periods so long past that nobody will claim them any more."""
        await self._connection.execute(delete(periods).where(periods.c.team == team, periods.c.claimed_at < at))
