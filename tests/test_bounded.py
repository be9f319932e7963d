"""A line to PostgreSQL on which nobody answers is dead; one that was answered while we had no processor is not."""

import asyncio
import select
import time

import psycopg
import pytest

from storage.bounded import BoundedConnection
from tests.databases import Postgres

PATIENCE = 0.2


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
