"""A process that dies while it answers: the next one makes the same message whole, and there is one."""

import asyncio

import pytest

from sandbox import Message
from sandbox.claude import ScriptedClaude, says
from tests.at_once import on_both_at_once
from tests.process import a_slack, gone, served
from tests.talking import written

ANSWER = "A whole answer. " * 50
MOMENTS = (
    ("chat.startStream", "hold_before"),
    ("chat.startStream", "hold_after"),
    ("chat.stopStream", "hold_before"),
    ("chat.stopStream", "hold_after"),
)


@pytest.mark.slow
@on_both_at_once
async def test_killed_while_it_answers_the_answer_is_whole_and_there_is_one(migrated_url: str) -> None:
    async with a_slack() as slack, ScriptedClaude(lambda _asked: says(ANSWER)) as claude:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana", tz="Europe/Berlin")
        key = {"ANTHROPIC_API_KEY": "sk-ant-x", "ANTHROPIC_BASE_URL": claude.url}
        asked: list[Message] = []
        for method, moment in [*MOMENTS, (None, "")]:
            async with served(acme, migrated_url, **key) as process:
                await process.ready()
                await _whole(asked)
                if not method:
                    break
                held = slack.faults.add(method, moment)
                asked.append(await ana.says(f"and now, {method}, {moment}?", in_=acme.dm(ana)))
                await held.reached(60)
                await process.killed()
            await gone(migrated_url)

        for (method, moment), root in zip(MOMENTS, asked, strict=True):
            assert [written(one) for one in root.replies if one.user == acme.bot.id] == [ANSWER], (method, moment)


async def _whole(asked: list[Message]) -> None:
    """Wait until all that was asked is answered, and no more is done to it."""
    async with asyncio.timeout(90):
        while not all(any("This helped" in one.shown for one in root.replies) for root in asked):
            await asyncio.sleep(0.05)
