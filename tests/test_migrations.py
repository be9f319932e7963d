import asyncio
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, TypeVar

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import URL

import storage.jobs.rows
import storage.store  # noqa: F401 - every table there is
from bot.errors import Unavailable
from bot.records.people import Viewer
from storage.database import Unusable, database_url, metadata
from storage.migrate import LOCK, migrate, upgrade
from storage.words import WORDS
from tests.databases import Postgres
from tests.deployment import deployed
from tests.forked import Forked

T = TypeVar("T")

INCIDENT = """
INSERT INTO incidents (team, channel, number, title, severity, status, declared_by, declared_at, started_at, revision)
VALUES ('T1', 'C1', :number, 'Checkout is down', 'SEV1', 'resolved', 'U1', :at, :at, 3)
"""
ENTRY = """
INSERT INTO incident_entries (team, incident, kind, text, by, happened_at, recorded_at)
SELECT 'T1', id, 'note', 'the gateway', 'U1', :at, :at FROM incidents WHERE number = 1
"""


async def test_the_migrated_schema_is_what_the_code_says(migrated_url: str) -> None:
    assert await look(database_url(migrated_url), differences) == []


async def test_the_table_of_jobs_is_only_on_sqlite_and_procrastinate_only_on_postgresql(migrated_url: str) -> None:
    url = database_url(migrated_url)

    tables = await look(url, lambda connection: set(inspect(connection).get_table_names()))

    assert "due" in tables
    assert ("jobs" in tables) == (url.get_backend_name() == "sqlite")
    assert ("procrastinate_jobs" in tables) == (url.get_backend_name() == "postgresql")


async def migrating(url: str) -> None:
    """One process that starts: it migrates with threads that start together, and says how many of them had something to do."""
    did = await asyncio.gather(*(migrate(database_url(url)) for _ in range(2)))
    print(sum(did))  # noqa: T201 - read by who started it


async def test_of_processes_and_threads_that_start_together_one_migrates_and_the_others_wait(empty_url: str) -> None:
    processes = [Forked([empty_url], does=migrating) for _ in range(2)]
    outputs = [await process.start() for process in processes]

    said = [(await output.read()).decode().strip() for output in outputs]

    assert [await process.wait() for process in processes] == [0, 0]
    assert sorted(said) == ["0", "1"]
    assert await look(database_url(empty_url), differences) == []


async def test_once_migrated_a_file_is_opened_by_many_at_the_same_moment(migrated_file: Path, tmp_path: Path) -> None:
    assert migrated_file.read_bytes()[18:20] == b"\x02\x02"  # SQLite's mark of a file with a log beside it
    url = database_url(f"sqlite:///{tmp_path / 'old.db'}")
    shutil.copy(migrated_file, tmp_path / "old.db")
    with closing(sqlite3.connect(tmp_path / "old.db")) as old:
        assert old.execute("PRAGMA journal_mode=DELETE").fetchone() == ("delete",)

    did = await migrate(url)

    assert not did
    assert (tmp_path / "old.db").read_bytes()[18:20] == b"\x02\x02"


async def test_migrating_a_second_time_does_nothing_and_a_schema_newer_than_the_code_is_left_alone(migrated_url: str) -> None:
    url = database_url(migrated_url)
    assert not await migrate(url)
    await look(url, lambda connection: is_now(connection, "9999"))

    with pytest.raises(Unusable, match="newer version of the co-pilot"):
        await migrate(url)


def is_now(connection: Connection, revision: str) -> None:
    connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    connection.commit()


async def test_deliveries_kept_before_they_had_a_workspace_of_their_own_are_still_known(empty_url: str) -> None:
    url = database_url(empty_url)
    await look(url, with_deliveries_as_they_were)

    await migrate(url)

    rows = await look(url, lambda connection: connection.execute(text("SELECT team, key, answer FROM deliveries ORDER BY team")).all())
    assert [tuple(row)[:2] for row in rows] == [("T1", "C1:17.1:told"), ("T2", "C1:17.1:told")]


def with_deliveries_as_they_were(connection: Connection) -> None:
    upgrade(connection, "0003")
    for key in ("T1:C1:17.1:told", "T2:C1:17.1:told"):
        connection.execute(text("INSERT INTO deliveries (key, at) VALUES (:key, '2026-11-21 09:00:00')"), {"key": key})
    connection.commit()


async def test_incidents_from_before_there_was_a_search_are_found_after_it_comes(empty_url: str) -> None:
    url = database_url(empty_url)
    await asyncio.to_thread(with_incidents, url)

    async with deployed(empty_url) as deployment:
        for _ in range(3):
            await deployment.schedule.tick()
        await deployment.settled()

        async with deployment.store.reading() as db:
            found = await db.search.find("checkout", seen_by=Viewer.operator("T1"), limit=200)
            of_an_entry = await db.search.find("gateway", seen_by=Viewer.operator("T1"), limit=200)
    assert len(found) == 120
    assert [one.key for one in of_an_entry] == ["INC-1"]


def with_incidents(url: URL) -> None:
    """A database as it was before there was a search, with more incidents than are enqueued at once."""
    engine = create_engine(url.set(drivername=url.drivername.replace("+aiosqlite", "")))
    with engine.begin() as connection:
        upgrade(connection, "0006")
        for number in range(1, 121):
            connection.execute(text(INCIDENT), {"number": number, "at": "2026-11-20 09:00:00"})
        connection.execute(text(ENTRY), {"at": "2026-11-20 09:00:00"})
    engine.dispose()


async def test_a_lock_that_another_session_holds_is_waited_for_so_long_and_then_told(postgres_server: Postgres) -> None:
    url = database_url(await asyncio.to_thread(postgres_server.empty))
    engine = create_engine(url)
    with engine.begin() as other:
        other.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})

        with pytest.raises(Unavailable, match=r"another session has held a lock for 0\.2 s"):
            await migrate(url, patience=0.2)
    engine.dispose()

    assert await migrate(url)


async def look(url: URL, at: Callable[[Connection], T]) -> T:
    return await asyncio.to_thread(looked, url, at)


def looked(url: URL, at: Callable[[Connection], T]) -> T:
    engine = create_engine(url.set(drivername="sqlite" if url.get_backend_name() == "sqlite" else "postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            return at(connection)
    finally:
        engine.dispose()


def differences(connection: Connection) -> list[Any]:
    backend = connection.dialect.name

    def is_ours(thing: Any, name: str | None, kind: str, _is_reflected: bool, _other: Any) -> bool:  # noqa: FBT001 - Alembic's signature
        if kind == "table" and thing.info.get("only", backend) != backend:
            return False
        return not (name or "").startswith(("procrastinate_", WORDS))

    opts = {"compare_type": True, "compare_server_default": has_other_default, "include_object": is_ours}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def has_other_default(
    context: MigrationContext, _there: Any, _ours: Any, there: str | None, _default: Any, ours: str | None
) -> bool | None:
    """On SQLite, Alembic takes the empty text for a default that changed; what None answers is left to it."""
    if context.dialect.name != "sqlite" or there is None or ours is None:
        return None
    return there.strip("()'") != ours.strip("()'")
