"""A process may die anywhere: what was acked is there after the next start, and is told once."""

import asyncio
from collections import Counter

import pytest

from sandbox import Fault, Sandbox
from tests.process import a_slack, forgotten, served

MOMENTS = ("before Slack took the call", "after Slack took the call, before its answer", "right after the ack")


async def test_killed_between_ack_and_posting_nothing_acked_is_lost_and_nothing_is_told_twice(
    migrated_url: str, pytestconfig: pytest.Config
) -> None:
    kills: int = pytestconfig.getoption("--kills")
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana", tz="Europe/Berlin")
        general = acme.channel("general", members=[ana, acme.bot])

        for number in range(1, kills + 1):
            async with served(acme, migrated_url) as process:
                await process.ready()
                await _all_told(slack, number - 1)
                fault = _at(MOMENTS[number % 3], slack)
                reply = await ana.runs(f"/incident declare SEV1 Outage number {number}.", in_=general)
                assert f"INC-{number} is open" in reply.shown
                if fault:
                    await fault.reached()
                await process.killed()
            if number % len(MOMENTS):  # every third time it is found out as it is where it ships
                await forgotten(migrated_url)
        async with served(acme, migrated_url) as process:
            await process.ready()
            await _all_told(slack, kills)
            listed = await ana.runs("/incident list", in_=general)

        told = Counter(_number(message.shown) for message in general.live if message.user == acme.bot.id and not message.ephemeral_to)
        assert told == Counter({f"INC-{number}": 1 for number in range(1, kills + 1)})
        assert f"Open: {kills}" in listed.shown


async def test_killed_while_it_answers_a_mention_slack_delivers_it_again_and_it_counts_once(migrated_url: str) -> None:
    async with a_slack() as slack:
        acme = slack.workspace("Acme")
        ana = acme.person("Ana", tz="Europe/Berlin")
        general = acme.channel("general", members=[ana, acme.bot])
        async with served(acme, migrated_url) as process:
            await process.ready()
            await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            held = slack.faults.add("reactions.add", "hold_before")
            note = await ana.says("@CTO Co-Pilot incident note rolled back", in_=general)
            await held.reached()
            await process.killed()
        await forgotten(migrated_url)

        async with served(acme, migrated_url) as process:
            await process.ready()
            slack.clock.advance(400)
            await slack.settled()
            async with asyncio.timeout(20):
                while "white_check_mark" not in note.reactions:
                    await asyncio.sleep(0.02)
            timeline = await ana.runs("/incident timeline", in_=general)

        assert timeline.shown.count("rolled back") == 1


async def _all_told(slack: Sandbox, count: int) -> None:
    """Wait until that many headlines stand in the channel, and no call is under way."""
    (acme,) = slack.workspaces.values()
    (general,) = [channel for channel in acme.channels.values() if channel.name == "general"]
    await general.until(
        lambda messages: len([one for one in messages if one.user == acme.bot.id and not one.ephemeral_to]) >= count, within=30
    )


def _at(moment: str, slack: Sandbox) -> Fault | None:
    if moment == MOMENTS[0]:
        return slack.faults.add("chat.postMessage", "hold_before")
    if moment == MOMENTS[1]:
        return slack.faults.add("chat.postMessage", "hold_after")
    return None


def _number(shown: str) -> str:
    return next(word for word in shown.split() if word.startswith("INC-"))
