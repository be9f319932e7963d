"""The way to everything kept, on both databases."""

from collections.abc import AsyncIterator

import pytest

from bot.errors import Unavailable
from storage.database import open_database
from storage.jobs import engine_for
from storage.store import Store


@pytest.fixture
async def store(migrated_url: str) -> AsyncIterator[Store]:
    database = open_database(migrated_url)
    yield Store(database, engine_for(database))
    await database.close()


async def test_what_is_only_read_cannot_be_written_to(store: Store) -> None:
    with pytest.raises(Unavailable):
        async with store.reading() as db:
            await db.numbers.next("T1", "incident")

    async with store.transaction() as db:
        assert await db.numbers.next("T1", "incident") == 1
