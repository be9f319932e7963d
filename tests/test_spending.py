"""What asking Claude costs, on both databases."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.records.people import Standing, Viewer
from storage.spending import Call, Tokens
from storage.store import Store

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
ANA = Viewer(team="T1", user="UANA", standing=Standing.MEMBER, admin=True)
BO = Viewer(team="T1", user="UBO", standing=Standing.MEMBER)


def call(user: str = "UBO", *, team: str = "T1", purpose: str = "adr_from_thread") -> Call:
    return Call(team, user, purpose, "claude-sonnet-5-5")


async def spend(store: Store, what: Call, usd: int, at: datetime = NOW) -> None:
    async with store.transaction() as db:
        number = await db.spending.reserve(what, usd * 2, budget=None, now=at)
        assert number
        await db.spending.settle(number, Tokens(input=100, output=20, cache_read=5, cache_write=3), usd)


async def test_a_month_is_what_its_calls_cost_in_that_workspace(store: Store) -> None:
    await spend(store, call(), 700)
    await spend(store, call("UANA"), 300)
    await spend(store, call(team="T2"), 50)
    await spend(store, call(), 9000, at=NOW - timedelta(days=21))

    async with store.reading() as db:
        assert await db.spending.this_month(seen_by=BO, now=NOW) == 1000
        assert await db.spending.this_month(seen_by=BO, now=NOW + timedelta(days=10)) == 0


async def test_a_person_sees_what_they_spent_and_an_admin_what_everybody_did(store: Store) -> None:
    await spend(store, call(), 700)
    await spend(store, call(), 200)
    await spend(store, call("UANA", purpose="sparring"), 300)

    async with store.reading() as db:
        bos = await db.spending.by_person(seen_by=BO, now=NOW)
        anas = await db.spending.by_person(seen_by=ANA, now=NOW)

    assert [(one.user, one.purpose, one.calls, one.usd) for one in bos] == [("UBO", "adr_from_thread", 2, 900)]
    assert bos[0].tokens == Tokens(input=200, output=40, cache_read=10, cache_write=6)
    assert [(one.user, one.usd) for one in anas] == [("UBO", 900), ("UANA", 300)]


async def test_a_reservation_that_the_budget_does_not_cover_is_not_made(store: Store) -> None:
    await spend(store, call(), 600)

    async with store.transaction() as db:
        assert await db.spending.reserve(call(), 401, budget=1000, now=NOW) is None
        assert await db.spending.reserve(call(), 400, budget=1000, now=NOW)


async def test_what_is_released_is_there_again(store: Store) -> None:
    async with store.transaction() as db:
        number = await db.spending.reserve(call(), 1000, budget=1000, now=NOW)
        assert number
        await db.spending.release(number)

        assert await db.spending.reserve(call(), 1000, budget=1000, now=NOW)


async def test_calls_that_begin_together_do_not_reserve_more_than_the_budget(store: Store) -> None:
    async def begin() -> int | None:
        async with store.transaction() as db:
            return await db.spending.reserve(call(), 300, budget=1000, now=NOW)

    begun = await asyncio.gather(*(begin() for _ in range(12)))

    assert len([number for number in begun if number]) == 3
