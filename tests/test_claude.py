"""Asking Claude: the real SDK, on the wire to a scripted Messages API."""

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Annotated, TypedDict

import pytest
from pydantic import BaseModel, Field, SecretStr
from structlog.testing import capture_logs

from bot.claude import Away, Busy, Claude, CutOff, Malformed, Off, OverBudget, Refused, Rejected, prices
from bot.claude.turn import Purse
from bot.claude.wire import Wire
from bot.config import MODEL, Settings, read_settings
from bot.prompts import Prompt, Said, render
from bot.prompts.guards import LINK_LEFT_OUT, at_most
from bot.records.people import Viewer
from sandbox.claude import Answer, Fault, ScriptedClaude, cut_off, drops, fails, garbles, hangs, refuses, says, shaped
from storage.database import open_database
from storage.jobs import engine_for
from storage.jobs.failure import failure
from storage.jobs.port import LONGEST_WAIT_SECONDS, Job, Jobs, Retry
from storage.store import Store

NOW = datetime(2026, 11, 21, 9, tzinfo=UTC)
KEY = "sk-ant-a-key-nobody-may-see"


class Who(TypedDict):
    team: str
    user: str


WHO = Who(team="T1", user="UBO")
VIEWER = Viewer.operator("T1")


class Draft(BaseModel):
    title: Annotated[str, *at_most(40)]
    options: list[str] = Field(min_length=2)


WORDS = "let's keep orders in PostgreSQL, see https://wiki.acme.test/orders"
GOOD = {"title": "Keep orders in PostgreSQL", "options": ["PostgreSQL", "do nothing"]}
BAD = {"title": "Keep orders in PostgreSQL", "options": ["PostgreSQL"]}


@pytest.fixture
async def store(migrated_url: str) -> AsyncIterator[Store]:
    database = open_database(migrated_url)
    yield Store(database, engine_for(database))
    await database.close()


@pytest.fixture
async def api() -> AsyncIterator[ScriptedClaude]:
    async with ScriptedClaude() as scripted:
        yield scripted


@pytest.fixture
async def claude(store: Store, api: ScriptedClaude) -> AsyncIterator[Claude]:
    asked = Claude.as_set(set_up(api), store, lambda: NOW)
    yield asked
    await asked.close()


def set_up(api: ScriptedClaude, budget: float = 50, model: str = MODEL) -> Settings:
    url = {"anthropic_base_url": api.url, "anthropic_api_key": KEY, "slack_bot_token": "xoxb-1"}
    return read_settings(**url, copilot_monthly_budget_usd=budget, copilot_model=model)


def prompt(words: str = WORDS) -> Prompt:
    participants, said = ["Ana", "Bo"], [Said(words, by="Ana", id="m1", at=NOW)]
    return render("adr_from_thread", title_hint="", participants=participants, today=NOW.date(), messages=said)


async def spent(store: Store) -> int:
    async with store.reading() as db:
        return await db.spending.this_month(seen_by=VIEWER, now=NOW)


async def whole(claude: Claude, asked: Prompt) -> str:
    async with claude.stream(asked, **WHO) as words:
        return "".join([piece async for piece in words])


async def test_an_answer_has_the_shape_that_was_asked_for(claude: Claude, api: ScriptedClaude) -> None:
    api.will(shaped(GOOD))

    draft = await claude.parse(Draft, prompt(), **WHO)

    assert draft == Draft.model_validate(GOOD)
    [asked] = api.log
    assert asked.body["model"] == MODEL
    assert asked.schema
    assert asked.schema["properties"].keys() == {"title", "options"}
    assert asked.said[-1]["text"] == WORDS


async def test_without_a_key_there_is_no_claude(store: Store, api: ScriptedClaude) -> None:
    claude = Claude.as_set(read_settings(slack_bot_token="xoxb-1"), store, lambda: NOW)

    await claude.ready()

    assert not claude.is_on
    with pytest.raises(Off, match="ANTHROPIC_API_KEY is not set"):
        await claude.parse(Draft, prompt(), **WHO)
    with pytest.raises(Off):
        await whole(claude, prompt())
    assert api.log == []


async def test_what_does_not_fit_is_asked_for_once_more_with_what_is_wrong(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    api.will(shaped(BAD), shaped(GOOD))

    draft = await claude.parse(Draft, prompt(), **WHO)

    assert draft.options == ["PostgreSQL", "do nothing"]
    assert "options: List should have at least 2 items" in api.log[1].words
    async with store.reading() as db:
        [row] = await db.spending.by_person(seen_by=VIEWER, now=NOW)
    assert (row.user, row.purpose, row.model, row.calls) == ("UBO", "adr_from_thread", MODEL, 2)


@pytest.mark.parametrize("answer", [shaped(BAD), says("no JSON at all"), says(""), says("[")])
async def test_what_does_not_fit_twice_is_malformed(claude: Claude, api: ScriptedClaude, answer: Answer) -> None:
    api.will(answer, answer)

    with pytest.raises(Malformed):
        await claude.parse(Draft, prompt(), **WHO)

    assert len(api.log) == 2


async def test_a_refusal_and_an_answer_cut_off_are_told_apart_and_paid_for(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    api.will(refuses(), refuses(having_said="Well, "), cut_off('{"title": "Keep or'))

    for trouble in (Refused, Refused, CutOff):
        before = await spent(store)
        with pytest.raises(trouble):
            await claude.parse(Draft, prompt(), **WHO)
        assert await spent(store) > before


async def test_the_api_asking_for_a_pause_is_a_retry_after_it_that_nobody_sleeps_through(claude: Claude, api: ScriptedClaude) -> None:
    api.will(fails(429, retry_after=20), fails(529, retry_after=3600))
    await claude.ready()
    began = monotonic()

    with pytest.raises(Busy) as busy:
        await claude.parse(Draft, prompt(), **WHO)
    with pytest.raises(Busy) as overloaded:
        await claude.parse(Draft, prompt(), **WHO)

    assert monotonic() - began < 3
    assert isinstance(busy.value, Retry)
    assert busy.value.sentence == "Claude has too much to do just now."
    assert failure(Job("adr.draft", "T1", "adr:1", {}), busy.value, Jobs(), 1.0).after == 20
    assert overloaded.value.after == LONGEST_WAIT_SECONDS


@pytest.mark.parametrize("fault", [fails(500), fails(529), fails(504), drops(), drops(4), garbles(), fails(529, in_stream_after=3)])
async def test_an_api_that_fails_or_goes_away_is_away(claude: Claude, api: ScriptedClaude, fault: Fault) -> None:
    api.will(fault)

    with pytest.raises(Away, match="does not answer just now"):
        await claude.parse(Draft, prompt(), **WHO)

    assert len(api.log) == 1


@pytest.mark.parametrize("after", [None, 4])
async def test_an_api_that_falls_silent_is_away(api: ScriptedClaude, store: Store, after: int | None) -> None:
    api.will(hangs(after))
    claude = Claude(Wire(SecretStr(KEY), api.url, silence=0.3), Purse(store, lambda: NOW, set_up(api).copilot_monthly_budget_usd), MODEL)

    with pytest.raises(Away):
        await claude.parse(Draft, prompt(), **WHO)

    await claude.close()


async def test_an_answer_that_never_ends_is_away(store: Store) -> None:
    async with ScriptedClaude(lambda _asked: says("and so on " * 400), pace=0.01) as slow:
        purse = Purse(store, lambda: NOW, set_up(slow).copilot_monthly_budget_usd)
        claude = Claude(Wire(SecretStr(KEY), slow.url, within=1.0), purse, MODEL)
        await claude.ready()

        with pytest.raises(Away):
            await whole(claude, prompt())

        await claude.close()


@pytest.mark.parametrize(
    ("status", "sentence"), [(401, "ANTHROPIC_API_KEY"), (404, "COPILOT_MODEL"), (413, "more here than"), (400, "400")]
)
async def test_what_will_not_go_better_another_time_is_not_tried_again(
    claude: Claude, api: ScriptedClaude, status: int, sentence: str
) -> None:
    api.will(fails(status))

    with pytest.raises(Rejected, match=sentence) as rejected:
        await claude.parse(Draft, prompt(), **WHO)

    assert not isinstance(rejected.value, Away | Retry)


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


async def test_words_come_as_they_are_written(claude: Claude, api: ScriptedClaude) -> None:
    api.will(says("It is a fine thing to keep what works, and to say why it was kept."))

    async with claude.stream(prompt(), **WHO) as words:
        pieces = [piece async for piece in words]

    assert len(pieces) > 3
    assert "".join(pieces) == words.text == "It is a fine thing to keep what works, and to say why it was kept."


async def test_words_that_are_not_waited_for_any_more_let_go_of_the_connection(claude: Claude, api: ScriptedClaude, store: Store) -> None:
    api.will(says("word " * 4000))

    async with claude.stream(prompt(), **WHO) as words:
        async for _piece in words:
            break

    assert await spent(store) > 16_000 * 10
    assert await whole(claude, prompt())


async def test_what_may_not_be_shown_is_taken_out_of_a_shape_and_of_words(claude: Claude, api: ScriptedClaude) -> None:
    evil = "<!channel> <@U666> see https://evil.test/x and https://wiki.acme.test/orders"
    api.will(shaped({"title": evil, "options": [evil, "do nothing"]}), says(evil))

    draft = await claude.parse(Draft, prompt(), **WHO)
    words = await whole(claude, prompt())

    clean = f"@channel someone see {LINK_LEFT_OUT} and https://wiki.acme.test/orders"
    assert draft.options[0] == words == clean
    assert len(draft.title) <= 40
    assert "evil" not in draft.title


async def test_the_key_is_in_no_log_repr_or_error(api: ScriptedClaude, store: Store, caplog: pytest.LogCaptureFixture) -> None:
    settings = set_up(api)
    claude = Claude.as_set(settings, store, lambda: NOW)
    api.will(fails(401), drops(3), shaped(GOOD))

    with caplog.at_level("DEBUG"), capture_logs() as logs:
        errors: list[BaseException] = []
        for trouble in (Rejected, Away):
            with pytest.raises(trouble) as error:
                await claude.parse(Draft, prompt(), **WHO)
            assert error.value.__suppress_context__
            errors.append(error.value)
        await claude.parse(Draft, prompt(), **WHO)

    seen = [repr(settings), repr(claude), repr(vars(claude)), str(logs), *(repr(error) for error in errors)]
    ours = [record.getMessage() for record in caplog.records if not record.name.startswith(("anthropic", "httpx2", "httpcore2"))]
    assert all(KEY not in text for text in [*seen, *ours])
    assert any(KEY in value for value in api.log[0].headers.values())
    assert "PostgreSQL" not in str(logs)
    await claude.close()


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


async def test_the_sdk_is_not_loaded_before_it_is_needed() -> None:
    script = "import sys, bot.claude, storage.store, bot.prompts; print([name for name in ('anthropic', 'httpx2') if name in sys.modules])"

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[1]
    )

    assert (await process.communicate())[0].strip() == b"[]"
