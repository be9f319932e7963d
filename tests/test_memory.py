"""What a process keeps in memory has an end, however long it serves."""

import asyncio
import gc
import linecache
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from storage.database import SQLITE_PAGES_KB, SQLITE_READERS, SQLITE_STATEMENTS, BadDatabaseUrl, Database, database_url, open_database
from storage.jobs.failure import described
from tests.deployment import Team

TIMES = 12
LIVING = ("bot.", "handlers.", "storage.", "slack_bolt.", "slack_sdk.", "_asyncio.", "builtins.function", "builtins.coroutine")
"""What could be left behind by whoever is answered. Statements that SQLAlchemy has compiled have a cache with an end."""

HEAPS = """
import ctypes, tempfile, threading
from bot.heap import one_heap

print(one_heap())
all_there = threading.Barrier(9)

def takes() -> None:
    kept = [bytes(1000 + number) for number in range(100)]
    all_there.wait()

threads = [threading.Thread(target=takes) for _ in range(8)]
for thread in threads:
    thread.start()
all_there.wait()

libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as told:
    file = ctypes.c_void_p(libc.fopen(told.name.encode(), b"w"))
    libc.malloc_info(0, file)
    libc.fclose(file)
    print(told.read().decode().count("<heap "))
"""


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = open_database(f"sqlite:///{tmp_path}/some.db")
    yield database
    await database.close()


def living() -> Counter[str]:
    """How many there are of each type."""
    gc.collect()
    return Counter(f"{type(one).__module__}.{type(one).__qualname__}" for one in gc.get_objects())


@pytest.mark.slow
async def test_what_people_do_leaves_nothing_behind(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")

    async def do() -> Counter[str]:
        for number in range(TIMES):
            await team.runs(team.ana, f"/incident note INC-1 looked again {number}")
        return living()

    before, after = await do(), await do()

    assert [kind for kind in after if kind.startswith(LIVING) and after[kind] - before[kind] >= TIMES] == []


async def test_a_connection_keeps_only_so_many_statements(database: Database) -> None:
    before = living()["sqlite3.Statement"]
    async with database.reading.connect() as connection:
        for number in range(2 * SQLITE_STATEMENTS):
            await connection.execute(text(f"SELECT {number}"))

        assert living()["sqlite3.Statement"] - before <= SQLITE_STATEMENTS


@pytest.mark.parametrize("engine", ["reading", "writing"])
async def test_a_connection_keeps_only_so_much_of_the_file(database: Database, engine: str) -> None:
    async with getattr(database, engine).connect() as connection:
        assert await connection.scalar(text("PRAGMA cache_size")) == -SQLITE_PAGES_KB


async def test_after_many_read_at_once_only_some_connections_stay_and_one_is_used(database: Database) -> None:
    many = 2 * SQLITE_READERS
    met = asyncio.Barrier(many)

    async def read(*, together: bool) -> Any:
        async with database.reading.connect() as connection:
            if together:
                await met.wait()
            return (await connection.get_raw_connection()).driver_connection

    opened = set(await asyncio.gather(*(read(together=True) for _ in range(many))))
    used = {await read(together=False) for _ in range(many)}

    assert (len(opened), len(used)) == (many, 1)
    assert sum(one._connection is not None for one in opened) == SQLITE_READERS


def test_what_failed_is_described_without_the_source_of_what_it_went_through() -> None:
    linecache.clearcache()

    with pytest.raises(BadDatabaseUrl) as failed:
        database_url("mysql://some")

    assert described(failed.value).startswith("BadDatabaseUrl at storage/database.py:")
    assert not linecache.cache


@pytest.mark.skipif(sys.platform != "linux", reason="mallopt is of glibc")
def test_all_threads_share_one_heap() -> None:
    told = subprocess.run([sys.executable, "-c", HEAPS], capture_output=True, text=True, check=True).stdout

    assert told.split() == ["True", "1"]
