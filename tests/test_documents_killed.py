"""A process may die while it drafts: the next one goes on, and there is one draft, once. It dies so in the next moment, and the next."""

import pytest

from sandbox import Message
from tests.at_once import on_both_at_once
from tests.process import Office, office

HELD = (("conversations.replies", "hold_before"), ("chat.postMessage", "hold_before"), ("chat.postMessage", "hold_after"))
"""While it reads, before its card is posted, and after that, before it is known to be."""


@pytest.mark.slow
@on_both_at_once
async def test_killed_while_it_drafts_from_a_thread_one_card_comes_once(migrated_url: str) -> None:
    async with office(migrated_url) as here:
        threads: list[Message] = []
        for method, moment in HELD:
            first = await here.ana.says(f"should orders stay in PostgreSQL? {method} {moment}", in_=here.general)
            await here.ana.says("yes, let's keep them there: the reports need joins", in_=here.general, thread=first)
            async with here.served() as process:
                await _are_drafted(here, threads)
                async with here.killed(process, method, moment):
                    await here.ana.uses("Draft ADR from thread", on=first)
            threads.append(first)
        async with here.served():
            await _are_drafted(here, threads)

        for number, first in enumerate(threads, 1):
            assert [f"DRAFT-{number}" in one.shown for one in first.replies] == [False, True], HELD[number - 1]


@pytest.mark.slow
@on_both_at_once
async def test_killed_while_it_writes_a_postmortem_one_card_comes_once(migrated_url: str) -> None:
    async with office(migrated_url) as here:
        for number, (method, moment) in enumerate(HELD[1:], 1):
            async with here.served() as process:
                await _has_happened(here, number)
                async with here.killed(process, method, moment):
                    await here.ana.runs(f"/incident postmortem INC-{number}", in_=here.general)
        async with here.served():
            for number in range(1, len(HELD)):
                await here.shows(f"PM-{number}")

        there = [one.shown for one in here.general.live if not one.ephemeral_to and not one.is_gone]
        for number in range(1, len(HELD)):
            assert len([shown for shown in there if f"PM-{number}" in shown and "An outline" in shown]) == 1, HELD[number]


async def _are_drafted(here: Office, threads: list[Message]) -> None:
    """Wait until what was asked for before is there."""
    await here.general.until(lambda _: all("An outline" in "".join(one.shown for one in first.replies) for first in threads), within=60)
    await here.slack.settled(60)


async def _has_happened(here: Office, number: int) -> None:
    """An incident of that number is over, and the postmortem of the one before is there."""
    if number > 1:
        await here.shows(f"PM-{number - 1}")
    await here.ana.runs(f"/incident declare SEV1 Outage {number}", in_=here.general)
    await here.ana.runs(f"/incident resolve INC-{number} rolled back", in_=here.general)
    await here.general.until(lambda messages: sum("✅ Resolved" in one.shown for one in messages) == number, within=60)
