"""Asking Claude: the real SDK, on the wire to a scripted Messages API."""

import asyncio
import sys
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.claude import Away, Claude, Malformed, Off, Rejected
from bot.config import MODEL, read_settings
from bot.prompts.guards import LINK_LEFT_OUT
from sandbox.claude import Answer, ScriptedClaude, drops, fails, says, shaped
from storage.store import Store
from tests.claude.asked import BAD, GOOD, KEY, NOW, VIEWER, WHO, WORDS, Draft, prompt, set_up, whole


async def test_an_answer_has_the_shape_that_was_asked_for(claude: Claude, api: ScriptedClaude) -> None:
    api.will(shaped(GOOD))

    draft = await claude.parse(Draft, prompt(), **WHO)

    assert draft == Draft.model_validate(GOOD)
    [asked] = api.log
    assert asked.body["model"] == MODEL
    assert asked.schema
    assert asked.schema["properties"].keys() == {"title", "options"}
    assert asked.said[-1]["text"] == WORDS


async def test_without_a_key_there_is_no_claude(store: Store, api: ScriptedClaude, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
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


async def test_words_come_as_they_are_written(claude: Claude, api: ScriptedClaude) -> None:
    api.will(says("It is a fine thing to keep what works, and to say why it was kept."))

    async with claude.stream(prompt(), **WHO) as words:
        pieces = [piece async for piece in words]

    assert len(pieces) > 3
    assert "".join(pieces) == words.text == "It is a fine thing to keep what works, and to say why it was kept."


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


async def test_the_sdk_is_not_loaded_before_it_is_needed() -> None:
    script = "import sys, bot.claude, storage.store, bot.prompts; print([name for name in ('anthropic', 'httpx2') if name in sys.modules])"

    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[2]
    )

    assert (await process.communicate())[0].strip() == b"[]"
