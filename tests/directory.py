"""What the co-pilot keeps of a workspace it has just read: read by the co-pilot once, and written down again for every other like it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self

from sqlalchemy import Insert, insert, select

from sandbox import Workspace
from storage.people import channels, members, people, workspaces
from storage.store import Store

TABLES = (workspaces, people, channels, members)


@dataclass(frozen=True)
class Directory:
    """The rows of one workspace, and the ids in it: another whose people and channels were made in the same order differs in these."""

    ids: list[str]
    rows: list[tuple[Insert, list[dict[str, Any]]]]

    @classmethod
    async def of(cls, workspace: Workspace, store: Store) -> Self:
        """Take the rows that the co-pilot has made."""
        told = {call.method for call in workspace.slack.calls if call.team == workspace.team_id}
        assert not [method for method in told if method.startswith("chat.")], "what it says when it comes must be said in every workspace"
        async with store.reading() as db:
            asked = [(table, await db.connection.execute(select(table).where(table.c.team == workspace.team_id))) for table in TABLES]
        return cls(_ids(workspace), [(insert(table), [dict(row) for row in rows.mappings()]) for table, rows in asked])

    async def write(self, workspace: Workspace, store: Store, at: datetime) -> None:
        """Write them down for another workspace, as if it had been read now."""
        new = dict(zip(self.ids, _ids(workspace), strict=True))
        async with store.transaction() as db:
            for one, rows in self.rows:
                await db.connection.execute(one, [{name: _as_of(value, new, at) for name, value in row.items()} for row in rows])


def _ids(workspace: Workspace) -> list[str]:
    """And its address: another sandbox of the same test run has a port of its own."""
    return [workspace.team_id, workspace.slack.url, *workspace.people, *workspace.channels]


def _as_of(value: Any, new: dict[str, str], at: datetime) -> Any:
    if isinstance(value, datetime):
        return at
    return new.get(value, value) if isinstance(value, str) else value
