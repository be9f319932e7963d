"""Whatever is done twice, or fails in the middle, is there once: a job of a draft may be run again at any time."""

import pytest

from bot.records.adrs import ADR
from tests.deciding import a_thread, answer, drafted, said_in
from tests.deployment import Team


async def again(team: Team, *jobs: str) -> None:
    """The jobs of the first document are run once more, as after a crash."""
    async with team.store.transaction() as db:
        [document] = await db.documents.of(ADR).listed(seen_by=team.operator, limit=2)
        for job in jobs:
            await db.jobs.enqueue(job, team=team.id, room=f"adr:{document.id}", document=document.id)
    await team.settled()


async def test_the_jobs_of_a_draft_may_run_again(team: Team) -> None:
    card = await drafted(team)
    await team.runs(team.ana, "/adr propose DRAFT-1 now")
    await team.runs(team.ana, "/adr accept ADR-1")
    thread = team.general.find(card.thread_ts or "")
    assert thread is not None
    before = [one.shown for one in said_in(team, thread)]

    await again(team, "adr.read", "adr.write", "adr.show", "adr.show")

    assert [one.shown for one in said_in(team, thread)] == before
    assert len(team.claude.asked) == 1


@pytest.mark.parametrize("method", ["chat.postMessage", "chat.update", "conversations.replies"])
@pytest.mark.parametrize("fault", ["drop", "drop_after", "500"])
async def test_where_slack_answers_nothing_the_card_comes_once_and_whole(team: Team, method: str, fault: str) -> None:
    thread = await a_thread(team)
    team.claude.will(answer())
    team.slack.faults.add(method, fault, team=team.id)

    await team.uses(team.ana, "Draft ADR from thread", on=thread)

    [card] = said_in(team, thread)
    assert card.shown.startswith("✏️ DRAFT-1 Reports read from a replica")
    assert len(team.claude.asked) == 1
