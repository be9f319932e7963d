"""The numbers in INC-12: per workspace and kind, without gaps or doubles."""

from functools import cache
from typing import Any

from sqlalchemy import Column, Integer, String, Table

from storage.collection import Collection, insert_into
from storage.database import metadata

numbers = Table(
    "numbers",
    metadata,
    Column("team", String(20), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("last", Integer, nullable=False),
)


class Numbers(Collection):
    """Counted in the transaction of the record that gets the number, so that a number exists exactly if its record does."""

    async def next(self, team: str, kind: str, count: int = 1) -> int:
        """The next number, or the last of the next few. Others who want one of this kind wait until this transaction ends."""
        counted = _counted(self._connection.dialect.name)
        number: int = (await self._connection.execute(counted, {"team": team, "kind": kind, "last": count})).scalar_one()
        return number

    async def last(self, team: str, kind: str) -> int:
        """The last one that was given, 0 for none. Others who want one of this kind wait until this transaction ends."""
        return await self.next(team, kind, 0)

    async def reached(self, team: str, kind: str, number: int) -> None:
        """Note that somebody came with a number of their own: the next one is above it."""
        first = self._insert(numbers).values(team=team, kind=kind, last=number)
        is_behind = numbers.c.last < number
        await self._connection.execute(
            first.on_conflict_do_update(index_elements=["team", "kind"], set_={"last": number}, where=is_behind)
        )  # fmt: skip


@cache
def _counted(dialect: str) -> Any:
    first = insert_into(dialect, numbers)
    is_there = {"last": numbers.c.last + first.excluded.last}
    return first.on_conflict_do_update(index_elements=["team", "kind"], set_=is_there).returning(numbers.c.last)
