"""The rules of a plan: one step at a time, each confirmed once, and what comes after it."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from bot.errors import Conflict, NotFound
from bot.records.architect.breakdown import broken_down
from bot.records.architect.complexity import assessed
from bot.records.architect.requirements import read
from bot.records.architect.technology import choose
from bot.records.documents import Origin
from bot.records.plans import (
    BREAKDOWN,
    COMPLEXITY,
    DELEGATION,
    REQUIREMENTS,
    RFC,
    SPEC,
    TECHNOLOGY,
    TESTING,
    USUAL,
    Plan,
    State,
    Status,
    Step,
)
from bot.records.workings import Piece, Tasks

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)


def plan(**facts: object) -> Plan:
    return Plan.begun(team="T1", number=3, channel="C1", by="U1", title="Refunds", made_at=AT, changed_at=AT, **facts)


def proposed(one: Plan, name: str) -> Plan:
    return one.proposed(name, {"title": "x"}, origin=Origin.OUTLINE, note="", at=AT)


def test_a_plan_goes_from_step_to_step_and_is_done_with_the_last() -> None:
    one = plan(steps=tuple(Step.of(kind) for kind in (REQUIREMENTS, RFC, SPEC)))

    one = proposed(one, REQUIREMENTS).confirmed(REQUIREMENTS, by="U2", at=AT)
    one = proposed(one, RFC).confirmed(RFC, by="U2", at=AT, filed="RFC-0001", record=7)
    one = proposed(one, SPEC).skipped(SPEC, by="U2", why="later", at=AT)

    assert [one.state for one in one.steps] == [State.DONE, State.FILED, State.SKIPPED]
    assert (one.status, one.done_at, one.current) == (Status.DONE, AT, None)
    assert one.filed(RFC) is not None
    assert one.filed(SPEC) is None


def test_only_what_waits_is_confirmed_and_only_once() -> None:
    one = plan()

    with pytest.raises(Conflict, match=r"Requirements is not there yet\."):
        one.confirmed(REQUIREMENTS, by="U1", at=AT)
    with pytest.raises(Conflict, match=r"RFC is not there yet\. PLAN-3 is at requirements\."):
        one.confirmed(RFC, by="U1", at=AT)
    with pytest.raises(NotFound, match="no such step"):
        one.confirmed("tea", by="U1", at=AT)
    one = proposed(one, REQUIREMENTS).confirmed(REQUIREMENTS, by="U1", at=AT)
    with pytest.raises(Conflict, match=r"Requirements of PLAN-3 is done already\."):
        one.confirmed(REQUIREMENTS, by="U1", at=AT)


def test_what_nobody_works_on_any_more_keeps_nothing() -> None:
    one = proposed(plan(), REQUIREMENTS)

    assert one.proposed(REQUIREMENTS, {"title": "late"}, origin=Origin.CLAUDE, note="", at=AT) is one
    assert one.done(REQUIREMENTS, None, note="", at=AT) is one
    assert one.failed(REQUIREMENTS, "late", at=AT) is one


def test_a_stopped_plan_keeps_what_was_being_written_and_goes_on_where_it_was() -> None:
    stopped = plan().stopped(at=AT)

    kept = proposed(stopped, REQUIREMENTS)
    with pytest.raises(Conflict, match=r"PLAN-3 is stopped\."):
        kept.confirmed(REQUIREMENTS, by="U1", at=AT)
    on = kept.resumed(at=AT)

    assert (on.status, on.step("").name, on.waits) == (Status.RUNNING, REQUIREMENTS, True)
    with pytest.raises(Conflict, match="running already"):
        on.resumed(at=AT)


def test_what_failed_is_tried_again() -> None:
    failed = plan().failed(REQUIREMENTS, "I cannot read that message.", at=AT)

    with pytest.raises(Conflict, match="I cannot read that message"):
        failed.confirmed(REQUIREMENTS, by="U1", at=AT)
    assert failed.waits
    assert failed.resumed(at=AT).step(REQUIREMENTS).state is State.WORKING


def test_steps_follow_from_what_is_settled_and_what_was_skipped_before_stays_so() -> None:
    one = plan().skipped(SPEC, by="U1", why="there is one", at=AT)
    one = proposed(one, REQUIREMENTS).confirmed(REQUIREMENTS, by="U1", at=AT).done(COMPLEXITY, None, note="Simple", at=AT)

    after = [Step.of(kind) for kind in ("adr", SPEC, BREAKDOWN, TESTING)]
    one = proposed(one, TECHNOLOGY).confirmed(TECHNOLOGY, by="U1", at=AT, steps=after)

    assert [step.name for step in one.steps] == [REQUIREMENTS, COMPLEXITY, TECHNOLOGY, SPEC, "adr", BREAKDOWN, TESTING]
    assert one.step(SPEC).state is State.SKIPPED
    assert one.step("").name == "adr"


def test_a_step_that_changed_has_the_revision_at_which_it_did() -> None:
    one = proposed(plan(), REQUIREMENTS)
    edited = one.edited(REQUIREMENTS, {"title": "y"}, by="U2", at=AT)

    assert one.step(REQUIREMENTS).revision < edited.step(REQUIREMENTS).revision <= edited.revision
    assert {step.revision for step in edited.steps[1:]} == {0}


def test_each_step_has_a_name_of_its_own_and_knows_its_kind() -> None:
    assert Step.of(DELEGATION, 2, "Test it").kind == DELEGATION
    assert len({one.name for one in USUAL}) == len(USUAL)


def test_tasks_are_typed_as_words_and_are_the_same_tasks_again() -> None:
    requirement = read("Shop owners refund orders, and support sees why, in an admin interface. Integrates with Stripe, Xero and Slack.")
    complexity = assessed(requirement)
    made = broken_down(requirement, complexity, choose(requirement, complexity))

    again = Tasks.of(made).breakdown

    assert (again.tasks, again.coverage) == (made.ordered, made.coverage)
    with pytest.raises(ValidationError, match="How many days"):
        Piece(name="x", days="soon")
