"""A connection to SQLite whose statements are one trip to its thread each.

aiosqlite goes there four times for a question: for a cursor, to execute, for the rows, to close. Each trip is a wake-up of another
thread and one back, which costs more than most statements do. A transaction begins on the way of its first statement, and what was never
begun, or has ended, is not ended again.
"""

import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Self

import aiosqlite


@dataclass(frozen=True)
class Answer:
    """All that a statement left behind; `description` is as the DB-API has it, None where there are no rows to be had."""

    description: Any = None
    rows: Sequence[Any] = ()
    rowcount: int = -1
    lastrowid: int | None = None


class Connection(aiosqlite.Connection):
    """What SQLAlchemy asks of a connection of aiosqlite."""

    def __init__(self, connector: Callable[[], sqlite3.Connection]) -> None:
        super().__init__(connector, iter_chunk_size=64)
        self._thread.daemon = True  # or a connection nobody closed keeps the process from ending; SQLAlchemy does so for its own
        self._begin = ""
        self._may_be_open = False

    def begins_with(self, begin: str) -> None:
        """Begin a transaction with this statement, as soon as there is another."""
        self._begin = begin

    def cursor(self) -> "Cursor":  # type: ignore[override]  # there is nothing to wait for
        """Begin a statement."""
        return Cursor(self)

    async def answer(self, method: str, *words: Any) -> Answer:
        """Execute a statement and take all its rows, on the connection's thread."""
        begin, self._begin = self._begin, ""
        self._may_be_open = True  # said before the trip: one that is cut short here goes on there
        answer: Answer = await self._execute(_answer, self._conn, begin, method, *words)  # type: ignore[no-untyped-call]
        return answer

    async def commit(self) -> None:
        """End the transaction, where a statement may have begun one."""
        await self._end(super().commit)

    async def rollback(self) -> None:
        """Undo the transaction, where a statement may have begun one: SQLAlchemy's pool does so once more after every end."""
        await self._end(super().rollback)

    async def _end(self, end: Callable[[], Awaitable[None]]) -> None:
        self._begin = ""
        if self._may_be_open:
            await end()
            self._may_be_open = False


class Cursor:
    """One statement, and what came of it."""

    arraysize = 1

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._answer = Answer()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    @property
    def description(self) -> Any:
        """Name the columns."""
        return self._answer.description

    @property
    def rowcount(self) -> int:
        """Count the rows that were changed."""
        return self._answer.rowcount

    @property
    def lastrowid(self) -> int | None:
        """Number the row that was inserted."""
        return self._answer.lastrowid

    async def execute(self, statement: str, parameters: Iterable[Any] = ()) -> None:
        """Execute a statement."""
        self._answer = await self._connection.answer("execute", statement, parameters)

    async def executemany(self, statement: str, parameters: Iterable[Iterable[Any]]) -> None:
        """Execute a statement once for each of these."""
        self._answer = await self._connection.answer("executemany", statement, parameters)

    async def fetchall(self) -> Sequence[Any]:
        """Give the rows, which are here."""
        return self._answer.rows

    async def close(self) -> None:
        """Do nothing: SQLite's own cursor was closed when the rows were here."""


def connect(file: str, **given: Any) -> Connection:
    """Give a connection to a file, to be awaited."""
    return Connection(partial(sqlite3.connect, file, **given))


def _answer(connection: sqlite3.Connection, begin: str, method: str, *words: Any) -> Answer:
    if begin:
        connection.execute(begin)
    cursor: sqlite3.Cursor = getattr(connection, method)(*words)
    try:
        rows = cursor.fetchall() if cursor.description else ()
        return Answer(cursor.description, rows, cursor.rowcount, cursor.lastrowid)
    finally:
        cursor.close()
