"""A process that dies while it answers: the next one makes the same message whole, and there is one."""

import asyncio

import pytest

from sandbox import Person, Sandbox
from sandbox.claude import ScriptedClaude, says
from tests.process import a_slack, served
from tests.talking import written

ANSWER = "A whole answer. " * 50


@pytest.mark.parametrize(
    ("method", "moment"),
    [
        ("chat.startStream", "hold_before"),
        ("chat.startStream", "hold_after"),
        ("chat.stopStream", "hold_before"),
        ("chat.stopStream", "hold_after"),
    ],
)
async def test_killed_while_it_answers_the_answer_is_whole_and_there_is_one(migrated_url: str, method: str, moment: str) -> None:
    async with a_slack() as slack, ScriptedClaude(lambda _asked: says(ANSWER)) as claude:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana", tz="Europe/Berlin")
        key = {"ANTHROPIC_API_KEY": "sk-ant-x", "ANTHROPIC_BASE_URL": claude.url}
        async with served(acme, migrated_url, **key) as process:
            await process.ready()
            held = slack.faults.add(method, moment)
            root = await ana.says("and now?", in_=acme.dm(ana))
            await held.reached(60)
            await process.killed()

        async with served(acme, migrated_url, **key) as process:
            await process.ready()
            await _whole(slack, ana)

        assert [written(one) for one in root.replies if one.user == acme.bot.id] == [ANSWER]


async def _whole(slack: Sandbox, person: Person) -> None:
    """Wait until an answer is there, and no more is done to it."""
    (acme,) = slack.workspaces.values()
    async with asyncio.timeout(60):
        while not any("This helped" in one.shown for one in acme.dm(person).live):
            await asyncio.sleep(0.05)
