"""A process may die while it drafts: the next one goes on, and there is one draft, once."""

import pytest

from sandbox import Channel, Fault, Person, Sandbox
from tests.process import a_slack, forgotten, served

HELD = (("conversations.replies", "hold_before"), ("chat.postMessage", "hold_before"), ("chat.postMessage", "hold_after"))
"""While it reads, before its card is posted, and after that, before it is known to be."""


@pytest.mark.parametrize(("method", "moment"), HELD)
async def test_killed_while_it_drafts_from_a_thread_one_card_comes_once(migrated_url: str, method: str, moment: str) -> None:
    async with a_slack() as slack:
        ana, general = _people(slack)
        first = await ana.says("should orders stay in PostgreSQL?", in_=general)
        await ana.says("yes, let's keep them there: the reports need joins", in_=general, thread=first)
        async with served(general.workspace, migrated_url) as process:
            await process.ready()
            held = slack.faults.add(method, moment)
            await ana.uses("Draft ADR from thread", on=first)
            await held.reached()
            await process.killed()
        await forgotten(migrated_url)

        async with served(general.workspace, migrated_url) as process:
            await process.ready()
            await general.until(lambda messages: any("An outline" in one.shown for one in messages), within=30)
            await slack.settled()

        assert len([one for one in first.replies if "DRAFT-1" in one.shown]) == 1
        assert len(first.replies) == 2


@pytest.mark.parametrize(("method", "moment"), HELD[1:])
async def test_killed_while_it_writes_a_postmortem_one_card_comes_once(migrated_url: str, method: str, moment: str) -> None:
    async with a_slack() as slack:
        ana, general = _people(slack)
        async with served(general.workspace, migrated_url) as process:
            await process.ready()
            await ana.runs("/incident declare SEV1 Checkout is down", in_=general)
            await ana.runs("/incident resolve INC-1 rolled back", in_=general)
            await general.until(lambda messages: any("✅ Resolved" in one.shown for one in messages), within=30)
            held: Fault = slack.faults.add(method, moment)
            await ana.runs("/incident postmortem INC-1", in_=general)
            await held.reached()
            await process.killed()
        await forgotten(migrated_url)

        async with served(general.workspace, migrated_url) as process:
            await process.ready()
            await general.until(lambda messages: any("An outline" in one.shown for one in messages), within=30)
            await slack.settled()

        assert len([one for one in general.live if "PM-1" in one.shown and not one.ephemeral_to and not one.is_gone]) == 1


def _people(slack: Sandbox) -> tuple[Person, Channel]:
    acme = slack.workspace("Acme")
    ana = acme.person("Ana", tz="Europe/Berlin")
    return ana, acme.channel("general", members=[ana, acme.bot])
