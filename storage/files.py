"""Files that are sent to somebody: an intent for each, and how far it came, so that it comes once."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict
from sqlalchemy import Column, Index, String, Table, delete, insert, select, update

from storage.collection import Collection
from storage.database import Key, Utc, metadata

files = Table(
    "files",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("user", String(20), nullable=False),
    Column("asked_in", String(20), nullable=False),
    Column("asked_at", Utc, nullable=False),
    Column("uploaded", String(20)),
    Column("sent_at", Utc),
    Index("ix_files_team_asked_at", "team", "asked_at"),
)


class Sending(BaseModel):
    """A file for `user`, asked for in a channel ("" at Home). `uploaded` is Slack's id of it once its bytes are there."""

    model_config = ConfigDict(frozen=True)

    id: int
    team: str
    user: str
    asked_in: str
    uploaded: str | None
    sent_at: datetime | None


class Files(Collection):
    """Kept by the one job that sends the file."""

    async def intend(self, team: str, user: str, *, asked_in: str, at: datetime) -> int:
        """Write down that somebody is to get a file; returns the id of that."""
        new = insert(files).values(team=team, user=user, asked_in=asked_in, asked_at=at).returning(files.c.id)
        return int((await self._connection.execute(new)).scalar_one())

    async def get(self, team: str, sending: int) -> Sending | None:
        """How far it came."""
        row = (await self._connection.execute(select(files).where(files.c.team == team, files.c.id == sending))).first()
        return Sending(**{name: getattr(row, name) for name in Sending.model_fields}) if row else None

    async def uploaded(self, sending: Sending, file: str | None) -> None:
        """Note what Slack calls it; None when Slack has it no more."""
        await self._connection.execute(update(files).where(files.c.id == sending.id).values(uploaded=file))

    async def sent(self, sending: Sending, *, at: datetime) -> None:
        """Note that they have it."""
        await self._connection.execute(update(files).where(files.c.id == sending.id).values(sent_at=at))

    async def forget_before(self, team: str, at: datetime) -> None:
        """Let go of what was sent so long ago that no job asks for it any more."""
        await self._connection.execute(delete(files).where(files.c.team == team, files.c.asked_at < at))
