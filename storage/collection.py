"""What every collection has: the connection of its transaction, and the two insertions on which "once" rests."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Select, Table, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


class Collection:
    """Some tables, and the questions we ask them, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def _insert(self, table: Table) -> Any:
        """The dialect's own INSERT, since ON CONFLICT is not in the common one."""
        return insert_into(self._connection.dialect.name, table)

    async def _upsert(self, table: Table, key: dict[str, Any], facts: dict[str, Any]) -> None:
        await self._connection.execute(kept(self._connection.dialect.name, table, tuple(key), tuple(facts)), {**key, **facts})

    async def _upsert_all(self, table: Table, key: Sequence[str], rows: Sequence[Mapping[str, Any]], *, unless_later: str = "") -> None:
        """Keep many rows in one go, each with the same columns; `unless_later`: but where the one that is there has more of it."""
        if not rows:
            return
        new = self._insert(table)
        facts = {name: new.excluded[name] for name in rows[0] if name not in key}
        is_behind = table.c[unless_later] <= new.excluded[unless_later] if unless_later else None
        all_of_them = new.on_conflict_do_update(index_elements=list(key), set_=facts, where=is_behind)
        await self._connection.execute(all_of_them, [dict(row) for row in rows])

    async def _count(self, found: Select[Any], most: int | None = None) -> int:
        """How many rows a question finds, counted no further than `most`, where that is said."""
        return await self._connection.scalar(select(func.count()).select_from(found.limit(most).subquery())) or 0

    async def _insert_once(self, table: Table, row: dict[str, Any]) -> bool:
        """Insert unless a row with its unique values is there; says whether it did.

        By RETURNING: psycopg's rowcount after DO NOTHING was seen to be wrong.
        """
        done = await self._connection.execute(once(self._connection.dialect.name, table), row)
        return done.first() is not None


def insert_into(dialect: str, table: Table) -> Any:
    """The dialect's own INSERT."""
    return sqlite.insert(table) if dialect == "sqlite" else postgresql.insert(table)


# Built once: whatever is done by anybody asks these, and building one takes longer than doing it.


@cache
def kept(dialect: str, table: Table, key: tuple[str, ...], facts: tuple[str, ...], *, unless_later: str = "") -> Any:
    """INSERT or UPDATE, by `key`; `unless_later`: but where the one that is there has more of it. Gives the id of what it kept, then."""
    new = insert_into(dialect, table)
    is_behind = table.c[unless_later] <= new.excluded[unless_later] if unless_later else None
    done = new.on_conflict_do_update(index_elements=key, set_={name: new.excluded[name] for name in facts}, where=is_behind)
    return done.returning(table.c.id) if unless_later else done


@cache
def once(dialect: str, table: Table) -> Any:
    """INSERT, unless a row with its unique values is there. Gives the first column of its key, where it did."""
    first = next(iter(table.primary_key.columns))
    return insert_into(dialect, table).on_conflict_do_nothing().returning(first)
