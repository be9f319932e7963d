"""Debt, by the front door: logged in ten seconds, from a message in two clicks, from an action by a button; planned, paid."""

import pytest

from bot.records.debt import Debt, Impact, Priority, Quadrant
from tests.deployment import Team
from tests.looking import buttons, lines, room, told
from tests.staged import did


async def item(team: Team, number: int) -> Debt:
    async with team.store.reading() as db:
        found = await db.debts.numbered(number, seen_by=team.operator)
    assert found is not None
    return found


async def test_it_is_logged_at_once_by_words_with_what_stands_at_their_end(team: Team) -> None:
    reply = await team.runs(team.bo, "/debt add Checkout has no tests hours 6 days 2.5 high")
    mentioned = await team.says(team.ana, "@CTO Co-Pilot debt add The build takes 3 days off our week")

    assert reply.shown.startswith("DEBT-1 is logged: high, prudent deliberate. How it came about is a guess.")
    logged = await item(team, 1)
    assert (logged.title, logged.hours_a_week, logged.estimated_days, logged.priority) == ("Checkout has no tests", 6.0, 2.5, "high")
    assert (await item(team, 2)).title == "The build takes 3 days off our week"
    assert "white_check_mark" in mentioned.reactions


async def test_from_a_message_it_takes_two_clicks(team: Team) -> None:
    message = await team.says(team.bo, "we copied the whole payment module again, see https://x.example")

    await team.uses(team.ana, "Log as tech debt", on=message)  # the first
    await team.submits(team.ana, {})  # and the second

    logged = await item(team, 1)
    assert logged.title.startswith("we copied the whole payment module again")
    assert (logged.quadrant, logged.impact, logged.priority) == (Quadrant.PRUDENT_DELIBERATE, Impact.ACCUMULATING, Priority.MEDIUM)
    assert logged.origin is not None
    assert logged.origin.ts == message.ts
    await team.uses(team.bo, "Log as tech debt", on=message)
    assert "That is DEBT-1 already" in told(team, team.bo)[-1].shown
    assert "the message" in (await team.runs(team.ana, "/debt show DEBT-1")).shown


async def test_the_choice_of_four_explains_itself_and_decides_how_urgent_it_is(team: Team) -> None:
    await team.runs(team.bo, "/debt add")
    assert team.bo.view is not None
    shown = str(team.bo.view.blocks)

    await team.submits(team.bo, {"title": "No tests", "quadrant": "reckless_deliberate", "impact": "causing_incidents", "days": "4"})

    for words in ("We don't have time for tests", "fix it now: high risk", "What's a design pattern?", "train or hire", "learn from it"):
        assert words in shown
    card = (await team.runs(team.bo, "/debt show DEBT-1")).shown
    assert lines(card, "Critical by rule · causing incidents · 4 days")
    assert lines(card, "Reckless deliberate: fix it now: high risk")


async def test_an_action_becomes_debt_by_a_button_once_and_follows_from_its_incident(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.ana, "/incident action split the payment module @Bo by friday")
    listed = await team.runs(team.bo, "/incident actions mine")
    assert listed.message is not None

    await team.bo.chooses("ACT-1 split the payment module", in_="Make it debt…", on=listed.message)
    reply = await team.submits(team.bo, {"quadrant": "reckless_deliberate"})
    again = await team.runs(team.bo, "/debt add from ACT-1")

    assert reply.view is not None
    assert "DEBT-1 is logged: high, reckless deliberate. It follows from ACT-1 of INC-1." in reply.view.shown
    assert "ACT-1 is DEBT-1 already." in again.shown
    assert lines((await team.runs(team.bo, "/debt show DEBT-1")).shown, "Follows from INC-1 Checkout is down")
    assert lines((await team.runs(team.bo, "/incident show INC-1")).shown, "Led to DEBT-1 split the payment module")


async def test_said_in_the_room_of_an_incident_it_follows_from_that(team: Team) -> None:
    headline = await team.declares(team.ana, "SEV1 Checkout is down")

    await team.says(team.bo, "@CTO Co-Pilot debt add The failover is by hand", thread=headline)

    assert lines((await team.runs(team.bo, "/debt show DEBT-1")).shown, "Follows from INC-1 Checkout is down")
    assert not [line for line in room(headline) if "failover" in line and "—" in line]


async def test_the_questions_are_asked_and_incidents_it_caused_are_linked(team: Team) -> None:
    await team.declares(team.ana, "SEV1 Checkout is down")
    await team.runs(team.bo, "/debt add The failover is by hand")
    await team.runs(team.bo, "/debt ask DEBT-1")
    answers = {
        "description": "nights",
        "hours": "5",
        "whose": "the payments team",
        "incidents": "INC-1",
        "year": "we leave",
        "roadmap": ["roadmap"],
    }

    await team.submits(team.bo, answers)

    card = (await team.runs(team.bo, "/debt show DEBT-1")).shown
    for words in (
        "Costs 5 hours a week of the payments team · on the roadmap's path",
        "nights",
        "Left for a year: we leave",
        "Caused INC-1",
    ):
        assert lines(card, words), card
    assert lines((await team.runs(team.bo, "/incident show INC-1")).shown, "Caused by DEBT-1")
    plan = (await team.runs(team.bo, "/debt plan")).shown
    assert "1 incident in 13 weeks" in plan


async def test_a_key_nobody_can_see_is_told_under_its_field(team: Team) -> None:
    await team.runs(team.bo, "/debt add The failover is by hand")
    await team.runs(team.bo, "/debt ask DEBT-1")

    sent = await team.submits(team.bo, {"incidents": "INC-77"})

    assert sent.errors == {"incidents": "There is no INC-77 that you can see."}


async def test_the_plan_says_what_to_pay_first_and_why(team: Team) -> None:
    await did(
        team,
        (team.bo, team.general, "debt add Slow tests days 1 hours 8"),
        (team.bo, team.general, "debt add Old framework days 30 hours 2"),
    )

    plan = await team.runs(team.bo, "/debt plan")
    larger = await team.runs(team.bo, "/debt plan 40")
    wrong = await team.runs(team.bo, "/debt plan many")

    assert "1 of 10 days, and 8 hours a week are won" in plan.shown
    assert lines(plan.shown, "It costs 8 h a week; takes 1 days: pays back in 1 weeks.")
    assert plan.shown.index("DEBT-1") < plan.shown.index("Later, or with more days") < plan.shown.index("DEBT-2")
    assert "31 of 40 days" in larger.shown
    assert "How many days are there for it?" in wrong.shown


@pytest.mark.postgresql
async def test_it_is_paid_owed_again_listed_and_counted(team: Team) -> None:
    await team.runs(team.bo, "/debt add Slow tests critical")
    await team.runs(team.bo, "/debt add Old framework days 3")
    paid = await team.runs(team.ana, "/debt resolve DEBT-1 bought faster machines")
    assert paid.message is not None

    open_ = (await team.runs(team.bo, "/debt list")).shown
    of_priority = (await team.runs(team.bo, "/debt list all critical")).shown
    counted = (await team.runs(team.bo, "/debt summary")).shown
    card = (await team.runs(team.bo, "/debt show DEBT-1")).shown
    await team.clicks(team.ana, "Not yet", on=paid.message)

    assert "Slow tests" not in open_
    assert "✅ DEBT-1 Slow tests" in of_priority
    assert "Old framework" not in of_priority
    assert "Tech debt: 1 open" in counted
    assert "3 days estimated" in counted
    assert lines(counted, "1 prudent deliberate — schedule it")
    assert "by Ana: bought faster machines" in card
    assert (await item(team, 1)).is_open


async def test_it_belongs_to_the_project_of_its_channel_and_is_planned_there(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.runs(team.ana, "/cto project new Search", in_=team.platform)
    await team.runs(team.bo, "/debt add Slow tests", in_=team.payments)

    asked = await team.runs(team.bo, "/debt add Old framework", in_=team.general)
    await team.submits(team.bo, {"project": "Search"})

    assert asked.view is not None
    here = (await team.runs(team.bo, "/debt plan", in_=team.payments)).shown
    assert "Slow tests" in here
    assert "Old framework" not in here
    assert "Tech debt of Search: 1 open" in (await team.runs(team.bo, "/debt summary Search", in_=team.general)).shown
    which = await team.runs(team.bo, "/debt summary", in_=team.general)
    assert buttons(which) == {"Payments": "debt summary Payments", "Search": "debt summary Search"}


async def test_logged_in_private_it_is_theirs_until_it_is_published(team: Team) -> None:
    dm = team.workspace.dm(team.bo)
    reply = await team.runs(team.bo, "/debt add We have no backups", in_=dm)
    hidden = (await team.runs(team.ana, "/debt show DEBT-1")).shown
    found_not = (await team.runs(team.ana, "/cto find backups")).shown

    await team.runs(team.bo, "/debt publish DEBT-1", in_=dm)

    assert "Only you see it" in reply.shown
    assert "no DEBT-1 that you can see" in hidden
    assert "DEBT-1" not in found_not
    assert "We have no backups" in (await team.runs(team.ana, "/debt show DEBT-1")).shown
    assert "We have no backups" in (await team.runs(team.ana, "/cto find backups")).shown
    assert "Every member sees it already" in (await team.runs(team.ana, "/debt publish DEBT-1")).shown


async def test_what_is_critical_stands_at_home(team: Team) -> None:
    await team.runs(team.bo, "/debt add Slow tests")
    await team.ana.opens("home")
    await team.settled()
    assert team.ana.home is not None
    before = team.ana.home.shown

    await team.runs(team.bo, "/debt add No backups critical")
    await team.ana.opens("home")
    await team.settled()

    assert "Critical tech debt" not in before
    assert "DEBT-2 No backups" in team.ana.home.shown
    assert "Slow tests" not in team.ana.home.shown


async def test_words_that_are_none_get_the_nearest_and_a_bare_command_never_fails(team: Team) -> None:
    near = await team.runs(team.bo, "/debt prioritise")
    which = await team.runs(team.bo, "/debt resolve")
    bare = await team.runs(team.bo, "/tech-debt")
    listed = await team.runs(team.bo, "/debt list purple")

    assert "Did you mean plan?" in near.shown
    assert "There is none that you can see." in which.shown
    assert bare.view is not None
    assert "I do not list by “purple”" in listed.shown


async def test_every_change_is_audited(team: Team) -> None:
    await did(
        team,
        (team.bo, team.general, "debt add Slow tests"),
        (team.bo, team.general, "debt resolve DEBT-1 done"),
        (team.ana, team.general, "debt reopen DEBT-1 it is slow again"),
    )

    async with team.store.reading() as db:
        rows = await db.audit.of(team.id, "DEBT-1")

    assert [(one.action, one.by) for one in rows] == [
        ("add", team.bo.id),
        ("resolve", team.bo.id),
        ("reopen it is slow again", team.ana.id),
    ]
