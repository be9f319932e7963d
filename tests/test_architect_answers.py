"""What Claude answers to an architect's prompts: what is kept of it, and all that is wrong with it, as sentences to put it right by."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from bot.prompts import render
from bot.prompts.shapes.given import answers_of, given
from bot.prompts.shapes.papers import PROMPTS, SHAPES, body_of
from bot.prompts.shapes.requirements import ReadRequirement, Told
from bot.prompts.shapes.work import (
    Judged,
    Met,
    WrittenBreakdown,
    WrittenData,
    WrittenDelivery,
    WrittenReview,
    WrittenSecurity,
    WrittenTask,
)
from bot.records.adrs import ADR, Decision, Effort
from bot.records.adrs import Option as Considered
from bot.records.architect import skeletons
from bot.records.architect.asked import Topic
from bot.records.architect.complexity import assessed
from bot.records.architect.deliveries import Delivered
from bot.records.architect.means import Means
from bot.records.architect.problems import problems
from bot.records.architect.requirements import read
from bot.records.architect.technology import choose
from bot.records.bodies import Body
from bot.records.delegations import Delegation
from bot.records.designs import DESIGN
from bot.records.documents import Kind
from bot.records.matrix import Weight
from bot.records.rfcs import RFC, Criterion, Option, Rfc
from bot.records.specs import SPEC
from bot.records.stages import Stage

REQUIREMENT = read("An admin interface for support staff to refund orders, 200 users", Means(headcount=3, stage=Stage.FOUNDATION))
COMPLEXITY = assessed(REQUIREMENT)
CHOICE = choose(REQUIREMENT, COMPLEXITY)
GOOD = Rfc(
    problem="Support asks engineers 40 times a week (Zendesk report).",
    criteria=(Criterion(name="Fit", weight=Weight.HIGH),),
    options=(
        Option(name="Django", advantages="An admin comes with it.", disadvantages="Async is young."),
        Option(name="FastAPI", advantages="Async.", disadvantages="No admin."),
    ),
    recommendation="Django, since the admin comes with it.",
)
DECIDED = Decision(
    options=(
        Considered(name="Django", pros="Admin", cons="Async is young", effort=Effort.S),
        Considered(name="FastAPI", pros="Async", cons="No admin", rejected="No admin"),
    ),
    decision="Django.",
    harder=("Slow calls need workers",),
)


def without(body: Body, **changed: Any) -> Body:
    return body.model_copy(update=changed)


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (without(GOOD, options=GOOD.options[:1]), "at least two"),
        (without(GOOD, options=(GOOD.options[0], Option(name="Do nothing", advantages="a", disadvantages="b"))), "name a second option"),
        (without(GOOD, criteria=()), "There are no criteria yet"),
        (
            without(GOOD, options=(GOOD.options[0], GOOD.options[1].model_copy(update={"disadvantages": ""}))),
            "FastAPI has no disadvantages",
        ),
        (without(GOOD, recommendation="Django is clearly ahead."), "“clearly” in Recommendation"),
        (without(GOOD, recommendation="Rails."), "names none of the options"),
        (without(GOOD, recommendation="Django on Kubernetes."), "Kubernetes is too early for 3 people"),
        (without(GOOD, problem=""), "The problem is not written yet"),
        (
            without(GOOD, options=(GOOD.options[1], Option(name="Rails", advantages="a", disadvantages="b")), recommendation="Rails."),
            "Django, which follows by rule, is none of its options",
        ),
        (without(DECIDED, options=DECIDED.options[:1]), "Fewer than two options"),
        (without(DECIDED, decision=""), "It says no decision"),
        (without(DECIDED, harder=()), "say what it costs"),
        (without(DECIDED, decision="Django is simply what we know."), "“simply” decides for the reader"),
        (without(DECIDED, options=(DECIDED.options[0], DECIDED.options[1].model_copy(update={"cons": ""}))), "has nothing against it"),
        (without(skeletons.spec(REQUIREMENT, COMPLEXITY, CHOICE)[1], testing="By hand."), "no coverage target"),
        (without(skeletons.spec(REQUIREMENT, COMPLEXITY, CHOICE)[1], deployment=""), "Deployment & Operations is not written yet"),
        (without(skeletons.spec(REQUIREMENT, COMPLEXITY, CHOICE)[1], overview="Boxes."), "has no diagram"),
        (without(skeletons.design(REQUIREMENT, COMPLEXITY, CHOICE)[1], diagram="A box"), "is no Mermaid"),
        (without(skeletons.design(REQUIREMENT, COMPLEXITY, CHOICE)[1], diagram="flowchart LR\nApplication"), "does not show Database"),
        (without(skeletons.design(REQUIREMENT, COMPLEXITY, CHOICE)[1], scalability=""), "Scalability is not written"),
        (
            without(skeletons.design(REQUIREMENT, COMPLEXITY, CHOICE)[1], deployment="On Kubernetes with a service mesh."),
            "Kubernetes is too early",
        ),
    ],
)
def test_what_is_wrong_with_a_document_is_said_so_that_it_can_be_put_right(body: Body, wrong: str) -> None:
    assert any(wrong in one for one in problems(body, REQUIREMENT, CHOICE))


@pytest.mark.parametrize("body", [GOOD, DECIDED, without(GOOD, design="No Kubernetes; “Kafka” was asked for.")])
def test_what_is_right_is_left_alone(body: Body) -> None:
    assert problems(body, REQUIREMENT, CHOICE) == ()


@pytest.mark.parametrize(
    ("kind", "made"),
    [(RFC, skeletons.rfc), (ADR, skeletons.adr), (SPEC, skeletons.spec), (DESIGN, skeletons.design)],
    ids=["rfc", "adr", "spec", "design"],
)
def test_every_section_of_a_kind_is_asked_for_and_comes_back(kind: Kind, made: Callable[..., tuple[str, Body]]) -> None:
    title, body = made(REQUIREMENT, COMPLEXITY, CHOICE)
    shape = SHAPES[kind.name]

    answer = shape.model_validate({"title": title, **body.model_dump(mode="json")})

    assert set(shape.model_fields) == {"title", *(section.name for section in kind.sections)}
    assert body_of(answer, kind) == (title, body)
    facts = given(REQUIREMENT, COMPLEXITY, CHOICE, today=date(2026, 11, 21), before={"RFC-0001": "x"}, put_right=["y"])
    assert "An admin interface" in render(PROMPTS[kind.name], **facts).request


def test_nameless_options_and_empty_lines_are_left_out_and_doing_nothing_is_added() -> None:
    empty = {"title": "x", **DECIDED.model_dump(mode="json"), "easier": ["", "One"]}
    empty["options"] = [*empty["options"], {"name": " ", "pros": "", "cons": "", "effort": "M", "rejected": ""}]

    _, body = body_of(SHAPES["adr"].model_validate(empty), ADR)

    assert isinstance(body, Decision)
    assert [one.name for one in body.options] == ["Django", "FastAPI", "Do nothing"]
    assert body.easier == ("One",)


def test_a_requirement_is_read_as_it_says_and_numbers_nobody_said_stay_out() -> None:
    before = REQUIREMENT.answered({Topic.BUDGET: "$300 a month", Topic.LATENCY: "unknown"})
    answer = ReadRequirement(
        title="Refunds by support",
        functional=["Support staff refund orders", "Refunds over 50 need a second person"],
        non_functional=["200 users"],
        constraints=[],
        known=[
            Told(topic=Topic.SCALE, said="200 users"),
            Told(topic=Topic.LATENCY, said="Under 250 ms"),
            Told(topic=Topic.BUDGET, said="$500"),
        ],
    )

    after = answer.requirement(before)

    assert after.title == "Refunds by support"
    assert after.functional == ("Support staff refund orders",)
    assert after.known[Topic.SCALE] == "200 users"
    assert after.known[Topic.BUDGET] == "$300 a month"
    assert Topic.LATENCY not in after.known
    assert after.unknowable == {Topic.LATENCY}
    assert len(answer.problems(before)) == 3
    assert [one.text for one in answers_of(before)] == ["$300 a month"]


def test_data_security_and_tasks_come_back_as_they_are_worked_with() -> None:
    data = WrittenData(models=["Refund", " "], migrations=["Add refunds"], indexes=[]).design
    security = WrittenSecurity(authentication=["SSO"], authorisation=["Staff"], data=["None"], compliance=["GDPR"]).design
    task = WrittenTask(
        name=" Test it ",
        component="Tests",
        what=["All"],
        specialist="python-testing-expert",
        days=0,
        after=[],
        criteria=["80 %"],
        is_testing=True,
    )
    breakdown = WrittenBreakdown(tasks=[task, task.model_copy(update={"name": ""})], coverage=80).breakdown

    assert data.models == ("Refund",)
    assert data.problems() == ("It says nothing of indexes.",)
    assert security.problems() == ()
    assert "**Compliance**\n\n- GDPR" in security.text
    assert [(one.name, one.days) for one in breakdown.tasks] == [("Test it", 0.5)]


TASK = Delegation(specialist="python-testing-expert", criteria=("80 % of lines are run by tests", "Each test fails when its rule breaks"))
CODE = """tests/test_refunds.py
```python
def test_refund():
    assert refund(1).amount == 1
```
80 % of lines are run: the gate is in the pipeline."""


@pytest.mark.parametrize(
    ("work", "met", "wrong"),
    [
        ("Done, 80 %.", TASK.criteria, "Nothing was delivered"),
        (CODE.replace("assert refund(1).amount == 1", "pass"), TASK.criteria, "left unwritten: “pass”"),
        (CODE.replace("assert refund(1).amount == 1", "...  # later"), TASK.criteria, "left unwritten"),
        (CODE.replace("assert", "# TODO assert"), TASK.criteria, "left unwritten: “TODO”"),
        (CODE, TASK.criteria[:1], "or that it is open: “Each test fails when its rule breaks”"),
        (CODE.replace("80 %", "Most"), TASK.criteria, "coverage target"),
    ],
)
def test_a_delivery_that_is_none_says_so_before_anybody_reviews_it(work: str, met: tuple[str, ...], wrong: str) -> None:
    [found] = Delivered(work=work, met=dict.fromkeys(met, "tests/test_refunds.py")).problems(TASK)

    assert wrong in found


def test_a_delivery_is_written_with_where_its_criteria_are_met() -> None:
    error = "```python\nclass RefundError(Exception):\n    pass\n```\n"
    said = [Met(criterion=f"{TASK.criteria[0]}.", where="the gate"), Met(criterion=TASK.criteria[1], where="")]
    delivered = WrittenDelivery(delivery=error + CODE, criteria=said, assumed=["pytest 8"], left_out=[]).delivered

    assert delivered.problems(TASK) == ()
    assert "- Each test fails when its rule breaks: open" in delivered.text
    assert "**Assumed**\n\n- pytest 8" in delivered.text
    assert "Left out" not in delivered.text


@pytest.mark.parametrize(
    ("met", "breaks", "is_accepted", "reasons"),
    [
        ([True, True], [], True, 0),
        ([True, False], [], False, 1),
        ([True, True], ["A second refund pays twice"], False, 1),
        ([False, False], ["It has no end"], False, 3),
    ],
)
def test_a_delivery_is_accepted_by_rule_from_what_was_found(
    met: list[bool], breaks: list[str], is_accepted: bool, reasons: int  # noqa: FBT001 - a table's column
) -> None:  # fmt: skip
    judged = [Judged(criterion=one, is_met=is_met, why="line 3") for one, is_met in zip(TASK.criteria, met, strict=True)]
    found = WrittenReview(findings=judged, breaks=breaks).found

    assert found.problems(TASK.criteria) == ()
    assert (found.is_accepted, len(found.reasons)) == (is_accepted, reasons)


def test_a_review_that_passes_over_a_criterion_is_none() -> None:
    found = WrittenReview(findings=[Judged(criterion="It is nice", is_met=True, why=" ")], breaks=[]).found

    assert [one.split(":")[0] for one in found.problems(TASK.criteria)] == [
        "It does not judge this criterion",
        "It does not judge this criterion",
        "This is no criterion of the task",
        "It does not say why",
    ]
    assert not WrittenReview(findings=[], breaks=[]).found.is_accepted
