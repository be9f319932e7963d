"""What a step proposes: written by Claude, looked at by rule and asked for once more, or where that does not do, the outline."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from bot.claude import Claude, Off, Trouble
from bot.prompts import Fact, render
from bot.prompts.shapes import papers
from bot.prompts.shapes.given import given
from bot.prompts.shapes.work import WrittenBreakdown, WrittenData, WrittenSecurity
from bot.records.architect.problems import problems
from bot.records.architect.proposed import KINDS
from bot.records.bodies import Body
from bot.records.documents import Origin
from bot.records.plans import ADR, BREAKDOWN, DATA, DESIGN, RFC, SECURITY, SPEC, Step
from bot.records.specialists import Specialist
from bot.records.workings import Kept, Safety, Tasks
from handlers.architect.ground import Ground
from handlers.architect.outlines import BY_RULE, NOTES, outline
from handlers.blocks import kit

OF_A_DOCUMENT = 8_000
"""So many characters of each document that was filed before are read."""
WRITTEN = "Written by Claude from the requirement and what was settled: a proposal. Check it before it is filed."
LEFT_OUT = "Claude's draft was left out, since it still broke a rule when asked again: {}"
FAULT = 200

Read = tuple[str, Body, Sequence[str]]
"""A title, a body, and what is wrong with them."""


@dataclass(frozen=True)
class Made:
    """What was written, by whom, and what is said of that."""

    title: str
    body: Body
    origin: Origin
    note: str


@dataclass(frozen=True)
class Writer:
    """How a step is written by Claude: the prompt, the shape of the answer, what becomes of it and what is wrong with that."""

    prompt: str
    shape: type[BaseModel]
    read: Callable[[Any, Ground, Sequence[Specialist]], Read]


async def drafted(ground: Ground, step: Step, claude: Claude, *, today: date, specialists: Sequence[Specialist]) -> Made:
    """The proposal of a step. While Claude is only away for a moment, this raises what has the job tried again."""
    warning = _unsettled(ground, step)
    writer = WRITERS.get(step.kind)
    because = ""
    if writer:
        try:
            title, body, wrong = await _written(writer, ground, claude, today, specialists)
        except Trouble as trouble:
            because = "" if isinstance(trouble, Off) else trouble.sentence
        else:
            if not wrong:
                return Made(title, body, Origin.CLAUDE, f"{WRITTEN} {warning}".strip())
            because = LEFT_OUT.format(kit.cut(wrong[0], FAULT))
    title, body = outline(ground, step)
    return Made(title, body, Origin.OUTLINE, " ".join(part for part in (NOTES.get(step.kind, BY_RULE), because, warning) if part))


async def _written(writer: Writer, ground: Ground, claude: Claude, today: date, specialists: Sequence[Specialist]) -> Read:
    """What Claude answers; what is wrong with it is asked to be put right, once. Raises Trouble."""
    before = {one.key(KINDS[ground.plan.step(name).kind]): one.body.as_text[:OF_A_DOCUMENT] for name, one in ground.documents.items()}
    more: dict[str, Fact] = {"specialists": [f"{one.name}: {one.when}" for one in specialists]} if writer.prompt == OF_TASKS else {}

    async def asked_for(put_right: Sequence[str]) -> Read:
        facts = given(ground.requirement, ground.complexity, ground.choice, today=today, before=before, put_right=put_right)
        answer = await claude.parse(writer.shape, render(writer.prompt, **facts, **more), team=ground.plan.team, user=ground.plan.by)
        return writer.read(answer, ground, specialists)

    first = await asked_for(())
    return await asked_for(first[2]) if first[2] else first


def _unsettled(ground: Ground, step: Step) -> str:
    """A spec or a design is begun before its decision is settled: that is said."""
    if step.kind not in {SPEC, DESIGN}:
        return ""
    for name, document in ground.documents.items():
        kind = KINDS[ground.plan.step(name).kind]
        if kind.name in {RFC, ADR} and document.status not in kind.lifecycle.counts:
            return f"{document.key(kind)} is {document.status}, not {kind.lifecycle.settled}: what it decides may still change."
    return ""


def _paper(answer: Any, ground: Ground, _: Sequence[Specialist], *, kind: str) -> Read:
    title, body = papers.body_of(answer, KINDS[kind])
    return title, body, problems(body, ground.requirement, ground.choice)


def _of(kind: str) -> Writer:
    def read(answer: Any, ground: Ground, specialists: Sequence[Specialist]) -> Read:
        return _paper(answer, ground, specialists, kind=kind)

    return Writer(papers.PROMPTS[kind], papers.SHAPES[kind], read)


def _data(answer: WrittenData, _: Ground, __: Sequence[Specialist]) -> Read:
    return "", Kept.of(answer.design), answer.design.problems()


def _security(answer: WrittenSecurity, _: Ground, __: Sequence[Specialist]) -> Read:
    return "", Safety.of(answer.design), answer.design.problems()


def _tasks(answer: WrittenBreakdown, _: Ground, specialists: Sequence[Specialist]) -> Read:
    made = answer.breakdown
    return "", Tasks.of(made), made.problems([one.name for one in specialists])


OF_TASKS = "breakdown_from_requirement"
WRITERS: Mapping[str, Writer] = {
    **{kind: _of(kind) for kind in (RFC, ADR, SPEC, DESIGN)},
    DATA: Writer("data_from_requirement", WrittenData, _data),
    SECURITY: Writer("security_from_requirement", WrittenSecurity, _security),
    BREAKDOWN: Writer(OF_TASKS, WrittenBreakdown, _tasks),
}
"""What Claude writes; delegations follow from the breakdown, and the checklists from what is known."""
