"""From a requirement to documents and delegated work, by the front door: with Claude and without, and whatever becomes of it."""

import pytest

from bot.story import refunds as story
from handlers.architect.known import plans
from handlers.knowing import Reader
from sandbox import Message
from sandbox.claude import Answer, Fault, cut_off, refuses, shaped
from tests.deployment import Deployment, Team
from tests.looking import buttons, told
from tests.planning import REQUIREMENT, begun, card, confirms, keys, said_in, until_step, waiting, written
from tests.test_folders import received

SETTLED_BY_RULE = "An outline, by rule: what is known, nothing added."


@pytest.fixture(scope="module")
async def proposed(deployment: Deployment) -> tuple[Team, Message]:
    """A plan whose RFC waits, and the team it is of."""
    team = await deployment.team()
    team.claude.will(shaped(story.READ))
    team.claude.always(refuses())
    plan = await begun(team)
    await until_step(team, plan, "rfc")
    return team, plan


@pytest.mark.slow
async def test_with_claude_every_step_is_written_confirmed_and_filed_once(team: Team) -> None:
    team.claude.always(written)
    plan = await begun(team)

    await team.clicks(team.ana, "Answer 5 questions", on=waiting(plan))
    await team.submits(team.ana, {"scale": "40 refunds a day, 12 support people", "deadline": "not known"})
    proposal = await until_step(team, plan, "rfc")
    assert "RFC: Where support refunds orders" in proposal.shown
    assert "Written by Claude" in proposal.shown
    await confirms(team, plan, 6)
    await team.clicks(team.ana, "File all 2 delegations", on=waiting(plan))
    await confirms(team, plan)

    assert keys(plan) == ["RFC-0001", "TS-0001", "SD-0001", "TD-0001", "TD-0002"]
    assert "✅ PLAN-1 Refunds by support staff" in plan.shown
    assert "Claude has cost $" in plan.shown
    for said, ends in (
        ("✏️ RFC-0001", ("follows from PLAN-1 Refunds", "implemented by TS-0001", "implemented by SD-0001")),
        ("✏️ TS-0001", ("follows from PLAN-1", "implements RFC-0001", "relates to SD-0001", "implemented by TD-0001")),
        ("TD-0001 Build the refund action", ("follows from PLAN-1", "implements TS-0001", "DELIVERED", "class Refund(models.Model)")),
    ):
        document = _document(plan, said)
        assert [one for one in ends if one not in document.shown] == []
    assert "Refund: order, amount, reason, staff, created_at" in _document(plan, "✏️ TS-0001").shown  # the data step is written into it
    assert "Returned because" in _document(plan, "TD-0001 Build").shown
    assert plan.shown.count("Reviewed: every criterion is met. It is yours to accept.") == 2
    assert len([one for one in team.claude.asked if "delivery" in (one.schema or {})["properties"]]) == 3
    await _accepted(team, plan)


async def _accepted(team: Team, plan: Message) -> None:
    """Who accepts is a person. What one returns is put right, as what the review returns is; both together twice."""
    document = _document(plan, "TD-0001 Build")
    for stands in ("DELIVERED", "RETURNED"):
        await team.clicks(team.bo, "Return…", on=document)
        await team.submits(team.bo, {"why": "Say who may refund."})
        await team.settled()
        assert stands in document.shown
    [*_, last] = [one for one in team.claude.asked if "delivery" in (one.schema or {})["properties"]]
    assert last.words.count("Say who may refund.") == 1
    await team.runs(team.bo, "/delegate deliver TD-1 https://git.acme.test/pr/9")
    await team.clicks(team.bo, "Accept", on=document)

    assert "ACCEPTED" in document.shown
    async with team.store.reading() as db:
        spent = await db.spending.by_purpose(seen_by=team.operator, now=team.slack.clock.now())
        assert await db.spending.of("PLAN-1", team=team.id) == sum(one.usd for one in spent)
    assert {"requirements_read", "rfc_from_requirement", "delegation_work", "delivery_review"} <= {one.purpose for one in spent}


async def test_without_a_key_a_plan_goes_by_rule_to_its_end(team: Team) -> None:
    team.claude.is_taken_away()
    plan = await begun(team, REQUIREMENT)

    for _ in range(20):
        if "Stop" not in buttons(plan):
            break
        await confirms(team, plan)

    assert keys(plan)[:3] == ["ADR-001", "TS-0001", "SD-0001"]
    assert len(keys(plan)) == 10
    assert "Claude has cost nothing so far." in plan.shown
    assert "proposed" in _document(plan, "🟡 ADR-001 Django for").shown
    assert "flowchart LR" in _document(plan, "SD-0001").shown
    assert "ASSIGNED" in _document(plan, "TD-0007 Test it").shown
    found = await team.runs(team.chi, "/cto find Stripe refunded")
    assert "PLAN-1" in found.shown
    assert [one for one in await team.store.jobs.parked() if one.job.team == team.id] == []


@pytest.mark.parametrize(
    ("answer", "because"),
    [
        pytest.param(refuses(), "Claude declined to write this.", id="refuses"),
        pytest.param(cut_off('{"title": "'), "Claude's answer was too long and broke off.", id="cut off"),
        pytest.param(shaped({"title": "Refunds"}), "Claude's answer could not be used.", id="no shape"),
        pytest.param(
            shaped({**story.RFC, "options": story.RFC["options"][:1]}),
            "it still broke a rule when asked again: There is one",
            id="one option",
        ),
    ],
)
async def test_whatever_becomes_of_claude_the_outline_is_proposed_and_says_why(
    proposed: tuple[Team, Message], answer: Answer | Fault, because: str
) -> None:
    team, plan = proposed
    team.claude.asked.clear()
    team.claude.always(answer)

    await team.runs(team.bo, "/architect again PLAN-1 rfc")

    proposal = await until_step(team, plan, "rfc")
    assert team.claude.asked
    assert SETTLED_BY_RULE in proposal.shown
    assert because in proposal.shown
    assert "Do nothing" in proposal.shown


async def test_a_budget_that_is_used_up_leaves_the_outlines(team: Team) -> None:
    team.claude.may_spend(usd=0.01)
    plan = await begun(team)

    proposal = await until_step(team, plan, "rfc")

    assert "This month's budget for Claude, $0.01, is used up" in proposal.shown
    assert team.claude.asked == []


async def test_what_is_proposed_is_put_in_other_words_before_it_is_filed(team: Team) -> None:
    team.claude.is_taken_away()
    plan = await begun(team)
    proposal = await until_step(team, plan, "rfc")

    await team.runs(team.bo, "/architect edit PLAN-1 rfc problem")
    await team.runs(team.ana, "/architect edit PLAN-1 title")
    await team.submits(team.bo, {"part1": "Support asks engineers for every refund: 40 a week (Zendesk)"})
    late = await team.submits(team.ana, {"title": "Refunds"})
    await team.ana.closes(all_=True)
    await team.runs(team.ana, "/architect edit PLAN-1 options 1")
    await team.submits(team.ana, {"name": "Our own page in Django"})

    assert "Somebody has changed it meanwhile" in " ".join(late.errors.values())
    assert "40 a week (Zendesk)" in proposal.shown
    await confirms(team, plan)
    document = _document(plan, "RFC-0001")
    assert "40 a week (Zendesk)" in document.shown
    assert "Our own page in Django" in document.shown


async def test_a_click_that_comes_late_files_nothing_twice(team: Team) -> None:
    team.claude.is_taken_away()
    plan = await begun(team)
    proposal = await until_step(team, plan, "rfc")

    confirmed = buttons(proposal)["File it"]
    await confirms(team, plan)
    again = await team.runs(team.bo, f"/{confirmed}")

    assert "RFC of PLAN-1 is filed as RFC-0001 already." in again.shown
    async with team.store.reading() as db:
        plan_ = await db.plans.numbered(1, seen_by=team.operator)
        assert plan_ is not None
        assert [one.filed for one in plan_.steps if one.filed] == ["RFC-0001"]
    assert [one.shown for one in said_in(plan) if one.shown.startswith("✏️ RFC-0002")] == []


async def test_a_plan_is_stopped_resumed_skipped_and_planned_with_something_else(team: Team) -> None:
    team.claude.is_taken_away()
    plan = await begun(team)
    technology = await until_step(team, plan, "technology")

    await team.clicks(team.bo, "Stop", on=plan)
    refused = await team.runs(team.ana, "/architect confirm PLAN-1")
    await team.clicks(team.bo, "Go on", on=plan)
    await team.runs(team.ana, "/architect choose PLAN-1 fastapi")
    chosen = technology.shown
    await confirms(team, plan)
    await team.runs(team.ana, "/architect skip PLAN-1 nobody has to agree")

    assert "PLAN-1 is stopped." in refused.shown
    assert "FastAPI, " in chosen
    assert "chosen by hand" in chosen
    assert "skipped by Ana: nobody has to agree" in " ".join(one.shown for one in said_in(plan))
    assert "nobody has to agree" in plan.shown
    assert "architect confirm PLAN-1 spec" in buttons(waiting(plan)).values()


async def test_what_is_said_in_its_thread_is_known_from_then_on(team: Team) -> None:
    team.claude.is_taken_away()
    plan = await begun(team, "Support staff refund orders in an admin interface")
    before = waiting(plan).shown

    said = await team.says(team.bo, "@CTO Co-Pilot refunds go through Stripe, 40 people use it", thread=plan)

    assert "Which other systems does it read from" in before
    assert "Which other systems does it read from" not in waiting(plan).shown
    assert "white_check_mark" in said.reactions
    asked = await team.runs(team.chi, "/architect requirement PLAN-1")
    assert "refunds go through Stripe, 40 people use it" in asked.shown


async def test_a_bare_word_lists_what_is_open_and_asks_where_nothing_is(team: Team) -> None:
    team.claude.is_taken_away()
    await team.runs(team.bo, "/architect")
    assert team.bo.view is not None
    await team.submits(team.bo, {"requirement": REQUIREMENT})
    plan = card(team)

    listed = await team.runs(team.ana, "/architect")
    home = await team.runs(team.bo, "/cto")

    assert "PLAN-1 Shop owners refund orders in an admin interface · Requirements: waits for you · Bo" in listed.shown
    assert "New" in buttons(listed)
    assert "PLAN-1" in home.shown
    assert plan.shown.startswith("🧭 PLAN-1 Shop owners refund orders")
    assert told(team, team.gus) == []


def _document(plan: Message, begins: str) -> Message:
    """The card of a document in its thread."""
    return next(one for one in said_in(plan) if begins in one.shown.splitlines()[0] and "filed by" not in one.shown)


async def test_a_plan_leaves_as_a_file_with_what_is_kept_nowhere_else(team: Team) -> None:
    team.claude.is_taken_away()
    plan = await begun(team, REQUIREMENT)
    for step in ("adr", "spec", "design"):
        await until_step(team, plan, step)
        await team.runs(team.bo, f"/architect skip PLAN-1 {step} one day is enough")
    await until_step(team, plan, "delegate-1")

    await team.runs(team.chi, "/architect export PLAN-1")
    await team.settled()  # Slack looks files over first

    [file] = [file for one in team.workspace.dm(team.chi).live for file in one.files]
    text = team.chi.downloads(file).decode()
    for person, channel in ((team.chi, team.general), (team.gus, team.payments)):
        await team.runs(person, "/cto export", in_=channel)
    await team.settled()
    everything, none = (received(team, person) for person in (team.chi, team.gus))
    assert everything[f"data/engineering/plans/{file.name}"] == text
    assert not [name for name in none if "plan" in name]
    assert "1 plan" in team.workspace.dm(team.chi).live[-1].shown
    assert file.name.endswith("_shop-owners-refund-orders-in-an-admin-interface.md")
    assert "- [x] Tech spec: skipped: one day is enough" in text
    assert "## Task breakdown\n\n### Tasks\n\n- Models and migrations\n  - Component: Data\n  - Specialist: django-expert" in text
    assert "### Authentication" in text
    assert "Models and migrations" in next(one.shown for one in said_in(plan) if "Task breakdown: settled" in one.shown)


@pytest.mark.postgresql
async def test_a_plan_that_waits_is_in_the_digest_and_known_to_whoever_may_see_it(team: Team) -> None:
    team.claude.is_taken_away()
    await begun(team, REQUIREMENT)

    digest = await team.runs(team.ana, "/scorecard preview digest")
    async with team.store.reading() as db:
        known = [
            [one.id for one in await plans(Reader(await db.people.viewer(team.id, who.id), team.slack.clock.now(), alone=True), db)]
            for who in (team.ana, team.gus)
        ]

    assert "PLAN-1 Shop owners refund orders in an admin interface · Requirements: waits for you" in digest.shown
    assert known == [["PLAN-1"], []]
