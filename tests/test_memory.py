"""What a process keeps in memory has an end, however long it serves."""

import asyncio
import gc
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage.database import SQLITE_PAGES_KB, SQLITE_STATEMENTS, Database, open_database

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


def statements() -> int:
    """Those that are prepared, of the whole process."""
    gc.collect()
    return sum(type(one).__name__ == "Statement" and type(one).__module__ == "sqlite3" for one in gc.get_objects())


async def test_a_connection_keeps_only_so_many_statements(database: Database) -> None:
    before = statements()
    async with database.reading.connect() as connection:
        for number in range(2 * SQLITE_STATEMENTS):
            await connection.execute(text(f"SELECT {number}"))

        assert statements() - before <= SQLITE_STATEMENTS


@pytest.mark.parametrize("engine", ["reading", "writing"])
async def test_a_connection_keeps_only_so_much_of_the_file(database: Database, engine: str) -> None:
    async with getattr(database, engine).connect() as connection:
        assert await connection.scalar(text("PRAGMA cache_size")) == -SQLITE_PAGES_KB


async def test_after_many_read_at_once_whoever_reads_alone_does_so_on_one_connection(database: Database) -> None:
    met = asyncio.Barrier(4)

    async def read(*, together: bool) -> object:
        async with database.reading.connect() as connection:
            if together:
                await met.wait()
            return (await connection.get_raw_connection()).driver_connection

    assert len(set(await asyncio.gather(*(read(together=True) for _ in range(4))))) == 4

    assert len({await read(together=False) for _ in range(4)}) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="mallopt is of glibc")
def test_all_threads_share_one_heap() -> None:
    told = subprocess.run([sys.executable, "-c", HEAPS], capture_output=True, text=True, check=True).stdout

    assert told.split() == ["True", "1"]
