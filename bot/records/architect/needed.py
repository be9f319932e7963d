"""Which documents a requirement deserves, by the tables of when to write which, with the lines of them that hold."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from bot.records.architect.complexity import BINDING, SEVERAL_TEAMS, Complexity, Level
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import IN_USE, IT_RUNS, Choice
from bot.records.choices import CALLED, DECIDED, WEIGHS, Paper, which

DESIGN = "design"
SAID_DECIDED = (
    r"(?:is|was|has been|have|already) decided|decided (?:already|to|on)|as (?:RFC|ADR)-\d+ (?:says|decided|has it)|approved in RFC"
)
IN_QUESTION = r"either\b|versus|vs\b|compar\w+|choose between|alternatives?\b|which (?:one|of)\b"
COSTLY = r"migrat\w+|rewrit\w+|micro-?services?|monolith|multi[- ]region|re-?architect\w*|(?:other|another|new) cloud"
"""What is dear to undo: changes of the architecture, and of where everything is."""
HAVE_TO_AGREE = r"stakeholders?|sign[- ]?offs?|approv(?:al|ed by)|has to agree|have to agree|board|legal|auditors?"


class Need(BaseModel):
    """A document, by its kind's word; whether it is needed, and why or why not."""

    model_config = ConfigDict(frozen=True)

    kind: str
    is_needed: bool
    why: tuple[str, ...]


def needed(requirement: Requirement, complexity: Complexity, choice: Choice) -> tuple[Need, ...]:
    """Every kind in the order it is written in: RFC or ADR or neither, tech spec, system design."""
    paper, reasons = decision(requirement, complexity, choice)
    decisions = (_of_decision(one, paper, reasons) for one in (Paper.RFC, Paper.ADR))
    return (*decisions, _spec(paper), _design(complexity, choice))


def _of_decision(kind: Paper, paper: Paper, reasons: tuple[str, ...]) -> Need:
    if kind is paper or paper is Paper.SPEC:
        return Need(kind=kind.value, is_needed=kind is paper, why=reasons)
    enough = f"{CALLED[paper]} is enough"
    return Need(
        kind=kind.value, is_needed=False, why=(enough if kind is Paper.ADR else f"{enough}: too few of the reasons for an RFC hold",)
    )


def decision(requirement: Requirement, complexity: Complexity, choice: Choice) -> tuple[Paper, tuple[str, ...]]:
    """The document in which it is decided, with the reasons; SPEC where nothing is left to decide."""
    is_new = not _runs(requirement, choice)
    answers = {
        DECIDED.name: not requirement.speaks_of(SAID_DECIDED),
        "options": bool(requirement.speaks_of(IN_QUESTION)) or (is_new and choice.runner_up.points >= IN_USE),
        "teams": bool(requirement.speaks_of(SEVERAL_TEAMS)),
        "cost": complexity.level is Level.COMPLEX or bool(requirement.speaks_of(COSTLY)),
        "review": bool(BINDING & set(complexity.sensitive)) or bool(requirement.speaks_of(HAVE_TO_AGREE)),
        "technology": is_new,
    }
    if not any(answers[one.name] for one in WEIGHS):
        return Paper.SPEC, (
            f"{choice.technology} runs here already and nothing else is weighed: a single viable approach, no decision needed",
        )
    verdict = which(answers)
    return verdict.paper, tuple(verdict.reasons)


def _runs(requirement: Requirement, choice: Choice) -> bool:
    return any(one.startswith(IT_RUNS) for one in choice.taken.reasons) or requirement.team.backend == choice.technology


def _spec(paper: Paper) -> Need:
    first = {
        Paper.RFC: "after the RFC is approved it documents the how",
        Paper.ADR: "after the decision it documents the how",
        Paper.SPEC: "a single viable approach exists",
    }[paper]
    return Need(
        kind=Paper.SPEC.value, is_needed=True, why=(first, "API contracts and schemas need documentation", "specialists build from it")
    )


def _design(complexity: Complexity, choice: Choice) -> Need:
    why = tuple(
        says
        for holds, says in (
            (
                complexity.level is not Level.SIMPLE,
                f"it is {complexity.level.value.lower()}: boundaries and data flows are agreed on first",
            ),
            (bool(complexity.integrations), f"it touches other systems: {', '.join(complexity.integrations)}"),
            (choice.pattern.value == "Microservices", "several services have to know of each other"),
        )
        if holds
    )
    return Need(kind=DESIGN, is_needed=bool(why), why=why or ("it is one simple component: the tech spec's overview shows it",))
