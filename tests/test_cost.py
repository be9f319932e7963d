"""What running things costs, by the front door: recorded by words, form and CSV, reported against targets."""

from datetime import timedelta

from bot.records.costs import Month
from tests.deployment import Team
from tests.looking import buttons, lines
from tests.staged import did


async def months(team: Team) -> list[Month]:
    async with team.store.reading() as db:
        return await db.costs.all(None, seen_by=team.operator)


async def test_a_month_is_recorded_by_words_and_reported_at_once(team: Team) -> None:
    await team.runs(team.bo, "/cost record 2020-01 AWS 1000, Datadog 500, revenue 10000, customers 100")

    report = await team.runs(team.bo, "/cost record 2020-02 AWS 1,600, Datadog 500, revenue 10000, customers 100, used 30, budget 1800")

    shown = report.shown
    assert "2020-02 cost 2,100 (+40 %)" in shown
    assert lines(shown, "AWS: 1,600 · 76 %")
    assert lines(shown, "🔴 Of revenue: 21 % · target: below 20 % while the stage is not known")
    assert lines(shown, "🔴 A customer costs: 21.00 · target: falling")
    assert lines(shown, "🔴 Compute used: 30 % · target: over 40 %")
    assert lines(shown, "⚪ Of what is stored, read: not known")
    assert "Red flags: 6" in shown
    assert lines(shown, "🚩 Over budget: 2,100 of 1,800")
    assert "2020-01 1,500 · 2020-02 2,100" in shown


async def test_said_again_it_is_put_right_and_what_was_not_said_stays(team: Team) -> None:
    await did(
        team,
        (team.bo, team.general, "cost record 2020-01 AWS 1000, Old 5, revenue 10000"),
        (team.ana, team.general, "cost record 2020-01 AWS 900, Old 0, customers 10"),
    )

    [month] = await months(team)
    assert (month.spend, month.revenue, month.customers, month.revision) == ({"AWS": 900.0}, 10000.0, 10, 3)


async def test_the_form_is_filled_with_what_is_known_and_errors_stand_under_their_field(team: Team) -> None:
    await team.runs(team.bo, "/infra-cost record 2020-01 AWS 1000")
    opened = await team.runs(team.bo, "/cost record 2020-01")
    refused = await team.bo.submits({"spend": "AWS 1000\nDatadog lots"})
    await team.submits(team.bo, {"spend": "AWS 1000\nDatadog 300", "revenue": "9000"})

    assert opened.view is not None
    assert refused.errors == {"spend": "Line 2: “Datadog lots” should be a service and what it cost, as in AWS 1200."}
    [month] = await months(team)
    assert (month.spend, month.revenue) == ({"AWS": 1000.0, "Datadog": 300.0}, 9000.0)


async def test_a_csv_is_taken_whole_or_not_at_all_and_twice_changes_nothing(team: Team) -> None:
    good = "month,service,amount\n2020-01,AWS,100\n2020-02,AWS,120\n2020-02,revenue,900"
    await team.runs(team.bo, "/cost csv")
    refused = await team.bo.submits({"csv": good + "\n2020-03,AWS,many"})
    await team.settled()
    before = await months(team)
    await team.submits(team.bo, {"csv": good})
    first = await months(team)
    await team.runs(team.bo, "/cost csv")
    await team.submits(team.bo, {"csv": good})

    assert refused.errors == {"csv": "Line 5: “many” is no amount."}
    assert before == []
    assert [(one.name, one.spend, one.revenue) for one in first] == [("2020-01", {"AWS": 100.0}, None), ("2020-02", {"AWS": 120.0}, 900.0)]
    assert await months(team) == first
    assert "2020-02 120 · 13 % of revenue" in (await team.runs(team.bo, "/cost list")).shown


async def test_the_target_follows_the_stage_and_the_budget_the_stack(team: Team) -> None:
    await team.runs(team.bo, "/stack discover 2")
    await team.submits(team.bo, {"headcount": "12", "oncall": "yes", "review": "pull requests"})
    await team.bo.closes()
    await team.runs(team.bo, "/stack discover 4")
    await team.submits(team.bo, {"budget": "100"})

    report = (await team.runs(team.bo, "/cost record 2020-01 AWS 75, S3 75, revenue 1000")).shown

    assert "target: below 10 % in scale" in report
    assert lines(report, "🚩 Over budget: 150 of 100")


async def test_nothing_recorded_yet_says_how_and_a_key_nobody_sees_is_nobodys(team: Team) -> None:
    nothing = await team.runs(team.bo, "/cost")
    near = await team.runs(team.bo, "/cost analyse")

    assert "Nobody has recorded what running things cost" in nothing.shown
    assert list(buttons(nothing))[1] == "Paste a CSV"
    assert "Did you mean report?" in near.shown


async def test_a_private_bill_is_seen_by_its_members_only_until_it_is_published(team: Team) -> None:
    dm = team.workspace.dm(team.ana)
    recorded = await team.runs(team.ana, "/cost record 2020-01 Secretcloud 100", in_=dm)
    hidden = await team.runs(team.bo, "/cost report 2020-01")
    found = await team.runs(team.bo, "/cto find Secretcloud")

    await team.runs(team.ana, "/cost publish 2020-01", in_=dm)

    assert "Only you see it" in recorded.shown
    assert "Nobody has recorded" in hidden.shown
    assert "COST-" not in found.shown
    assert "Secretcloud: 100" in (await team.runs(team.bo, "/cost report 2020-01")).shown


async def test_whoever_recorded_the_last_one_is_reminded_at_home(alone: Team) -> None:
    team = alone
    day = team.slack.clock.now()
    team.slack.clock.advance(timedelta(days=(45 - day.day)))  # into the middle of a month
    now = team.slack.clock.now()
    first = now.replace(day=1)
    earlier = ((first - timedelta(days=1)).replace(day=1) - timedelta(days=1)).strftime("%Y-%m")
    last = (first - timedelta(days=1)).strftime("%Y-%m")
    await team.runs(team.bo, f"/cost record {earlier} AWS 100")
    await team.bo.opens("home")
    await team.ana.opens("home")
    await team.settled()
    assert team.bo.home is not None
    assert team.ana.home is not None
    waits, others = team.bo.home.shown, team.ana.home.shown
    await team.runs(team.bo, f"/cost record {last} AWS 100")
    await team.bo.opens("home")
    await team.settled()

    assert f"What {last} cost is not recorded yet" in waits
    assert "is not recorded yet" not in others
    assert "is not recorded yet" not in team.bo.home.shown
