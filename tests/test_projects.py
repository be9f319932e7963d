"""Projects: named once, bound to channels, followed by what is recorded there."""

import pytest

from bot.records.people import Viewer
from tests.deployment import Team
from tests.looking import buttons


async def project_of(team: Team, number: int) -> str:
    async with team.store.reading() as db:
        incident = await db.incidents.numbered(number, seen_by=team.operator)
        assert incident is not None
        found = await db.projects.get(incident.project, seen_by=team.operator) if incident.project else None
    return found.name if found else ""


async def test_the_first_name_makes_a_project_and_binds_the_channel(team: Team) -> None:
    reply = await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    card = await team.runs(team.ana, "/cto project", in_=team.payments)

    assert reply.shown == "What is recorded in this channel belongs to Payments."
    assert card.shown.startswith("This channel belongs to Payments.")
    assert "#payments" in card.shown


async def test_one_project_is_used_silently_wherever_something_is_declared(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.declares(team.ana, "SEV2 Search is slow")

    assert await project_of(team, 1) == "Payments"


async def test_with_several_the_form_asks_where_the_channel_does_not_say(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.runs(team.ana, "/cto project new Search", in_=team.platform)

    await team.runs(team.ana, "/incident declare", in_=team.general)
    assert team.ana.view is not None
    asks = "Which project?" in team.ana.view.shown
    await team.submits(team.ana, {"title": "Search is slow", "severity": "SEV2", "project": "Search"})
    await team.declares(team.bo, "SEV3 it was words only")
    await team.declares(team.bo, "SEV2 Checkout is slow", in_=team.payments)

    assert asks
    assert [await project_of(team, number) for number in (1, 2, 3)] == ["Search", "", "Payments"]


async def test_what_was_declared_before_follows_when_its_channel_is_bound(team: Team) -> None:
    await team.declares(team.bo, "SEV2 Checkout is slow", in_=team.payments)
    await team.declares(team.ana, "SEV2 Search is slow")

    await team.runs(team.bo, "/cto project Payments", in_=team.payments)

    assert [await project_of(team, number) for number in (1, 2)] == ["Payments", ""]


async def test_with_the_second_project_what_belonged_to_none_stays_with_the_first(team: Team) -> None:
    await team.declares(team.ana, "SEV2 Search is slow")
    await team.declares(team.bo, "SEV2 Checkout is slow", in_=team.payments)
    await team.runs(team.ana, "/cto project new Search")
    await team.declares(team.ana, "SEV2 The page is slow", in_=team.platform)
    await team.runs(team.bo, "/cto project new Payments", in_=team.payments)

    assert [await project_of(team, number) for number in (1, 2, 3)] == ["Search", "Payments", "Search"]


async def test_targets_and_what_comes_by_itself_are_the_first_projects_once_it_has_a_name(team: Team) -> None:
    await team.runs(team.bo, "/scorecard target lead 2d", in_=team.payments)
    await team.runs(team.bo, "/scorecard digest here", in_=team.payments)
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)

    async with team.store.reading() as db:
        [project] = await db.projects.all(seen_by=team.operator)
        targets = await db.scorecards.targets(team.id, project.id)
        [monthly] = await db.schedules.all("scorecard", seen_by=team.operator)
    assert targets == {"lead": 2 * 86_400}
    assert monthly.target == str(project.id)


@pytest.mark.postgresql
async def test_it_is_asked_for_once_after_an_incident_and_never_before(team: Team) -> None:
    declared = await team.runs(team.ana, "/incident declare SEV2 Search is slow")
    first = await team.runs(team.ana, "/incident resolve restarted")
    await team.declares(team.bo, "SEV2 Search is slow again")
    second = await team.runs(team.bo, "/incident resolve restarted")

    await team.clicks(team.ana, "Name the project", on=first)
    await team.submits(team.ana, {"name": "Search"})

    assert "what do you work on" not in declared.shown
    assert "what do you work on here?" in first.shown
    assert "what do you work on" not in second.shown
    assert await project_of(team, 1) == "Search"


async def test_a_name_that_is_nearly_one_there_is_asks_before_it_makes_another(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)

    asked = await team.runs(team.ana, "/cto project paymets")
    await team.clicks(team.ana, "Yes, Payments", on=asked)
    again = await team.runs(team.ana, "/cto project PAYMENTS")

    assert list(buttons(asked)) == ["Yes, Payments", "No, paymets is new"]
    assert again.shown == "This channel belongs to Payments already."


async def test_a_project_is_renamed_and_a_channel_let_go(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.runs(team.bo, "/cto project new Search")

    taken = await team.runs(team.bo, "/cto project rename search", in_=team.payments)
    renamed = await team.runs(team.bo, "/cto project rename Billing", in_=team.payments)
    gone = await team.runs(team.bo, "/cto project none", in_=team.payments)
    card = await team.runs(team.bo, "/cto project", in_=team.payments)

    assert taken.shown == "There is a project “Search” already."
    assert renamed.shown == "Payments is called Billing now."
    assert "belongs to no project any more" in gone.shown
    assert "Take it off its project" not in buttons(card)
    async with team.store.reading() as db:
        changes = await db.audit.of(team.id, (await db.projects.all(seen_by=team.operator))[0].key)
    assert [one.action for one in changes] == ["make", "bind", "rename", "unbind"]


async def test_guests_see_the_projects_of_their_channels_and_name_none(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.runs(team.ana, "/cto project new Search")

    refused = await team.runs(team.gus, "/cto project Mine", in_=team.payments)
    card = await team.runs(team.gus, "/cto project", in_=team.payments)

    assert "full members" in refused.shown
    assert "Payments" in card.shown
    assert "Search" not in card.shown


async def test_a_private_channel_bound_to_a_project_is_shown_to_its_members_only(team: Team) -> None:
    await team.ana.invites(team.bot, to=team.secret)
    await team.settled()
    await team.runs(team.chi, "/cto project Payments", in_=team.secret)

    async with team.store.reading() as db:
        seen = [await db.projects.channels(seen_by=await db.people.viewer(team.id, who.id)) for who in (team.chi, team.bo)]
        known = await db.projects.all(seen_by=Viewer(team="T-other", user="U1"))

    assert [len(one) for one in seen] == [1, 0]
    assert known == []


@pytest.mark.parametrize(("words", "says"), [("x" * 61, "too long"), ("rename", "Which project?")])
async def test_what_cannot_be_a_name_is_told(team: Team, words: str, says: str) -> None:
    assert says in (await team.runs(team.bo, f"/cto project {words}")).shown
