"""Which documents wait: for a channel that does not show them as they are, and for somebody who is to decide them."""

from datetime import date

from bot.records.adrs import ADR
from tests.deciding import accepted
from tests.deployment import Team

FAR = date(2099, 1, 1)


async def test_only_what_a_channel_does_not_show_as_it_is_is_shown_when_the_bot_comes_back(team: Team) -> None:
    await accepted(team, "Use PostgreSQL")
    await accepted(team, "Use Redis")
    there = await waiting(team)
    await team.ana.removes(team.bot, from_=team.general)
    await team.settled()

    await team.runs(team.ana, "/adr deprecate ADR-2 it is too much")
    meanwhile = await waiting(team)
    await team.ana.invites(team.bot, to=team.general)
    await team.settled()

    assert there == []
    assert meanwhile == ["ADR-002"]
    assert await waiting(team) == []


async def test_what_waits_for_somebody_is_theirs_to_decide_or_to_write(team: Team) -> None:
    await team.runs(team.ana, "/adr new Use PostgreSQL")
    await team.submits(team.ana, {"context": "It has to be kept"})
    await team.ana.closes(all_=True)
    drafts = [await awaiting(team, user) for user in (team.ana.id, team.bo.id)]
    await team.runs(team.ana, "/adr propose DRAFT-1")
    await team.submits(team.ana, {"deciders": [team.bo]})

    decides = [await awaiting(team, user) for user in (team.ana.id, team.bo.id, team.chi.id)]

    assert drafts == [["DRAFT-1"], []]
    assert decides == [["ADR-001"], ["ADR-001"], []]


async def waiting(team: Team) -> list[str]:
    async with team.store.reading() as db:
        found = await db.documents.of(ADR).to_show(
            team.general.id, shown_as="adr.card", of=["deprecated"], line="adr.line", seen_by=team.operator
        )
    return [one.key(ADR) for one in found]


async def awaiting(team: Team, user: str) -> list[str]:
    async with team.store.reading() as db:
        viewer = await db.people.viewer(team.id, user)
        found = await db.documents.of(ADR).awaiting(seen_by=viewer, undecided=["draft", "proposed"], settled="accepted", today=FAR)
    return [one.key(ADR) for one in found]
