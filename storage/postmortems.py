"""Which incidents owe a postmortem: those that were to have one, and have none that is signed off."""

from collections.abc import Collection as Among
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from bot.records.incidents import Incident
from bot.records.people import Viewer
from bot.records.postmortems import DRAFT, POSTMORTEM
from storage.collection import Collection
from storage.documents import documents
from storage.incidents import OWES, Incidents, belongs_to, incidents, is_visible


class Postmortems(Collection):
    """What is owed, as far as a viewer sees the incidents."""

    async def owed(self, *, seen_by: Viewer, by: str | None = None, limit: int) -> list[Incident]:
        """The incidents that owe one, the soonest due first; `by` somebody: those they led, or declared where nobody led."""
        soonest = select(incidents.c.id).where(*self._which(seen_by, by)).order_by(incidents.c.postmortem_due, incidents.c.number)
        found = [await Incidents(self._connection).get(id_, seen_by=seen_by) for id_ in await self._ids(soonest.limit(limit))]
        return [one for one in found if one]

    async def count_owed(self, *, seen_by: Viewer, by: str | None = None) -> int:
        """How many there are."""
        return await self._connection.scalar(select(func.count()).select_from(incidents).where(*self._which(seen_by, by))) or 0

    async def owing(self, some: Sequence[Incident], *, seen_by: Viewer) -> set[int]:
        """Which of these owe one, by their ids."""
        those = incidents.c.id.in_([one.id for one in some])
        return set(await self._ids(select(incidents.c.id).where(those, *self._which(seen_by, None))))

    async def resolved_here(self, channel: str, *, seen_by: Viewer, limit: int) -> list[Incident]:
        """What was resolved in a channel, or in a channel of its own that this is, and owes one or has a draft, the latest first."""
        here = or_(incidents.c.channel == channel, incidents.c.own_channel == channel)
        theirs = select(incidents.c.resolved_at, incidents.c.id).where(is_visible(seen_by), here)
        drafts = select(documents.c.number).where(
            documents.c.team == seen_by.team, documents.c.kind == POSTMORTEM.name, documents.c.status == DRAFT
        )
        # Two looks, each among the few that are left to do: of “owed or drafted”, a database looks at all that were resolved there.
        looks = (theirs.where(OWES).order_by(incidents.c.postmortem_due), theirs.where(incidents.c.number.in_(drafts)))
        rows = {(row.resolved_at, row.id) for look in looks for row in await self._connection.execute(look) if row.resolved_at}
        return await Incidents(self._connection).several([id_ for _, id_ in sorted(rows, reverse=True)[:limit]], seen_by=seen_by)

    async def late(self, projects: Among[int | None], day: date, *, seen_by: Viewer) -> list[tuple[int, str, date]]:
        """Number, title and due day of those of some projects' incidents that owed one before a day, the longest due first."""
        due = incidents.c.postmortem_due
        found = select(incidents.c.number, incidents.c.title, due).where(*self._which(seen_by, None), belongs_to(projects), due < day)
        rows = await self._connection.execute(found.order_by(due, incidents.c.number))
        return [(row.number, row.title, row.postmortem_due) for row in rows]

    async def _ids(self, found: Any) -> list[int]:
        return list(await self._connection.scalars(found))

    @staticmethod
    def _which(viewer: Viewer, by: str | None) -> tuple[ColumnElement[bool], ...]:
        owes = (is_visible(viewer), OWES)
        if by is None:
            return owes
        declared = and_(incidents.c.lead == "", incidents.c.declared_by == by)
        return (*owes, or_(incidents.c.lead == by, declared))
