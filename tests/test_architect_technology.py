"""Which technology the decision tree, the four patterns and the team lead to, and what holds of every choice."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.prompts.specialists import ours
from bot.records.architect import skeletons
from bot.records.architect.breakdown import broken_down
from bot.records.architect.candidates import PATTERNS, Pattern, Technology
from bot.records.architect.complexity import assessed
from bot.records.architect.means import Means
from bot.records.architect.problems import problems
from bot.records.architect.requirements import read
from bot.records.architect.technology import TREE, choose
from bot.records.stages import Stage
from tests.architecting import ADMIN, API, HUGE, LARGE, MCP, SMALL, chosen


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


@given(text=TEXTS, team=TEAMS)
def test_laws_of_every_choice(text: str, team: Means) -> None:
    requirement = read(text, team)
    complexity = assessed(requirement)
    choice = choose(requirement, complexity)
    tasks = broken_down(requirement, complexity, choice)

    assert choice.leaf is Technology.EVALUATE or choice.technology == choice.leaf.value
    assert choice.pattern is not Pattern.MICROSERVICES or team.stage in {Stage.SCALE, Stage.OPTIMIZE}
    assert len({one.name for one in choice.candidates}) == len(choice.candidates) >= 2
    assert tasks.problems({one.name for one in ours()}) == ()
    assert [one.name for one in tasks.ordered] == [one.name for one in tasks.tasks]
    for made in (skeletons.rfc, skeletons.adr, skeletons.spec, skeletons.design):
        title, body = made(requirement, complexity, choice)
        assert title
        assert problems(body, requirement, choice) == ()


def test_every_pattern_points_to_a_technology_and_every_leaf_is_a_technology() -> None:
    assert set(PATTERNS) == set(Pattern)
    assert [one.leaf for one in TREE] == [Technology.DJANGO, Technology.FASTAPI, Technology.FASTMCP]
    for answers in product([True, False], repeat=3):
        requirement = read("A shop")
        given_ = dict(zip([one.name for one in TREE], answers, strict=True))
        first = next((node.leaf for node, is_so in zip(TREE, answers, strict=True) if is_so), Technology.EVALUATE)
        assert choose(requirement, assessed(requirement), given_).leaf is first
