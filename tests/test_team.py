"""The team: who is here, which roles are open, who is on call; the risk that somebody leaves is for admins only."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.errors import Conflict, NotFound
from bot.records.team import Member, Team
from tests.deployment import Team as Workspace
from tests.deployment import by_day
from tests.looking import lines

TODAY = date(2026, 11, 20)


def new() -> Team:
    return Team(team="T1", channel="C1", changed_by="U1", changed_at=datetime(2026, 11, 20, tzinfo=UTC))


def test_the_rotation_turns_on_mondays_and_begins_with_the_first_this_week() -> None:
    team = new().changed(**new().turning(["A", "B", "C"], TODAY))

    assert [team.on_call(TODAY + timedelta(days=at)) for at in (-4, 0, 2, 3, 9, 10, 17)] == ["A", "A", "A", "B", "B", "C", "A"]
    assert new().on_call(TODAY) == ""
    with pytest.raises(Conflict):
        team.turning(["A", "B", "C"], TODAY)


def test_who_leaves_is_on_call_no_more_and_who_was_not_here_cannot_leave() -> None:
    team = new().changed(**new().joined(Member(user="A", role="dev")))
    team = team.changed(**team.turning(["A", "B"], TODAY))

    after = team.changed(**team.left(Member(user="A", role="-")))

    assert (after.members, after.rotation) == ((), ("B",))
    with pytest.raises(NotFound):
        after.left(Member(user="A", role="-"))


def test_somebody_is_on_it_once() -> None:
    team = new()
    for member in (
        Member(user="A", role="dev"),
        Member(name="Dana", role="designer"),
        Member(user="A", role="lead"),
        Member(name="dana", role="PM"),
    ):
        team = team.changed(**team.joined(member))

    assert [one.role for one in team.members] == ["lead", "PM"]


async def test_people_come_and_go_by_words_and_by_form(team: Workspace) -> None:
    added = await team.runs(team.ana, "/team add @Bo backend engineer since 2024-03")
    await team.runs(team.ana, "/team add")
    await team.submits(team.ana, {"name": "Dana Lee", "role": "designer"})
    card = (await team.runs(team.chi, "/team")).shown
    await team.runs(team.ana, "/team remove Dana Lee")
    after = (await team.runs(team.chi, "/team")).shown

    assert added.shown == "Bo is here as backend engineer. 1 is on the team."
    assert lines(card, "Bo backend engineer · since Mar 2024")
    assert lines(card, "Dana Lee designer")
    assert "Team: 2" in card
    assert "Dana" not in after


async def test_roles_are_opened_with_a_reason_and_a_day_and_filled_by_the_menu(team: Workspace) -> None:
    opened = await team.runs(team.ana, "/team open senior backend because payments grows by 2099-01-31")
    card = await team.runs(team.ana, "/team show")
    assert card.message is not None
    await team.ana.chooses("R1 senior backend", in_="A role is filled…", on=card.message)
    await team.settled()

    assert opened.shown == "R1 is open: senior backend, by 2099-01-31."
    assert lines(card.shown, "R1 senior backend · by 2099-01-31 · payments grows")
    assert "Open roles" not in (await team.runs(team.ana, "/team show")).shown
    assert "There is no open role R7" in (await team.runs(team.ana, "/team filled R7")).shown


async def test_the_rotation_is_shown_and_stands_at_home_of_whoever_has_this_week(alone: Workspace) -> None:
    team = await by_day(alone)  # when it is the same week everywhere
    await team.runs(team.ana, "/team oncall @Bo @Chi")
    await team.bo.opens("home")
    await team.chi.opens("home")
    await team.settled()

    shown = (await team.runs(team.ana, "/team oncall")).shown
    assert "On call this week: Bo. Then Chi." in shown
    assert team.bo.home is not None
    assert team.chi.home is not None
    assert "You are on call this week" in team.bo.home.shown
    assert "You are on call this week" not in team.chi.home.shown


async def test_the_risk_is_set_and_seen_by_admins_only(team: Workspace) -> None:
    await team.runs(team.bo, "/team add @Bo backend")
    refused = await team.runs(team.bo, "/team risk high he told me")
    await team.runs(team.ana, "/team risk high two offers outstanding")

    assert "is for admins" in refused.shown
    assert "Attrition risk: high: two offers outstanding (only admins see this)" in (await team.runs(team.ana, "/team")).shown
    for words in ("/team", "/team show", "/cto find outstanding"):
        assert "outstanding" not in (await team.runs(team.bo, words)).shown.replace("find outstanding", "")
        assert "Attrition" not in (await team.runs(team.bo, words)).shown


async def test_a_bare_command_never_fails(team: Workspace) -> None:
    assert "Nobody has said yet who works on what" in (await team.runs(team.bo, "/team")).shown
    assert "Did you mean add?" in (await team.runs(team.bo, "/team hired")).shown
