"""What every collection has: the connection of its transaction, and the two insertions on which "once" rests."""

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


class Collection:
    """Some tables, and the questions we ask them, within one transaction."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def _insert(self, table: Table) -> Any:
        """The dialect's own INSERT, since ON CONFLICT is not in the common one."""
        if self._connection.dialect.name == "sqlite":
            return sqlite.insert(table)
        return postgresql.insert(table)

    async def _upsert(self, table: Table, key: dict[str, Any], facts: dict[str, Any]) -> None:
        insert = self._insert(table).values(**key, **facts)
        await self._connection.execute(insert.on_conflict_do_update(index_elements=list(key), set_=facts))

    async def _insert_once(self, table: Table, row: dict[str, Any]) -> bool:
        """Insert unless a row with its unique values is there; says whether it did.

        By RETURNING: psycopg's rowcount after DO NOTHING was seen to be wrong.
        """
        first = next(iter(table.primary_key.columns))
        done = await self._connection.execute(self._insert(table).values(**row).on_conflict_do_nothing().returning(first))
        return done.first() is not None
