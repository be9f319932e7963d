"""Action items, and the questions we ask of them. An item is seen by whoever sees its incident."""

from collections.abc import Collection as Among
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Column, Date, ForeignKey, Index, Integer, Row, Select, String, Table, Text, UniqueConstraint, func, select, update
from sqlalchemy import insert as insert_into

from bot.records.actions import Action
from bot.records.incidents import Incident
from bot.records.people import Viewer
from storage.collection import Collection
from storage.database import Key, Utc, metadata
from storage.incidents import belongs_to, incidents, is_visible
from storage.numbers import Numbers

KIND = "action"
"""What links call it."""
actions = Table(
    "actions",
    metadata,
    Column("id", Key, primary_key=True),
    Column("team", String(20), nullable=False),
    Column("number", Integer, nullable=False),
    Column("incident", Key, ForeignKey("incidents.id"), nullable=False),
    Column("what", Text, nullable=False),
    Column("owner", String(20), nullable=False, server_default=""),
    Column("due_on", Date, nullable=False),
    Column("created_by", String(20), nullable=False),
    Column("created_at", Utc, nullable=False),
    Column("done_at", Utc),
    Column("done_by", String(20), nullable=False, server_default=""),
    Column("chased", Integer, nullable=False, server_default="0"),
    Column("revision", Integer, nullable=False),
    UniqueConstraint("team", "number"),
    Index("ix_actions_incident", "incident"),
    Index("ix_actions_team_owner", "team", "owner"),
)
_OPEN = actions.c.done_at.is_(None)
_IN_ORDER = (actions.c.due_on, actions.c.number)
Index("ix_actions_open", actions.c.team, *_IN_ORDER, sqlite_where=_OPEN, postgresql_where=_OPEN)
Index("ix_actions_open_owner", actions.c.team, actions.c.owner, *_IN_ORDER, sqlite_where=_OPEN, postgresql_where=_OPEN)

_FACTS = tuple(name for name in Action.model_fields if name not in {"id", "team", "number", "incident"})


class Actions(Collection):
    """Every action item; a question sees those of the incidents its viewer sees."""

    async def add(self, action: Action) -> Action:
        """Keep a new one; its number is the workspace's next."""
        number = await Numbers(self._connection).next(action.team, "ACT")
        row = {"team": action.team, "number": number, "incident": action.incident, **_facts(action)}
        id_ = (await self._connection.execute(insert_into(actions).values(row).returning(actions.c.id))).scalar_one()
        return action.model_copy(update={"id": id_, "number": number})

    async def add_all(self, several: Sequence[Action]) -> list[Action]:
        """Keep several new ones of a workspace, each with the number it comes with, where that is free, else the next."""
        if not several:
            return []
        team, numbers = several[0].team, Numbers(self._connection)
        last = await numbers.last(team, "ACT")
        theirs = [one.number for one in several]
        here = (actions.c.team == team, actions.c.number.in_(theirs))
        taken = set(await self._connection.scalars(select(actions.c.number).where(*here)))
        added = []
        for one in several:
            number = one.number if one.number and one.number not in taken else max([last, *theirs]) + 1
            taken, last = taken | {number}, max(last, number)
            added.append(one.model_copy(update={"number": number}))
        await numbers.reached(team, "ACT", last)
        rows = [{"team": team, "number": one.number, "incident": one.incident, **_facts(one)} for one in added]
        made = await self._connection.execute(insert_into(actions).returning(actions.c.id, actions.c.number), rows)
        ids = {row.number: row.id for row in made}
        return [one.model_copy(update={"id": ids[one.number]}) for one in added]

    async def save(self, action: Action) -> None:
        """Keep a changed one."""
        await self._connection.execute(update(actions).where(actions.c.id == action.id).values(_facts(action)))

    async def get(self, action: int, *, seen_by: Viewer) -> Action | None:
        """By its id; None where it is not to be seen."""
        return _one(await self._connection.execute(_seen(seen_by).where(actions.c.id == action)))

    async def for_change(self, action: int, *, seen_by: Viewer) -> Action | None:
        """The same, as it is now; nobody else changes it until this transaction ends."""
        return _one(await self._connection.execute(_seen(seen_by).where(actions.c.id == action).with_for_update(of=actions)))

    async def numbered(self, number: int, *, seen_by: Viewer) -> Action | None:
        """ACT-<number>, for change; None where it is not to be seen."""
        return _one(await self._connection.execute(_seen(seen_by).where(actions.c.number == number).with_for_update(of=actions)))

    async def of(self, incident: Incident, *, seen_by: Viewer) -> list[Action]:
        """Those of an incident, by their day."""
        found = _seen(seen_by).where(actions.c.incident == incident.id).order_by(actions.c.due_on, actions.c.number)
        return [_action(row) for row in await self._connection.execute(found)]

    async def open(self, *, seen_by: Viewer, owner: str | None = None, limit: int, offset: int = 0) -> list[Action]:
        """What is not done yet, of one person or of all, the most overdue first. Those of drills are practice, too."""
        found = _open_of(seen_by, owner).order_by(actions.c.due_on, actions.c.number).limit(limit).offset(offset)
        return [_action(row) for row in await self._connection.execute(found)]

    async def overdue(self, projects: Among[int | None], day: date, *, seen_by: Viewer) -> list[Action]:
        """What was due before a day and is not done, of some projects' incidents, of which None is none; no practice."""
        late = (actions.c.due_on < day, belongs_to(projects), incidents.c.drill.is_(False))
        found = _open_of(seen_by, None).where(*late).order_by(actions.c.due_on, actions.c.number)
        return [_action(row) for row in await self._connection.execute(found)]

    async def count_open(self, *, seen_by: Viewer, owner: str | None = None, due_by: date | None = None) -> int:
        """How many are not done yet; with `due_by`, those due until that day."""
        found = _open_of(seen_by, owner)
        if due_by:
            found = found.where(actions.c.due_on <= due_by)
        return await self._connection.scalar(select(func.count()).select_from(found.subquery())) or 0


def _seen(viewer: Viewer) -> Select[Any]:
    return select(actions).join(incidents, incidents.c.id == actions.c.incident).where(is_visible(viewer))


def _open_of(viewer: Viewer, owner: str | None) -> Select[Any]:
    found = _seen(viewer).where(actions.c.team == viewer.team, _OPEN)  # said of them, too: by it the few that are open are found
    return found.where(actions.c.owner == owner) if owner is not None else found


def _one(rows: Any) -> Action | None:
    row = rows.first()
    return _action(row) if row else None


def _facts(action: Action) -> dict[str, Any]:
    return {name: getattr(action, name) for name in _FACTS}


def _action(row: Row[Any]) -> Action:
    return Action(**{name: getattr(row, name) for name in Action.model_fields})
