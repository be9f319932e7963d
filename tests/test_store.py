"""The way to everything kept, on both databases."""

import asyncio

import pytest
from sqlalchemy.exc import DBAPIError

from bot.errors import Unavailable
from storage.database import POSTGRES_WRITERS
from storage.jobs import engine_for
from storage.store import Store
from tests.at_once import on_both_at_once
from tests.engines import lent


async def test_what_is_only_read_cannot_be_written_to(store: Store) -> None:
    with pytest.raises(DBAPIError):  # a fault of ours, and told as one: not as a database that is away
        async with store.reading() as db:
            await db.numbers.next("T1", "incident")

    async with store.transaction() as db:
        assert await db.numbers.next("T1", "incident") == 1


async def test_writers_take_turns_in_the_order_they_came(store: Store) -> None:
    at_work: list[int] = []
    most, ended = 0, list[int]()

    async def writes(number: int) -> None:
        nonlocal most
        async with store.transaction():
            at_work.append(number)
            most = max(most, len(at_work))
            await asyncio.sleep(0)
            at_work.remove(number)
        ended.append(number)

    await asyncio.gather(*(writes(number) for number in range(3 * POSTGRES_WRITERS)))

    assert most <= (1 if store.database.is_sqlite else POSTGRES_WRITERS)
    assert ended == sorted(ended) or not store.database.is_sqlite  # several at work end as their statements do


@on_both_at_once
async def test_who_waits_for_a_turn_for_too_long_is_told_while_they_can_still_be_answered(migrated_url: str) -> None:
    async with lent(migrated_url) as database:
        store = Store(database, engine_for(database))
        for _ in range(1 if database.is_sqlite else POSTGRES_WRITERS):
            await database.turn.acquire()

        with pytest.raises(Unavailable):
            async with asyncio.timeout(60), store.transaction():
                pass
