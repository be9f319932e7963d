"""Killed in the one moment that tests/test_chaos.py has no hold of: between what a mention says and its ack."""

import asyncio

from tests.process import a_slack, forgotten, served


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
