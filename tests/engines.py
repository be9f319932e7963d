"""Engines that one test after another has, each for a database of its own: a statement is compiled once, not anew for every database."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, Dialect, event, text

from storage.database import Database, database_url, open_database, turns
from tests.databases import Postgres

EMPTYING = """
DO $$
DECLARE
    named text;
    is_used boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no trigger, no foreign key
    FOR named IN SELECT format('%I', tablename) FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE 'SELECT EXISTS (SELECT FROM ' || named || ')' INTO is_used;
        IF is_used THEN
            EXECUTE 'DELETE FROM ' || named;
        END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences WHERE last_value IS NOT NULL;
END $$
"""

_at_hand: dict[str, list["Lent"]] = defaultdict(list)


class Lent:
    """The engines of the product as it makes them; where they connect to is said anew for each test."""

    def __init__(self, written: str) -> None:
        made = open_database(written)
        self.url: URL = made.url
        self._writing, self._reading = made.writing, made.reading
        for engine in {one.sync_engine.pool: one.sync_engine for one in (made.writing, made.reading)}.values():
            event.listen(engine, "do_connect", self._connects)

    def database(self) -> Database:
        """What a test has of it."""
        return Database(self.url, self._writing, self._reading, turns(self.url))

    def _connects(self, dialect: Dialect, _record: Any, words: list[Any], named: dict[str, Any]) -> None:
        where, how = dialect.create_connect_args(self.url)
        words[:] = where
        named.update(how)


@asynccontextmanager
async def lent(written: str) -> AsyncIterator[Database]:
    """Have a database opened until this ends. Of a test that failed something may go on: its engines are nobody else's."""
    url = database_url(written)
    ours = _at_hand[url.drivername]
    one = ours.pop() if ours else Lent(written)
    one.url = url
    database = one.database()
    try:
        yield database
    finally:
        await database.close()
    ours.append(one)


class Lasting:
    """A database of PostgreSQL that many tests have, one after the other: none finds anything of the one before.

    Making one for each took 20 ms of the server, and 12 for every connection, which reads the catalogue anew; this takes 5 in all.
    """

    def __init__(self) -> None:
        self._made: Lent | None = None

    @asynccontextmanager
    async def emptied(self, server: Postgres) -> AsyncIterator[Database]:
        """Have it until this ends."""
        self._made = self._made or Lent(server.migrated())
        database = self._made.database()
        try:
            yield database
            async with database.writing.begin() as connection:
                await connection.execute(text(EMPTYING))
        except BaseException:
            await self.close()  # who knows what is still going on there
            raise

    async def close(self) -> None:
        """Close its connections, if it has any; the next test has another."""
        if self._made:
            await self._made.database().close()
        self._made = None
