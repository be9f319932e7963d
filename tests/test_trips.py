import sqlite3
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from storage import trips


class Counted(trips.Connection):
    """A connection that counts how often something is asked of its thread."""

    trips = 0

    async def _execute(self, fn: Any, *words: Any, **named: Any) -> Any:
        self.trips += 1
        return await super()._execute(fn, *words, **named)  # type: ignore[no-untyped-call]


@pytest.fixture
async def connection(tmp_path: Path) -> AsyncIterator[Counted]:
    connection = await Counted(partial(sqlite3.connect, tmp_path / "some.db", isolation_level=None, check_same_thread=False))
    yield connection  # type: ignore[misc]  # aiosqlite says that it gives one of its own
    await connection.close()


async def test_a_question_is_one_trip(connection: Counted) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("SELECT ? AS name UNION SELECT 'Bo'", ("Ana",))
        rows = await cursor.fetchall()
        await cursor.close()

    assert rows == [("Ana",), ("Bo",)]
    assert [column[0] for column in cursor.description] == ["name"]
    assert connection.trips == 1


async def test_what_a_change_did_is_known(connection: Counted) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("CREATE TABLE people (id INTEGER PRIMARY KEY, name TEXT)")
        await cursor.executemany("INSERT INTO people (name) VALUES (?)", [("Ana",), ("Bo",)])
        several = cursor.rowcount
        await cursor.execute("INSERT INTO people (name) VALUES ('Chi') RETURNING name")

    assert several == 2
    assert (await cursor.fetchall(), cursor.lastrowid) == ([("Chi",)], 3)


async def test_after_a_mistake_it_goes_on_and_nothing_is_left_open(connection: Counted) -> None:
    async with connection.cursor() as cursor:
        await cursor.execute("CREATE TABLE people (name TEXT UNIQUE)")
        await cursor.execute("INSERT INTO people VALUES ('Ana')")
        with pytest.raises(sqlite3.IntegrityError):
            await cursor.execute("INSERT INTO people VALUES ('Ana')")
        await cursor.execute("SELECT name FROM people")
        await cursor.execute("DROP TABLE people")  # which an open question would lock

    assert cursor.description is None
