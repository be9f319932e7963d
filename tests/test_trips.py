import asyncio
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


async def test_a_transaction_begins_with_its_first_statement_and_ends_once(connection: Counted) -> None:
    connection.begins_with("BEGIN IMMEDIATE")
    async with connection.cursor() as cursor:
        await cursor.execute("CREATE TABLE people (name TEXT)")
        began = connection.in_transaction
    await connection.commit()
    await connection.rollback()

    assert (began, connection.in_transaction) == (True, False)
    assert connection.trips == 2


async def test_one_without_a_statement_costs_nothing_and_begins_nothing_later(connection: Counted) -> None:
    connection.begins_with("BEGIN IMMEDIATE")
    await connection.commit()

    async with connection.cursor() as cursor:
        await cursor.execute("CREATE TABLE people (name TEXT)")

    assert not connection.in_transaction
    assert connection.trips == 1


async def test_what_was_cut_short_on_the_way_is_undone(connection: Counted) -> None:
    connection.begins_with("BEGIN IMMEDIATE")
    async with connection.cursor() as cursor:
        asking = asyncio.create_task(cursor.execute("CREATE TABLE people (name TEXT)"))
        await asyncio.sleep(0)  # it is on its way, and nobody waits for it any more
        asking.cancel()
        await asyncio.gather(asking, return_exceptions=True)
    await connection.rollback()

    assert not connection.in_transaction
    async with connection.cursor() as cursor:
        await cursor.execute("CREATE TABLE people (name TEXT)")
