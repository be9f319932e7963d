"""Documents filled with what is known, by rule: what is not known stands there as such. Nothing in them was made up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.records.adrs import DO_NOTHING, Decision, Effort
from bot.records.adrs import Option as Considered
from bot.records.architect import aspects
from bot.records.architect.asked import Topic
from bot.records.architect.breakdown import COVERAGE, Task
from bot.records.architect.complexity import Complexity, Level, Scale
from bot.records.architect.parts import diagram, parts
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import Candidate, Choice
from bot.records.components import DIAGRAM
from bot.records.delegations import Delegation
from bot.records.designs import SystemDesign
from bot.records.matrix import Weight
from bot.records.rfcs import Criterion, Option, Rfc
from bot.records.specs import TechSpec

NOT_KNOWN = "not yet known"
MOST_OPTIONS = 3
EFFORT = {Level.SIMPLE: Effort.S, Level.MEDIUM: Effort.M, Level.COMPLEX: Effort.L}


def rfc(requirement: Requirement, complexity: Complexity, choice: Choice, *, source: str = "") -> tuple[str, Rfc]:
    """A proposal with criteria before options, both sides of each, and what the rules recommend. `source`: where it was asked for."""
    body = Rfc(
        overview=_overview(requirement, complexity),
        problem=_problem(requirement, source),
        criteria=tuple(_criteria(requirement, complexity)),
        options=(*(_option(one) for one in choice.candidates[:MOST_OPTIONS]), _nothing()),
        recommendation=_recommendation(choice),
        design=_design(requirement, complexity, choice),
    )
    return f"What to build it with: {requirement.title}", body


def adr(requirement: Requirement, complexity: Complexity, choice: Choice, *, source: str = "") -> tuple[str, Decision]:
    """A light decision: doing nothing is one of its options."""
    taken, *others = choice.candidates
    effort = EFFORT[complexity.level]
    options = [
        Considered(name=taken.name, pros=_lines(taken.for_it), cons=_lines(taken.against_it), effort=effort),
        *(
            Considered(name=one.name, pros=_lines(one.for_it), cons=_lines(one.against_it), effort=effort, rejected=_fewer(one, taken))
            for one in others[: MOST_OPTIONS - 1]
        ),
        Considered(name=DO_NOTHING, pros="Nothing to build or to run.", cons="What was asked for stays undone.", effort=Effort.NONE),
    ]
    body = Decision(
        context=_problem(requirement, source),
        options=tuple(options),
        decision=_recommendation(choice),
        easier=taken.for_it,
        harder=taken.against_it,
        accepted=choice.cautions,
        operational=("Who is on call for it, and what alerts them, is " + NOT_KNOWN,),
    )
    return f"{choice.technology} for: {requirement.title}", body


def spec(requirement: Requirement, complexity: Complexity, choice: Choice, *, decided_in: str = "") -> tuple[str, TechSpec]:
    """How it is built. `decided_in` is the key of the RFC or ADR it follows."""
    because = f"{decided_in} decided it." if decided_in else "Nothing was left to decide."
    components = parts(requirement, complexity, choice)
    target = f"{COVERAGE[complexity.level]} % of lines are run by tests."
    body = TechSpec(
        summary=f"{_overview(requirement, complexity)}\n\nIt is built with {choice.technology} ({choice.pattern}). {because}",
        overview=_drawn(requirement, complexity, choice),
        components=components,
        data=aspects.data(requirement, complexity, choice).text,
        api=_api(requirement, choice),
        security=aspects.security(requirement, complexity, choice).text,
        testing=_lines(("Unit tests of every rule, integration tests of every interface, load and security by their checklists.", target)),
        deployment=_deployment(requirement),
    )
    return requirement.title, body


def design(requirement: Requirement, complexity: Complexity, choice: Choice) -> tuple[str, SystemDesign]:
    """The system in one view, with its diagram in Mermaid."""
    components = parts(requirement, complexity, choice)
    body = SystemDesign(
        overview=_overview(requirement, complexity),
        diagram=diagram(components, complexity.integrations),
        components=components,
        data=aspects.data(requirement, complexity, choice).text,
        security=aspects.security(requirement, complexity, choice).text,
        scalability=_scalability(requirement, complexity),
        deployment=_deployment(requirement),
    )
    return requirement.title, body


def delegation(task: Task, requirement: Requirement, *, project: str = "", decided_in: Sequence[str] = ()) -> tuple[str, Delegation]:
    """A task in the format in which it is handed over. `decided_in` are the keys of the documents it is built from."""
    body = Delegation(
        specialist=task.specialist,
        project=project,
        component=task.component,
        requirements=task.what,
        specifications=(*(f"As {key} says" for key in decided_in), *requirement.non_functional),
        constraints=(*requirement.constraints, f"About {task.days:g} day{'' if task.days == 1 else 's'} of work"),
        deliverables=("Test suite" if task.is_testing else f"{task.name}: the code with its tests", "What was left out, and why"),
        criteria=task.criteria,
        integration=tuple(f"Waits for: {one}" for one in task.after) or ("Nothing has to be there before it",),
    )
    return task.name, body


def _overview(requirement: Requirement, complexity: Complexity) -> str:
    wanted = _lines([f"“{one}”" for one in requirement.functional])
    return f"What was asked for:\n\n{wanted}\n\nIt is {complexity.level.value.lower()}:\n\n{_lines(complexity.reasons)}"


def _problem(requirement: Requirement, source: str) -> str:
    told = [f"{gap}: “{said}”" for gap, said in _told(requirement)]
    left = ", ".join(one.heading.lower() for one in requirement.open)
    paragraphs = [f"“{requirement.functional[0] if requirement.functional else requirement.title}”"]
    paragraphs += [f"Asked for here: {source}"] if source else []
    paragraphs += ["What is known:\n\n" + _lines(told)] if told else []
    paragraphs += [f"What is {NOT_KNOWN}: {left}."] if left else []
    return "\n\n".join(paragraphs)


def _told(requirement: Requirement) -> Iterator[tuple[str, str]]:
    for topic, said in requirement.known.items():
        yield Topic(topic).value.capitalize(), said
    if requirement.team.headcount is not None:
        yield "Team", f"{requirement.team.headcount} engineers, stage {requirement.team.stage or NOT_KNOWN}"


def _criteria(requirement: Requirement, complexity: Complexity) -> Iterator[Criterion]:
    known = requirement.known
    yield Criterion(name="Fit", weight=Weight.HIGH, description="How much of what was asked for it brings without being built")
    yield Criterion(name="What people know", weight=Weight.HIGH, description="How many here have run it, or can within days")
    yield Criterion(
        name="Time to the first version",
        weight=Weight.HIGH if Topic.DEADLINE in known else Weight.MED,
        description=_quoted(known.get(Topic.DEADLINE), or_="Days until somebody can use it"),
    )
    yield Criterion(
        name="Cost a month",
        weight=Weight.MED if Topic.BUDGET in known else Weight.LOW,
        description=_quoted(known.get(Topic.BUDGET), or_="To run it, in money"),
    )
    if complexity.scale is not Scale.SMALL:
        heavy = complexity.scale is Scale.LARGE
        yield Criterion(
            name="Load it carries",
            weight=Weight.HIGH if heavy else Weight.LOW,
            description=_quoted(known.get(Topic.SCALE), or_="At the busiest"),
        )
    if complexity.sensitive:
        yield Criterion(name="Care for the data", weight=Weight.HIGH, description=f"It holds {' and '.join(complexity.sensitive)}")


def _quoted(said: str | None, *, or_: str) -> str:
    """What was said, as somebody's words, which decide nothing for the reader."""
    return f"“{said}”" if said else or_


def _option(candidate: Candidate) -> Option:
    by_rule = f"By rule: {'; '.join(candidate.reasons)}"
    return Option(name=candidate.name, advantages=_lines((*candidate.for_it, by_rule)), disadvantages=_lines(candidate.against_it))


def _nothing() -> Option:
    return Option(name=DO_NOTHING, advantages="Nothing to build or to run.", disadvantages="What was asked for stays undone.")


def _recommendation(choice: Choice) -> str:
    taken, second = choice.taken, choice.runner_up
    lines = [
        f"{taken.name}, {choice.pattern}: {choice.pattern_why}",
        "How the decision tree went: " + " · ".join(choice.path),
        f"It has {taken.points} points: {'; '.join(taken.reasons)}",
        f"What it costs: {' '.join(taken.against_it)}",
        f"Next would be {second.name} with {second.points}: {'; '.join(second.reasons)}",
        *choice.cautions,
    ]
    return _lines(lines)


def _fewer(one: Candidate, taken: Candidate) -> str:
    return f"{one.points} points against {taken.points} of {taken.name}: {'; '.join(one.reasons)}"


def _drawn(requirement: Requirement, complexity: Complexity, choice: Choice) -> str:
    components = parts(requirement, complexity, choice)
    return f"```{DIAGRAM}\n{diagram(components, complexity.integrations)}\n```"


def _design(requirement: Requirement, complexity: Complexity, choice: Choice) -> str:
    listed = _lines([f"{one.name}: {one.responsibility}" for one in parts(requirement, complexity, choice)])
    return f"{_drawn(requirement, complexity, choice)}\n\n{listed}"


def _api(requirement: Requirement, choice: Choice) -> str:
    told = _quoted(requirement.known.get(Topic.INTERFACE), or_=NOT_KNOWN)
    named = _lines([f"For “{one}”: path, request, response, errors" for one in requirement.functional])
    return f"Who uses it: {told}\n\nTo be written for each, with {choice.technology}:\n\n{named}"


def _scalability(requirement: Requirement, complexity: Complexity) -> str:
    told = _quoted(requirement.known.get(Topic.SCALE), or_=NOT_KNOWN)
    grows = {
        Scale.LARGE: "Several processes behind a load balancer; reads from copies; what nobody waits for is a job.",
        Scale.SOME: "Two processes and one database; measure before adding a third.",
    }.get(complexity.scale, "One process and one database carry it; what is measured says when that ends.")
    return f"What comes: {told}\n\n{grows}"


def _deployment(requirement: Requirement) -> str:
    hosting = requirement.team.hosting
    where = f"Where the rest runs: {hosting}." if hosting else f"Where it runs is {NOT_KNOWN}."
    steps = (
        "Built and tested in the pipeline, deployed when merged.",
        "Configured by the environment.",
        "Watched by what customers see, with an alert.",
    )
    return f"{where}\n\n{_lines((*steps, 'Rolled back by deploying the version before; migrations are made so that it still runs.'))}"


def _lines(said: Sequence[str]) -> str:
    return "\n".join(f"- {one}" for one in said)
