"""The discovery: four steps that can be left and taken up again, gaps that stay to be seen, the stage and the brief."""

import pytest

from bot.records.stack import Backend, Infrastructure, Observability, Stack
from tests.deployment import Team
from tests.looking import buttons, lines

RUNS_ON = {
    "frontend": "Next.js, Vercel",
    "backend": "Python, Django, Fly.io, one worker, and cron",
    "database": "PostgreSQL",
    "infrastructure": "AWS, S3, SQS",
    "cicd": "GitHub Actions",
    "observability": "Grafana",
}


async def stack_of(team: Team) -> Stack:
    async with team.store.reading() as db:
        found = await db.stacks.of(None, seen_by=team.operator)
    assert found is not None
    return found


@pytest.mark.postgresql
async def test_four_steps_one_after_the_other_end_with_the_stage_and_its_reasons(team: Team) -> None:
    await team.runs(team.bo, "/stack")
    await team.submits(team.bo, RUNS_ON)
    assert team.bo.view is not None
    assert team.bo.view.title == "2/4 Team and process"
    await team.submits(team.bo, {"headcount": "12", "roles": "8 backend, 4 frontend", "frequency": "weekly, by hand", "oncall": "no"})
    await team.submits(team.bo, {"breaking": "the nightly bash scripts", "scariest": "billing"})
    await team.submits(team.bo, {"budget": "5000", "compliance": "SOC2, PCI", "hard": "must run in the EU\nno Oracle"})

    assert len(team.bo.views) == 1
    shown = team.bo.view.shown
    assert "Stage: foundation" in shown
    assert "12 engineers: scale by size; one stage back, for want of code review, alerting, an on-call rotation" in shown
    stack = await stack_of(team)
    assert stack.backend == Backend(language="Python", framework="Django", hosting="Fly.io", notes="one worker, and cron")
    assert stack.infrastructure == Infrastructure(cloud_provider="AWS", key_services=("S3", "SQS"))
    assert stack.observability == Observability(monitoring="Grafana")
    assert (stack.headcount, stack.oncall, stack.budget, stack.compliance) == (12, False, 5000.0, ("SOC2", "PCI"))
    assert stack.cicd.deployment_frequency == "weekly, by hand"
    assert stack.hard_constraints == ("must run in the EU", "no Oracle")


async def test_it_can_be_left_and_goes_on_where_it_was_also_for_somebody_else(team: Team) -> None:
    await team.runs(team.bo, "/stack discover")
    await team.submits(team.bo, RUNS_ON)
    await team.bo.closes()

    card = await team.runs(team.ana, "/stack")
    assert card.message is not None
    await team.clicks(team.ana, "Go on with step 2", on=card.message)
    assert team.ana.view is not None
    assert team.ana.view.title == "2/4 Team and process"
    await team.submits(team.ana, {"headcount": "2"})

    stack = await stack_of(team)
    assert stack.steps == {1, 2}
    assert stack.frontend.framework == "Next.js"
    assert stack.next_step == 3


async def test_gaps_stay_gaps_and_are_told(team: Team) -> None:
    await team.runs(team.bo, "/stack discover")
    await team.submits(team.bo, {"backend": "Python"})
    await team.bo.closes()

    card = (await team.runs(team.bo, "/stack show")).shown

    assert lines(card, "Frontend: not known yet")
    assert "Backend: framework, hosting" in card
    assert "Observability: monitoring, logging, alerting" in card
    assert "How far you are follows from how many engineers you are: step 2." in card


async def test_what_was_not_touched_stays_as_it_was(team: Team) -> None:
    for _ in range(2):
        await team.runs(team.bo, "/stack discover 1")
        await team.submits(team.bo, RUNS_ON)
        await team.bo.closes()
    await team.runs(team.bo, "/stack discover 1")
    await team.submits(team.bo, {"frontend": "SvelteKit, Cloudflare"})

    stack = await stack_of(team)
    assert stack.frontend.framework == "SvelteKit"
    assert stack.backend.notes == "one worker, and cron"
    assert stack.revision == 3


async def test_advice_fits_the_stage(team: Team) -> None:
    await team.runs(team.bo, "/stack discover 2")
    await team.submits(team.bo, {"headcount": "3"})
    await team.bo.closes()
    small = await team.runs(team.bo, "/stack fits moving to Kubernetes")
    fine = await team.runs(team.bo, "/stack fits a modular monolith")
    await team.runs(team.bo, "/stack discover 2")
    await team.submits(team.bo, {"headcount": "40"})
    await team.bo.closes()

    large = await team.runs(team.bo, "/stack fits our bash scripts")

    assert "Kubernetes is too early for 3 people." in small.shown
    assert "Nothing speaks against it" in fine.shown
    assert "is too late for 40 people" in large.shown


async def test_only_an_admin_says_the_stage_otherwise_and_says_why(team: Team) -> None:
    await team.runs(team.bo, "/stack discover 2")
    await team.submits(team.bo, {"headcount": "3"})
    await team.bo.closes()

    refused = await team.runs(team.bo, "/stack stage scale we are hiring")
    without = await team.runs(team.ana, "/stack stage scale")
    said = await team.runs(team.ana, "/stack stage scale we are hiring twenty")
    again = await team.runs(team.ana, "/stack stage by rule")

    assert "is for admins" in refused.shown
    assert "Why?" in without.shown
    assert "Stage: scale · set by hand: we are hiring twenty" in said.shown
    assert "Stage: foundation · 3 engineers: foundation by size" in again.shown


async def test_the_brief_is_a_page_for_newcomers(team: Team) -> None:
    await team.runs(team.bo, "/stack")
    await team.submits(team.bo, RUNS_ON)
    await team.submits(team.bo, {"headcount": "4"})
    await team.submits(team.bo, {"scariest": "billing"})
    await team.submits(team.bo, {"compliance": "PCI"})

    brief = (await team.runs(team.ana, "/stack brief")).shown

    for words in (
        "The product on a page",
        "Frontend: Next.js, Vercel",
        "Compliance: PCI",
        "Scariest part: billing",
        "A team in foundation",
    ):
        assert words in brief, words


async def test_each_project_has_its_own_and_of_several_it_is_asked_which(team: Team) -> None:
    await team.runs(team.bo, "/cto project Payments", in_=team.payments)
    await team.runs(team.ana, "/cto project new Search", in_=team.platform)
    await team.runs(team.bo, "/stack discover 1", in_=team.payments)
    await team.submits(team.bo, {"backend": "Go"})
    await team.bo.closes()

    which = await team.runs(team.bo, "/stack show", in_=team.general)
    payments = await team.runs(team.bo, "/stack show Payments", in_=team.general)
    search = await team.runs(team.bo, "/stack show Search", in_=team.general)

    assert buttons(which) == {"Payments": "stack show Payments", "Search": "stack show Search"}
    assert "Stack of Payments" in payments.shown
    assert "Nobody has said yet" in search.shown


async def test_begun_in_a_direct_message_it_is_theirs_until_they_publish_it(team: Team) -> None:
    dm = team.workspace.dm(team.ana)
    await team.runs(team.ana, "/stack discover 1", in_=dm)
    await team.submits(team.ana, {"backend": "Elixir, Phoenix"})
    await team.ana.closes()
    hidden = await team.runs(team.bo, "/stack show")

    await team.runs(team.ana, "/stack publish", in_=dm)

    assert "Nobody has said yet" in hidden.shown
    assert "Elixir, Phoenix" in (await team.runs(team.bo, "/stack show")).shown
    assert "Elixir" in (await team.runs(team.bo, "/cto find phoenix")).shown
