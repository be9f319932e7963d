"""Words somebody began with and has not sent yet, kept while a form is open: too long to travel in it."""

from datetime import datetime

from sqlalchemy import Column, Index, String, Table, Text, delete, insert, select

from storage.collection import Collection
from storage.database import Key, Utc, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("user", String(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Index("ix_drafts_team_at", "team", "at"),
)


class Drafts(Collection):
    """Each is its writer's alone."""

    async def keep(self, team: str, user: str, text: str, *, at: datetime) -> int:
        """Keep words; returns the id they are found by."""
        kept = insert(drafts).values(team=team, user=user, text=text, at=at).returning(drafts.c.id)
        return int((await self._connection.execute(kept)).scalar_one())

    async def text(self, draft: int, *, team: str, user: str) -> str | None:
        """The words; None for somebody else's, or when they were let go of."""
        mine = (drafts.c.id == draft, drafts.c.team == team, drafts.c.user == user)
        text: str | None = await self._connection.scalar(select(drafts.c.text).where(*mine))
        return text

    async def forget_before(self, team: str, at: datetime) -> None:
        """Let go of what was never sent."""
        await self._connection.execute(delete(drafts).where(drafts.c.team == team, drafts.c.at < at))
