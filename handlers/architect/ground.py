"""What a step is worked out from: the requirement as it was understood, how complex, which technology, and what was written before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.records.architect.complexity import Complexity, assessed
from bot.records.architect.means import Means
from bot.records.architect.needed import Need, needed
from bot.records.architect.proposed import KINDS, body_of
from bot.records.architect.requirements import LONGEST, Requirement, read
from bot.records.architect.technology import Choice, choose
from bot.records.bodies import Body
from bot.records.documents import Document
from bot.records.people import Viewer
from bot.records.plans import (
    ADR,
    BREAKDOWN,
    DATA,
    DELEGATION,
    REQUIREMENTS,
    RFC,
    SECURITY,
    TESTING,
    Plan,
    State,
    Step,
)
from bot.records.workings import Tasks
from storage.store import Transaction

Proposal = Mapping[str, Any]


@dataclass(frozen=True)
class Ground:
    """All of it. `documents` are what was filed, as it is now, by the step's name; `project` is the project's name, `source` a link."""

    plan: Plan
    requirement: Requirement
    complexity: Complexity
    choice: Choice
    documents: Mapping[str, Document] = field(default_factory=dict)
    project: str = ""
    source: str = ""

    @property
    def needs(self) -> tuple[Need, ...]:
        """Which documents it deserves."""
        return needed(self.requirement, self.complexity, self.choice)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of what was filed before, in order."""
        return tuple(one.filed for one in self.plan.steps if one.filed and one.kind != DELEGATION)

    @property
    def decided_in(self) -> str:
        """The key of the RFC or ADR it follows, "" where none was filed."""
        return next((one.filed for one in self.plan.steps if one.filed and one.kind in {RFC, ADR}), "")

    def tasks(self) -> Tasks | None:
        """The breakdown, as it was confirmed."""
        step = next(iter(self.plan.of(BREAKDOWN)), None)
        body = body_of(step) if step and step.state is State.DONE else None
        return body if isinstance(body, Tasks) else None


def proposal(body: Body, title: str = "") -> Proposal:
    """What a step keeps of a body."""
    return {"title": title, "body": body.model_dump(mode="json")}


def understood(plan: Plan, team: Means | None = None) -> Requirement:
    """The requirement with what was answered. Once it was read, as it was read."""
    kept = plan.step(REQUIREMENTS).proposal
    before = Requirement.model_validate({**kept, "text": plan.requirement[:LONGEST]}) if kept else read(plan.requirement, team)
    return before.answered(plan.answers)  # type: ignore[arg-type] # the names of topics


def with_more(before: Requirement, words: str, whole: str) -> Requirement:
    """The same with words that somebody added, read as the others were; what is said later goes before what was said first."""
    more = read(words, before.team)
    is_only_named = more.functional == (more.title,) and bool(more.non_functional or more.constraints)
    return before.model_copy(
        update={
            "text": whole[:LONGEST],
            "functional": _joined(before.functional, () if is_only_named else more.functional),
            "non_functional": _joined(before.non_functional, more.non_functional),
            "constraints": _joined(before.constraints, more.constraints),
            "known": {**before.known, **more.known},
            "unknowable": before.unknowable - more.known.keys(),
        }
    )


def _joined(before: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*before, *more]))


def kept_requirement(requirement: Requirement) -> Proposal:
    """What the first step keeps: all but the text, which the plan has."""
    return Requirement.model_validate(dict(requirement)).model_dump(mode="json", exclude={"text"})


def grounded(plan: Plan, requirement: Requirement, **known: Any) -> Ground:
    """By rule from what was understood; a technology that somebody chose goes before what the words say."""
    complexity = assessed(requirement)
    return Ground(plan, requirement, complexity, choose(requirement, complexity, by_hand=plan.choice), **known)


async def ground_of(plan: Plan, db: Transaction) -> Ground:
    """What a job works a step out from. Of other records only what everybody in the plan's channel sees."""
    audience = await db.people.audience(plan.team, plan.channel)
    stack = await db.stacks.of(plan.project, seen_by=audience) or await db.stacks.of(None, seen_by=audience)
    team = await db.teams.of(plan.project, seen_by=audience) or await db.teams.of(None, seen_by=audience)
    project = await db.projects.get(plan.project, seen_by=audience) if plan.project else None
    requirement = understood(plan, Means.of(stack, team))
    documents = await filed(plan, Viewer.operator(plan.team), db)
    return grounded(plan, requirement, documents=documents, project=project.name if project else "")


async def filed(plan: Plan, viewer: Viewer, db: Transaction) -> dict[str, Document]:
    """The documents that were filed of a plan, as they are now, by the step's name."""
    found: dict[str, Document] = {}
    for step in plan.steps:
        if step.state is State.FILED and step.kind in KINDS:
            document = await db.documents.of(KINDS[step.kind]).get(step.record, seen_by=viewer)
            if document:
                found[step.name] = document
    return found


def steps_after_technology(ground: Ground) -> list[Step]:
    """What comes once the technology is settled: the documents it deserves, and all that every plan has."""
    papers = [Step.of(one.kind) for one in ground.needs if one.is_needed]
    return [*papers, *(Step.of(kind) for kind in (DATA, SECURITY, BREAKDOWN, TESTING))]


def steps_after_breakdown(tasks: Tasks) -> list[Step]:
    """A delegation for each task that is for a specialist; the others are people's, and stand in the breakdown."""
    pieces = [one for one in tasks.tasks if one.specialist]
    return [*(Step.of(DELEGATION, at, one.name) for at, one in enumerate(pieces, 1)), Step.of(TESTING)]


def task_of(step: Step, tasks: Tasks) -> Any:
    """The task a delegation is for."""
    at = int(step.name.rpartition("-")[2])
    return [one for one in tasks.tasks if one.specialist][at - 1].task
