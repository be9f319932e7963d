"""What asking costs, and that it stays within the budget."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.claude import Away, Claude, OverBudget, Rejected, prices
from bot.prompts import Prompt
from sandbox.claude import ScriptedClaude, drops, fails, says, shaped
from storage.store import Store
from tests.claude.asked import GOOD, NOW, VIEWER, WHO, Draft, prompt, set_up, spent, whole


async def test_what_the_api_did_not_take_costs_nothing_and_what_broke_off_its_most(
    claude: Claude, api: ScriptedClaude, store: Store
) -> None:
    api.will(fails(500), drops(), fails(401))
    for _ in range(3):
        with pytest.raises((Away, Rejected)):
            await whole(claude, prompt())
    assert await spent(store) == 0

    api.will(drops(6))
    with pytest.raises(Away):
        await whole(claude, prompt())

    assert await spent(store) > 16_000 * 10


async def test_a_call_costs_its_tokens(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    api.will(shaped(GOOD))

    await claude.parse(Draft, prompt(), **WHO)

    async with store.reading() as db:
        [row] = await db.spending.by_person(seen_by=VIEWER, now=NOW)
    used = row.tokens
    assert used.input
    assert used.output
    assert row.usd == -(-(used.input * 20 + used.output * 100 + used.cache_write * 25 + used.cache_read) // 10)


async def test_over_the_months_budget_nothing_is_asked(api: ScriptedClaude, store: Store) -> None:
    claude = Claude.as_set(set_up(api, budget=0.10), store, lambda: NOW)

    with pytest.raises(OverBudget, match=r"\$0\.10, is used up until the 1st"):
        await claude.parse(Draft, prompt(), **WHO)

    assert api.log == []
    await claude.close()


async def test_many_who_ask_at_once_stay_within_the_budget(api: ScriptedClaude, store: Store) -> None:
    claude = Claude.as_set(set_up(api, budget=0.5), store, lambda: NOW)

    answers = await asyncio.gather(*(whole(claude, prompt()) for _ in range(8)), return_exceptions=True)

    assert 1 <= len(api.log) < 8
    assert sum(isinstance(answer, OverBudget) for answer in answers) == 8 - len(api.log)
    assert await spent(store) < 500_000
    await claude.close()


async def test_what_is_told_at_every_call_is_read_from_the_cache_the_second_time(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    long = Prompt("adr_from_thread", "What is always told. " * 200, "the one thing", "")

    for _ in range(2):
        await whole(claude, long)

    async with store.reading() as db:
        [row] = await db.spending.by_person(seen_by=VIEWER, now=NOW)
    assert row.tokens.cache_write == row.tokens.cache_read > 500
    assert len(api.log) == 2


async def test_words_that_are_not_waited_for_any_more_let_go_of_the_connection(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    api.will(says("word " * 4000))

    async with claude.stream(prompt(), **WHO) as words:
        async for _piece in words:
            break

    assert await spent(store) > 16_000 * 10
    assert await whole(claude, prompt())


async def test_a_model_whose_price_is_unknown_is_counted_as_the_dearest_and_named(api: ScriptedClaude, store: Store) -> None:
    claude = Claude.as_set(set_up(api, model="claude-of-tomorrow"), store, lambda: NOW)

    with capture_logs() as logs:
        await claude.ready()
        await whole(claude, prompt())

    async with store.reading() as db:
        [row] = await db.spending.by_person(seen_by=VIEWER, now=NOW)
    assert row.usd == prices.DEAREST.of(row.tokens) >= prices.cost("claude-fable-5", row.tokens)
    assert {"event": "claude.price_unknown", "model": "claude-of-tomorrow"}.items() <= logs[0].items()
    await claude.close()
