"""Engines that one test after another has, each for a database of its own: a statement is compiled once, not anew for every database."""

from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import URL, Dialect, event

from storage.database import Database, database_url, open_database, turns

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
