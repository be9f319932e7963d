"""What each step proposes by rule, where nobody writes it: filled with what is known, nothing added."""

from collections.abc import Callable, Mapping

from bot.records.architect import aspects, skeletons
from bot.records.architect.breakdown import broken_down
from bot.records.architect.checklists import checklists
from bot.records.bodies import Body
from bot.records.plans import ADR, BREAKDOWN, DATA, DELEGATION, DESIGN, RFC, SECURITY, SPEC, TESTING, Step
from bot.records.workings import Checks, Kept, Safety, Tasks
from handlers.architect.ground import Ground, task_of

BY_RULE = "An outline, by rule: what is known, nothing added."

NOTES = {
    DELEGATION: "The task as it was confirmed, in the format in which it is handed over.",
    TESTING: "By rule, from what is known: what was not said is to be agreed on first.",
}
"""What is said of what is never written by Claude."""

Outline = Callable[[Ground, Step], tuple[str, Body]]


def outline(ground: Ground, step: Step) -> tuple[str, Body]:
    """The title and the body of what a step proposes."""
    return OUTLINES[step.kind](ground, step)


def _rfc(ground: Ground, _: Step) -> tuple[str, Body]:
    return skeletons.rfc(ground.requirement, ground.complexity, ground.choice, source=ground.source)


def _adr(ground: Ground, _: Step) -> tuple[str, Body]:
    return skeletons.adr(ground.requirement, ground.complexity, ground.choice, source=ground.source)


def _spec(ground: Ground, _: Step) -> tuple[str, Body]:
    return skeletons.spec(ground.requirement, ground.complexity, ground.choice, decided_in=ground.decided_in)


def _design(ground: Ground, _: Step) -> tuple[str, Body]:
    return skeletons.design(ground.requirement, ground.complexity, ground.choice)


def _data(ground: Ground, _: Step) -> tuple[str, Body]:
    return "", Kept.of(aspects.data(ground.requirement, ground.complexity, ground.choice))


def _security(ground: Ground, _: Step) -> tuple[str, Body]:
    return "", Safety.of(aspects.security(ground.requirement, ground.complexity, ground.choice))


def _breakdown(ground: Ground, _: Step) -> tuple[str, Body]:
    return "", Tasks.of(broken_down(ground.requirement, ground.complexity, ground.choice))


def _delegation(ground: Ground, step: Step) -> tuple[str, Body]:
    tasks = ground.tasks() or Tasks.of(broken_down(ground.requirement, ground.complexity, ground.choice))
    return skeletons.delegation(task_of(step, tasks), ground.requirement, project=ground.project, decided_in=ground.keys)


def _testing(ground: Ground, _: Step) -> tuple[str, Body]:
    return "", Checks.of(checklists(ground.requirement, ground.complexity, ground.choice))


OUTLINES: Mapping[str, Outline] = {
    RFC: _rfc,
    ADR: _adr,
    SPEC: _spec,
    DESIGN: _design,
    DATA: _data,
    SECURITY: _security,
    BREAKDOWN: _breakdown,
    DELEGATION: _delegation,
    TESTING: _testing,
}
