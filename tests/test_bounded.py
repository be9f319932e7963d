"""A line to PostgreSQL on which nobody answers is dead; one that was answered while we had no processor is not."""

import asyncio
import select
import time

import psycopg
import pytest
from sqlalchemy import text

import storage.database
from storage.bounded import BoundedConnection
from storage.database import Database
from tests.databases import Postgres
from tests.proxy import proxied

PATIENCE = 0.2
LOCK = text("SELECT pg_try_advisory_xact_lock(1)")


async def impatient(server: Postgres) -> BoundedConnection:
    connection = await BoundedConnection.connect(server.empty(), autocommit=True)
    connection.patience = PATIENCE
    return connection


async def test_an_answer_that_came_while_the_process_stood_still_is_read_and_the_line_goes_on(postgres_server: Postgres) -> None:
    connection = await impatient(postgres_server)
    asking = asyncio.create_task(connection.execute("SELECT 1"))
    while connection.info.transaction_status is not psycopg.pq.TransactionStatus.ACTIVE:
        await asyncio.sleep(0)

    time.sleep(PATIENCE)
    assert select.select([connection.fileno()], [], [], 30)[0]

    assert await (await asking).fetchone() == (1,)
    assert await (await connection.execute("SELECT 2")).fetchone() == (2,)
    await connection.close()


async def test_a_line_without_an_answer_is_dead_when_patience_ends(postgres_server: Postgres) -> None:
    connection = await impatient(postgres_server)

    with pytest.raises(psycopg.OperationalError):
        await connection.execute("SELECT pg_sleep(5)")


async def test_what_a_transaction_had_locked_that_the_network_lost_is_let_go(
    postgres_server: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage.database, "POSTGRES_IDLE", "300ms")
    async with proxied(postgres_server) as proxy:
        database = storage.database.open_database(proxy.url(postgres_server.empty()))
        lost = await database.writing.connect()
        assert await lost.scalar(LOCK)
        assert not await _locks(database)

        proxy.lose()
        async with asyncio.timeout(60):
            while not await _locks(database):
                await asyncio.sleep(0.05)

        await lost.invalidate()  # a rollback would wait for an answer
        await lost.close()
        await database.close()


async def _locks(database: Database) -> bool:
    async with database.writing.begin() as connection:
        return bool(await connection.scalar(LOCK))
