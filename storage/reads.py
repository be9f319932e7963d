"""The read that was shown last, to all of a channel or to somebody there."""

from collections.abc import Collection as Collection_
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Row, String, Table, and_, or_, select

from bot.records.people import Viewer
from bot.records.read import Shown, Signal
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.documents import documents, is_visible
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


class Head(NamedTuple):
    """What a read needs of a document: no body."""

    kind: str
    number: int
    title: str
    status: str
    changed_at: datetime
    decided_at: datetime | None
    review_on: date | None


class Reads(Collection):
    """The last one of each; and what is asked for none but a read."""

    async def documents(
        self, statuses: Mapping[str, Collection_[str]], projects: Collection_[int | None], *, seen_by: Viewer
    ) -> list[Head]:  # fmt: skip
        """Numbered ones in one of these statuses, by kind, of some projects, of which None is none; the longest unchanged first."""
        named = [project for project in projects if project is not None]
        theirs = or_(documents.c.project.in_(named), *([documents.c.project.is_(None)] if None in projects else []))
        which = or_(*(and_(documents.c.kind == kind, documents.c.status.in_(some)) for kind, some in statuses.items()))
        is_there = (documents.c.number.is_not(None), documents.c.state == "")
        found = select(*(documents.c[name] for name in Head._fields)).where(is_visible(seen_by), theirs, which, *is_there)
        rows = await self._connection.execute(found.order_by(documents.c.changed_at, documents.c.id))
        return [Head(*row) for row in rows]

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
