"""Who writes for Claude in the sandbox: a script without a key, Claude with one, nobody when nobody is wanted."""

import asyncio
import contextlib
import os

import aiohttp
import pytest

from bot.config import CLAUDE, read_settings
from bot.writer import NO_KEY, NOBODY, REAL, SCRIPTED, writing
from tests.forked import Forked

ASKED = {
    "model": "claude-sonnet-5-5",
    "max_tokens": 100,
    "messages": [{"role": "user", "content": "<said>We keep orders in PostgreSQL.</said>"}],
}


async def test_without_a_key_nobody_writes_and_drafts_are_outlines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)

    async with writing(wanted=True) as writer:
        settings = read_settings(slack_bot_token="xoxb-", **writer.settings)

    assert writer.said == NO_KEY
    assert settings.anthropic_api_key is None


async def test_in_the_story_a_script_on_this_machine_answers_until_it_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-mine")

    async with writing(wanted=True, by_script=True) as writer, aiohttp.ClientSession() as session:
        settings = read_settings(slack_bot_token="xoxb-", **writer.settings)
        assert settings.anthropic_api_key is not None
        key = {"x-api-key": settings.anthropic_api_key.get_secret_value()}
        async with session.post(f"{settings.anthropic_base_url}/v1/messages", json=ASKED, headers=key) as answer:
            said = (await answer.json())["content"][0]["text"]
        writer.is_told()
        async with session.post(f"{settings.anthropic_base_url}/v1/messages", json=ASKED, headers=key) as answer:
            afterwards = await answer.json()

    assert writer.said == SCRIPTED
    assert afterwards["stop_reason"] == "refusal"
    assert settings.anthropic_base_url.startswith("http://127.0.0.1:")
    assert "We keep orders in PostgreSQL." in said


async def test_with_a_key_it_is_the_real_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-mine")

    async with writing(wanted=True) as writer:
        settings = read_settings(slack_bot_token="xoxb-", **writer.settings)

    assert writer.said == REAL
    assert settings.anthropic_api_key is not None
    assert (settings.anthropic_api_key.get_secret_value(), settings.anthropic_base_url) == ("sk-ant-mine", CLAUDE)


async def test_where_it_is_not_wanted_there_is_none_even_with_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-mine")

    async with writing(wanted=False) as writer:
        settings = read_settings(slack_bot_token="xoxb-", **writer.settings)

    assert writer.said == NOBODY
    assert settings.anthropic_api_key is None


@pytest.mark.parametrize(("words", "sentence"), [((), NO_KEY), (("--no-claude",), NOBODY), (("--story",), SCRIPTED)])
async def test_the_console_of_the_sandbox_says_who_writes(words: tuple[str, ...], sentence: str) -> None:
    lines = await said_by_the_sandbox(*words, until=sentence)

    assert sentence in lines


async def said_by_the_sandbox(*words: str, until: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "COPILOT_", "DATABASE_", "ANTHROPIC_"))}
    process = Forked(["sandbox", "--port", "0", *words], {**clean, "COLUMNS": "400"})
    output = await process.start()
    said = ""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(60):
            while until not in said and (line := await output.readline()):
                said += line.decode()
    process.terminate()
    await process.wait()
    return said
