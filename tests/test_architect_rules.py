"""What an architect decides by rule: gaps, complexity, the decision tree, the four patterns, which documents, the work, the checks."""

from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.prompts.specialists import ours
from bot.records.architect import aspects, skeletons
from bot.records.architect.asked import QUESTIONS, Topic
from bot.records.architect.breakdown import COVERAGE, Breakdown, Task, broken_down
from bot.records.architect.candidates import PATTERNS, TESTER, Pattern, Technology
from bot.records.architect.checklists import checklists
from bot.records.architect.complexity import Level, Scale, assessed
from bot.records.architect.demands import Sensitivity, Volume, integrations, sensitive, volume
from bot.records.architect.means import Means
from bot.records.architect.needed import needed
from bot.records.architect.problems import problems
from bot.records.architect.requirements import Requirement, gaps, read
from bot.records.architect.technology import TREE, Choice, choose
from bot.records.stack import Backend, Infrastructure, Stack
from bot.records.stages import Stage
from bot.records.team import Member, Team
from tests.architecting import PAGE, PART, PARTS, page

SMALL = Means(headcount=3, stage=Stage.FOUNDATION)
LARGE = Means(headcount=25, stage=Stage.SCALE)
ADMIN = "We need an admin interface for support staff to refund orders"
API = "A REST API for partners"
MCP = "Let Claude Code look up orders by MCP"
HUGE = "2,000 requests per second, 3 million users, personal data, Stripe, Salesforce and SAP"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
NAMES = {one.name for one in ours()}


def chosen(text: str, team: Means = SMALL) -> Choice:
    requirement = read(text, team)
    return choose(requirement, assessed(requirement))


@pytest.mark.parametrize(
    ("text", "team", "leaf", "pattern", "technology"),
    [
        (ADMIN, SMALL, Technology.DJANGO, Pattern.MONOLITH_FIRST, "Django"),
        (f"{ADMIN}. {API}. {MCP}", SMALL, Technology.DJANGO, Pattern.MONOLITH_FIRST, "Django"),
        (API, SMALL, Technology.FASTAPI, Pattern.API_FIRST, "FastAPI"),
        (f"{API}. No admin interface is needed.", SMALL, Technology.FASTAPI, Pattern.API_FIRST, "FastAPI"),
        (f"{API}. An admin interface isn't needed.", SMALL, Technology.FASTAPI, Pattern.API_FIRST, "FastAPI"),
        ("Orders are taken in, 150 requests a second", SMALL, Technology.FASTAPI, Pattern.API_FIRST, "FastAPI"),
        (f"{API}. {HUGE}", LARGE, Technology.FASTAPI, Pattern.MICROSERVICES, "FastAPI"),
        (f"{API}. {HUGE}", SMALL, Technology.FASTAPI, Pattern.API_FIRST, "FastAPI"),
        (f"{API}. {HUGE}", Means(), Technology.FASTAPI, Pattern.API_FIRST, "FastAPI"),
        (MCP, SMALL, Technology.FASTMCP, Pattern.MCP_INTEGRATION, "FastMCP"),
        ("A shop", SMALL, Technology.EVALUATE, Pattern.MONOLITH_FIRST, "Django"),
        ("A shop with a mobile app", SMALL, Technology.EVALUATE, Pattern.API_FIRST, "FastAPI"),
        ("A shop. We know FastAPI", SMALL, Technology.EVALUATE, Pattern.MONOLITH_FIRST, "Django"),
        ("A shop", Means(runs=("Python, FastAPI",)), Technology.EVALUATE, Pattern.MONOLITH_FIRST, "FastAPI"),
        ("A shop", Means(runs=("TypeScript, Express",), backend="Express"), Technology.EVALUATE, Pattern.MONOLITH_FIRST, "Express"),
        (ADMIN, Means(runs=("TypeScript, Express",), backend="Express"), Technology.DJANGO, Pattern.MONOLITH_FIRST, "Django"),
    ],
)
def test_the_tree_the_patterns_and_the_team_lead_to_a_technology(
    text: str, team: Means, leaf: Technology, pattern: Pattern, technology: str
) -> None:
    choice = chosen(text, team)

    assert (choice.leaf, choice.pattern, choice.technology) == (leaf, pattern, technology)
    assert choice.path[-1].endswith("weighed") == (leaf is Technology.EVALUATE)
    assert all(one.asks in line for one, line in zip(TREE, choice.path, strict=False))
    assert choice.runner_up.name != technology


def test_a_person_answers_the_tree_and_chooses_by_hand_and_the_rule_stays_to_be_read() -> None:
    requirement = read(ADMIN, SMALL)

    answered = choose(requirement, assessed(requirement), {"admin": False, "api": False, "mcp": True})
    by_hand = choose(requirement, assessed(requirement), by_hand="Rails")

    assert answered.leaf is Technology.FASTMCP
    assert answered.path[0] == "Need Admin Interface? NO: as was answered"
    assert [one.name for one in by_hand.candidates] == ["Rails", "Django", "FastAPI"]
    assert by_hand.leaf is Technology.DJANGO


def test_what_people_do_not_know_and_what_is_too_early_is_said() -> None:
    cautions = " ".join(chosen("Microservices on Kubernetes, a REST API for partners", Means(headcount=3, stage=Stage.FOUNDATION)).cautions)
    unknown = " ".join(chosen(API, Means()).cautions)
    second = " ".join(chosen(ADMIN, Means(runs=("TypeScript, Express",), backend="Express", stage=Stage.FOUNDATION)).cautions)

    assert "Nobody is said to know FastAPI yet" in cautions
    assert "Kubernetes is too early for 3 people" in cautions
    assert "Microservices is too early for 3 people" in cautions
    assert "How large the team is, is not yet known" in unknown
    assert "You run Express today" in second
    assert not any("said to know" in one for one in chosen(f"{ADMIN}. We know Django").cautions)


TEAMS = st.builds(
    Means,
    headcount=st.none() | st.integers(1, 60),
    stage=st.none() | st.sampled_from(Stage),
    skills=st.lists(st.sampled_from(["Django", "FastAPI", "Python", "Rails", "nobody"]), max_size=3).map(tuple),
    runs=st.lists(st.sampled_from(["Python, Django, Heroku", "Python, FastAPI", "Ruby, Rails", "PostgreSQL"]), max_size=3).map(tuple),
    backend=st.sampled_from(["", "Django", "Rails", "Express"]),
)
TEXTS = st.lists(
    st.sampled_from([ADMIN, API, MCP, HUGE, "A shop", "Mobile app", "We know FastAPI", "No admin", "best of all"]), min_size=1
).map(". ".join)


@settings(deadline=None, max_examples=80)
@given(text=TEXTS, team=TEAMS)
def test_laws_of_every_choice(text: str, team: Means) -> None:
    requirement = read(text, team)
    complexity = assessed(requirement)
    choice = choose(requirement, complexity)
    tasks = broken_down(requirement, complexity, choice)

    assert choice.leaf is Technology.EVALUATE or choice.technology == choice.leaf.value
    assert choice.pattern is not Pattern.MICROSERVICES or team.stage in {Stage.SCALE, Stage.OPTIMIZE}
    assert len({one.name for one in choice.candidates}) == len(choice.candidates) >= 2
    assert tasks.problems(NAMES) == ()
    assert [one.name for one in tasks.ordered] == [one.name for one in tasks.tasks]
    for made in (skeletons.rfc, skeletons.adr, skeletons.spec, skeletons.design):
        title, body = made(requirement, complexity, choice)
        assert title
        assert problems(body, requirement, choice) == ()


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


def test_every_pattern_points_to_a_technology_and_every_leaf_is_a_technology() -> None:
    assert set(PATTERNS) == set(Pattern)
    assert [one.leaf for one in TREE] == [Technology.DJANGO, Technology.FASTAPI, Technology.FASTMCP]
    for answers in product([True, False], repeat=3):
        requirement = read("A shop")
        given_ = dict(zip([one.name for one in TREE], answers, strict=True))
        first = next((node.leaf for node, is_so in zip(TREE, answers, strict=True) if is_so), Technology.EVALUATE)
        assert choose(requirement, assessed(requirement), given_).leaf is first


def test_the_page_has_the_tables_as_they_are() -> None:
    assert PAGE.read_text() == page(), "python -m tests.architecting writes them anew"
    assert set(PARTS) <= {one["name"] for one in PART.finditer(PAGE.read_text())}
