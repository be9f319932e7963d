"""What an architect decides by rule: gaps, complexity, which documents, the work, the checks."""

from datetime import UTC, datetime

import pytest

from bot.prompts.specialists import ours
from bot.records.architect import aspects, skeletons
from bot.records.architect.asked import QUESTIONS, Topic
from bot.records.architect.breakdown import COVERAGE, Breakdown, Task, broken_down
from bot.records.architect.candidates import TESTER
from bot.records.architect.checklists import checklists
from bot.records.architect.complexity import Level, Scale, assessed
from bot.records.architect.demands import Sensitivity, Volume, integrations, sensitive, volume
from bot.records.architect.means import Means
from bot.records.architect.needed import needed
from bot.records.architect.requirements import Requirement, gaps, read
from bot.records.architect.technology import choose
from bot.records.stack import Backend, Infrastructure, Stack
from bot.records.stages import Stage
from bot.records.team import Member, Team
from tests.architecting import ADMIN, API, HUGE, LARGE, MCP, PAGE, PART, PARTS, SMALL, page

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMES = {one.name for one in ours()}


def test_what_was_not_said_is_asked_in_order_and_an_answer_closes_its_gap() -> None:
    requirement = read("A shop")

    answered = requirement.answered({Topic.SCALE: "500 merchants", Topic.DATA: " not known. ", Topic.BUDGET: ""})

    assert [one.topic for one in gaps(requirement)] == [one.topic for one in QUESTIONS]
    assert all(one.why and one.asks and one.example for one in QUESTIONS)
    assert [one.topic for one in gaps(answered)] == [
        one.topic for one in QUESTIONS if one.topic not in {Topic.SCALE, Topic.DATA, Topic.BUDGET}
    ]
    assert {one.topic for one in answered.open} >= {Topic.DATA, Topic.BUDGET}
    assert volume(answered) == Volume(500, 0)
    assert Requirement.model_validate_json(answered.model_dump_json()) == answered


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.topic.value)
def test_every_question_is_answered_by_its_own_example(question: object) -> None:
    assert question.topic not in {one.topic for one in gaps(read(f"A shop. {question.example}."))}  # type: ignore[attr-defined]


PRD = """# PRD: Refunds

## Background
Everybody complains, 90 % of them loudly.

## Functional requirements
- Support staff refund an order in the admin interface
- [ ] Customers see their refunds

## Non-functional requirements
1. 95 % of answers under 300 ms

## Non-goals
- Partial refunds

## Constraints
We have $300 a month. It has to run on Heroku.

## Open questions
- Which bank?
"""


def test_a_prd_is_read_by_its_headings_and_a_sentence_by_what_it_says() -> None:
    prd = read(PRD)
    said = read("A shop for 500 merchants. It integrates with Stripe. By end of March. Names and e-mail addresses are kept.")

    assert prd.title == "Refunds"
    assert prd.functional == ("Support staff refund an order in the admin interface", "Customers see their refunds")
    assert prd.non_functional == ("95 % of answers under 300 ms",)
    assert prd.constraints == ("Out of scope: Partial refunds", "We have $300 a month", "It has to run on Heroku")
    assert said.functional == ("A shop for 500 merchants", "It integrates with Stripe")
    assert said.non_functional == ("A shop for 500 merchants", "Names and e-mail addresses are kept")
    assert said.constraints == ("By end of March",)
    assert read("").title == "Without a title"
    assert len(read("word " * 100).title) <= 80


@pytest.mark.parametrize(
    ("text", "much"),
    [
        ("2,000 users", Volume(2_000, 0)),
        ("1.5 million customers and 20 rps", Volume(1_500_000, 20)),
        ("3k active users, 2,000 requests per second", Volume(3_000, 2_000)),
        ("10.000 orders", Volume(10_000, 0)),
        ("in 2027 at 14:05", Volume()),
    ],
)
def test_numbers_are_read_as_they_are_said(text: str, much: Volume) -> None:
    found = volume(read(text))

    assert (found.count, found.rate) == (much.count, much.rate)


def test_other_systems_and_sensitive_data_are_read_unless_they_are_denied() -> None:
    requirement = read("It integrates with our CRM and Stripe, no Slack. Health data, but no card numbers. It talks to Acme Ledger.")

    assert integrations(requirement) == ("Stripe", "CRM", "Acme Ledger")
    assert sensitive(requirement) == (Sensitivity.HEALTH,)
    assert sensitive(read("A shop", Means(compliance=("PCI DSS",)))) == (Sensitivity.PAYMENT,)


KNOWN = "Support staff in an admin interface. 200 users. No personal data. On its own. We know Django. By March. Under 1 s. 99 %. $100."


@pytest.mark.parametrize(
    ("text", "level", "scale"),
    [
        (KNOWN, Level.SIMPLE, Scale.SMALL),
        ("A shop", Level.SIMPLE, Scale.UNKNOWN),
        (f"{KNOWN} Stripe. Health data", Level.MEDIUM, Scale.SMALL),
        (f"{API}. {HUGE}", Level.COMPLEX, Scale.LARGE),
    ],
)
def test_complexity_has_a_level_and_every_reason_its_points(text: str, level: Level, scale: Scale) -> None:
    found = assessed(read(text))

    assert (found.level, found.scale) == (level, scale)
    assert found.points == sum(int(one.rpartition("(+")[2].rstrip(")")) for one in found.reasons if "(+" in one)
    assert found.reasons


@pytest.mark.parametrize(
    ("text", "team", "kinds"),
    [
        (f"{KNOWN}", Means(runs=("Python, Django",), backend="Django"), ["spec"]),
        (f"{KNOWN}", SMALL, ["adr", "spec"]),
        (f"{KNOWN} It was decided to use Django.", SMALL, ["spec"]),
        (f"{KNOWN} Health data of patients.", SMALL, ["rfc", "spec", "design"]),
        (f"{API}. {HUGE}. Several teams.", LARGE, ["rfc", "spec", "design"]),
        ("Move from the monolith to microservices", SMALL, ["rfc", "spec"]),
        (f"{KNOWN} We run Django on Heroku.", SMALL, ["spec"]),
        ("A shop, either on FastAPI or on Rails", Means(runs=("Python, FastAPI",)), ["adr", "spec"]),
    ],
)
def test_documents_follow_from_the_tables(text: str, team: Means, kinds: list[str]) -> None:
    requirement = read(text, team)
    complexity = assessed(requirement)

    found = needed(requirement, complexity, choose(requirement, complexity))

    assert [one.kind for one in found] == ["rfc", "adr", "spec", "design"]
    assert [one.kind for one in found if one.is_needed] == kinds
    assert all(one.why for one in found)


def test_the_team_is_read_from_its_records() -> None:
    stack = Stack(
        team="T1",
        channel="C1",
        changed_by="U1",
        changed_at=NOON,
        backend=Backend(language="Python", framework="Django", hosting="Heroku"),
        infrastructure=Infrastructure(cloud_provider="none"),
        headcount=4,
        budget=300,
        compliance=("GDPR",),
    )
    team = Team(
        team="T1",
        channel="C1",
        changed_by="U1",
        changed_at=NOON,
        members=(Member(user="U1", role="FastAPI engineer"), Member(user="U2", role="Designer")),
    )

    both, bare = Means.of(stack, team), Means.of(None, team)

    assert (both.headcount, both.stage, both.backend, both.runs) == (4, Stage.FOUNDATION, "Django", ("Python, Django, Heroku",))
    assert both.knows("fastapi")
    assert both.has("django")
    assert (bare.headcount, bare.stage, bare.skills) == (2, Stage.SURVIVAL, ("FastAPI engineer", "Designer"))
    assert Topic.BUDGET not in {one.topic for one in gaps(read("A shop", both))}
    assert Means.of(None) == Means()


@pytest.mark.parametrize(("level", "target"), COVERAGE.items())
def test_testing_is_always_a_task_with_a_target(level: Level, target: int) -> None:
    text = {Level.SIMPLE: KNOWN, Level.MEDIUM: f"{KNOWN} Stripe. Health data", Level.COMPLEX: f"{API}. {HUGE}"}[level]
    requirement = read(text)
    complexity = assessed(requirement)

    tasks = broken_down(requirement, complexity, choose(requirement, complexity))

    [testing] = [one for one in tasks.tasks if one.is_testing]
    assert (testing.specialist, tasks.coverage) == (TESTER, target)
    assert any(f"{target} %" in one for one in testing.criteria)


TEST = Task(name="Test", specialist=TESTER, days=1, criteria=("80 %",), is_testing=True)
WAITING = TEST.model_copy(update={"after": ("Build",)})
BUILD = Task(name="Build", specialist="django-expert", days=2, criteria=("It works",))


@pytest.mark.parametrize(
    ("breakdown", "wrong"),
    [
        (Breakdown(tasks=(BUILD,), coverage=80), "no task for python-testing-expert"),
        (Breakdown(tasks=(BUILD, TEST), coverage=0), "no percentage"),
        (Breakdown(tasks=(BUILD, BUILD, TEST), coverage=80), "Two tasks are called “Build”"),
        (Breakdown(tasks=(BUILD.model_copy(update={"specialist": "cobol"}), TEST), coverage=80), "for cobol, and there is no such"),
        (Breakdown(tasks=(BUILD.model_copy(update={"days": 11}), TEST), coverage=80), "takes 11 days"),
        (Breakdown(tasks=(BUILD.model_copy(update={"criteria": ()}), TEST), coverage=80), "no quality criteria"),
        (Breakdown(tasks=(BUILD.model_copy(update={"after": ("X",)}), TEST), coverage=80), "waits for “X”, which is no task"),
        (Breakdown(tasks=(BUILD.model_copy(update={"after": ("Test",)}), WAITING), coverage=80), "wait for each other: Build, Test"),
        (Breakdown(tasks=(TEST, *(BUILD.model_copy(update={"name": f"B{at}"}) for at in range(12))), coverage=80), "There are 13 tasks"),
    ],
)  # fmt: skip
def test_a_breakdown_that_cannot_be_worked_from_says_why(breakdown: Breakdown, wrong: str) -> None:
    found = breakdown.problems(NAMES)

    assert len(found) == 1
    assert wrong in found[0]


def test_tasks_are_ordered_after_what_they_wait_for() -> None:
    tasks = (
        WAITING,
        BUILD.model_copy(update={"after": ("Models",)}),
        BUILD.model_copy(update={"name": "Models"}),
    )

    assert [one.name for one in Breakdown(tasks=tasks, coverage=80).ordered] == ["Models", "Build", "Test"]


@pytest.mark.parametrize(("text", "pattern"), [(ADMIN, "Application"), (API, "API"), (MCP, "MCP server"), (f"{API}. {HUGE}", "Services")])
def test_skeletons_and_checklists_hold_what_is_known_and_say_what_is_not(text: str, pattern: str) -> None:
    requirement = read(text, LARGE)
    complexity = assessed(requirement)
    choice = choose(requirement, complexity)

    _, design = skeletons.design(requirement, complexity, choice)
    _, rfc = skeletons.rfc(requirement, complexity, choice, source="https://acme.slack.com/archives/C1/p1")
    checks = {one.name: one.text for one in checklists(requirement, complexity, choice)}

    assert [one.name for one in design.components if one.name == pattern]
    assert design.diagram.startswith("flowchart LR")
    assert "https://acme.slack.com/archives/C1/p1" in rfc.problem
    assert "not yet known" in rfc.problem
    assert list(checks) == ["Integration", "Deployment", "Load", "Security"]
    assert ("4,000 requests a second" in checks["Load"]) == (HUGE in text)
    assert ("Stripe: timeouts" in checks["Integration"]) == (HUGE in text)
    assert aspects.data(requirement, complexity, choice).problems() == ()
    assert aspects.security(requirement, complexity, choice).problems() == ()


def test_the_page_has_the_tables_as_they_are() -> None:
    assert PAGE.read_text() == page(), "python -m tests.architecting writes them anew"
    assert set(PARTS) <= {one["name"] for one in PART.finditer(PAGE.read_text())}
