"""What the ledgers give to the scorecard and to the weekly digest, and that they follow their channel into a project."""

from bot.records.windows import last_days
from handlers.parts import Subject
from tests.deployment import Team
from tests.looking import lines


async def ledgers(team: Team) -> None:
    """Something in every one of them, in #general."""
    await team.runs(team.bo, "/debt add No backups critical days 2")
    await team.runs(team.bo, "/debt add Slow tests")
    await team.runs(team.bo, "/cost record 2020-01 AWS 900, S3 100, revenue 10000, customers 100")
    await team.runs(team.bo, "/security check backups restored on Monday")
    await team.runs(team.bo, "/security vuln XSS in search critical")
    await team.runs(team.bo, "/team add @Bo backend engineer")
    await team.runs(team.bo, "/team open designer")
    await team.runs(team.bo, "/stack discover 2")
    await team.submits(team.bo, {"headcount": "2"})
    await team.bo.closes()


async def test_every_ledger_stands_on_the_card(team: Team) -> None:
    await ledgers(team)

    card = (await team.runs(team.ana, "/scorecard")).shown

    assert lines(card, "Tech debt: 2 open, 1 critical, 2 days, first DEBT-1 No backups")
    assert lines(card, "Infrastructure: 2020-01 cost 1,000, 10 % of revenue, most of it AWS")
    assert lines(card, "Security: 🔴 1 of 4 must-haves: V1 is critical and open")
    assert lines(card, "Team: 1 here, 1 open role")


async def test_they_give_the_files_own_shape_and_never_the_risk(team: Team) -> None:
    await ledgers(team)
    await team.runs(team.ana, "/team risk high two offers")
    parts, now = team.deployment.copilot.doors.parts, team.slack.clock.now()

    async with team.store.reading() as db:
        viewer = await db.people.viewer(team.id, team.bo.id)
        subject = Subject(team.id, None, frozenset({None}), last_days(now, count=1)[0], viewer, now)
        given = {name: await scores(subject, db) for name, scores in parts.scores.items()}
        assert parts.stages is not None
        stage = await parts.stages(subject, db)

    assert stage == "survival"
    assert {name: part.figures for name, part in given.items() if part} == {
        "techDebt": {"criticalItems": 1, "totalItems": 2, "estimatedDays": 2.0, "topItem": "DEBT-1 No backups"},
        "infrastructure": {"monthlySpend": 1000.0, "spendAsPercentOfRevenue": 10.0, "costPerCustomer": 10.0, "topCostDriver": "AWS"},
        "security": {
            "complianceStatus": "1 of 4 must-haves of survival checked off",
            "lastSecurityReview": "",
            "openVulnerabilities": 1,
            "status": "red",
        },
        "team": {"headcount": 1, "openRoles": 1, "attritionRisk": None},
    }


async def test_what_is_private_is_counted_and_never_named(team: Team) -> None:
    await team.runs(team.ana, "/debt add The vault is open critical", in_=team.workspace.dm(team.ana))
    await team.runs(team.ana, "/cost record 2020-01 Secretcloud 10", in_=team.workspace.dm(team.ana))
    await team.runs(team.ana, "/security vuln the vault critical", in_=team.workspace.dm(team.ana))

    card = (await team.runs(team.bo, "/scorecard")).shown

    assert lines(card, "Tech debt: 1 open, 1 critical")
    for words in ("vault", "Secretcloud", "Infrastructure", "Security:"):
        assert words not in card


async def test_the_digest_tells_what_was_paid_and_what_waits(team: Team) -> None:
    await ledgers(team)
    await team.runs(team.bo, "/debt resolve DEBT-2 faster machines")

    digest = (await team.runs(team.ana, "/scorecard preview digest")).shown

    assert lines(digest, "DEBT-1 No backups is critical: when?")
    assert lines(digest, "2 of tech debt logged.")
    assert lines(digest, "✅ DEBT-2 Slow tests is paid.")


async def test_what_was_recorded_before_follows_its_channel_into_a_project(team: Team) -> None:
    await ledgers(team)

    await team.runs(team.bo, "/cto project Payments")

    for words, shown in (("/stack show", "Stack of Payments"), ("/team", "Team of Payments: 1"), ("/debt summary", "of Payments: 2 open")):
        assert shown in (await team.runs(team.ana, words)).shown
    assert "Payments: 2020-01 cost 1,000" in (await team.runs(team.ana, "/cost")).shown
    assert "Security of Payments: 1 of 4" in (await team.runs(team.ana, "/security")).shown
