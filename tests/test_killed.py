"""Killed in the one moment that tests/test_chaos.py has no hold of: between what a mention says and its ack."""

import asyncio

from tests.at_once import on_both_at_once
from tests.process import office


@on_both_at_once
async def test_killed_while_it_answers_a_mention_slack_delivers_it_again_and_it_counts_once(migrated_url: str) -> None:
    async with office(migrated_url) as here:
        ana, general = here.ana, here.general
        async with here.served() as process:
            await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            async with here.killed(process, "reactions.add", "hold_before"):
                note = await ana.says("@CTO Co-Pilot incident note rolled back", in_=general)

        async with here.served():
            here.slack.clock.advance(400)
            await here.slack.settled(60)
            async with asyncio.timeout(60):
                while "white_check_mark" not in note.reactions:
                    await asyncio.sleep(0.02)
            timeline = await ana.runs("/incident timeline", in_=general)

        assert timeline.shown.count("rolled back") == 1
