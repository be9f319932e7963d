"""The way to everything kept, on both databases."""

import pytest
from sqlalchemy.exc import DBAPIError

from storage.store import Store


async def test_what_is_only_read_cannot_be_written_to(store: Store) -> None:
    with pytest.raises(DBAPIError):  # a fault of ours, and told as one: not as a database that is away
        async with store.reading() as db:
            await db.numbers.next("T1", "incident")

    async with store.transaction() as db:
        assert await db.numbers.next("T1", "incident") == 1
