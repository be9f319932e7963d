"""The read that was shown last, to all of a channel or to somebody there."""

from typing import Any

from sqlalchemy import JSON, Column, Row, String, Table, or_, select

from bot.records.people import Viewer
from bot.records.read import Shown, Signal
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.people import visible_to

EVERYONE = ""
"""Who was shown what was posted in a channel."""

reads = Table(
    "reads",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("project", Key, primary_key=True, autoincrement=False),
    Column("channel", String(20), primary_key=True),
    Column("user", String(20), primary_key=True),
    Column("essence", String(64), nullable=False),
    Column("signals", JSON, nullable=False),
    Column("at", Utc, nullable=False),
)
"""Project 0 is none; channel "" is no channel, as at Home."""


class Reads(Collection):
    """The last one of each."""

    async def last(self, project: int | None, channel: str, *, seen_by: Viewer) -> Shown | None:
        """What `seen_by` was shown last there: by itself, or with everybody."""
        here = (reads.c.project == (project or 0), reads.c.channel == channel, reads.c.user.in_((EVERYONE, seen_by.user)))
        is_theirs = or_(visible_to(seen_by, reads.c.team, reads.c.channel), reads.c.user == seen_by.user)
        found = select(reads).where(reads.c.team == seen_by.team, *here, is_theirs).order_by(reads.c.at.desc()).limit(1)
        row = (await self._connection.execute(found)).first()
        return _shown(row) if row else None

    async def keep(self, shown: Shown) -> None:
        """Keep what was shown now."""
        key = {"team": shown.team, "project": shown.project or 0, "channel": shown.channel, "user": shown.user}
        signals = {name: one.model_dump(mode="json") for name, one in shown.signals.items()}
        await self._upsert(reads, key, {"essence": shown.essence, "signals": signals, "at": shown.at})


def _shown(row: Row[Any]) -> Shown:
    signals = {name: Signal.model_validate(one) for name, one in row.signals.items()}
    facts = {name: getattr(row, name) for name in ("team", "channel", "user", "essence", "at")}
    return Shown(**facts, project=row.project or None, signals=signals)
