"""The work, in pieces that one specialist can build: each with its days, what it waits for, and by what it is accepted. Testing always."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from bot.records.architect.candidates import TESTER, Pattern
from bot.records.architect.complexity import Complexity, Level
from bot.records.architect.demands import Sensitivity
from bot.records.architect.requirements import Requirement
from bot.records.architect.technology import Choice

COVERAGE = {Level.SIMPLE: 80, Level.MEDIUM: 85, Level.COMPLEX: 90}
"""Percent of lines that tests have to run, by how complex it is."""
MOST_TASKS = 12
MOST_FUNCTIONS = 6
"""So many functions are a task each; of more, the rest are one."""
WORDS = 8
"""A task is called by so many words at most."""
_LEADS_ON = re.compile(
    r"(?:an?|and|as|at|by|can|could|for|from|in|into|of|on|or|per|so|that|the|their|to|we|where|which|with),?", re.IGNORECASE
)
"""With these a name goes on, so that it does not end there."""
LONGEST_TASK = 10
"""Days. What takes longer is several tasks."""
SHARE_OF_TESTS = 0.3
"""So much of the days of building is for the tests."""


class Task(BaseModel):
    """A piece of work. `name` is unique in a breakdown; `after` are the names of those it waits for; `specialist` is "" for people."""

    model_config = ConfigDict(frozen=True)

    name: str = Field(min_length=1)
    component: str = ""
    what: tuple[str, ...] = ()
    specialist: str = ""
    days: float = Field(gt=0)
    after: tuple[str, ...] = ()
    criteria: tuple[str, ...] = ()
    is_testing: bool = False


class Breakdown(BaseModel):
    """All tasks, and the share of lines in percent that their tests have to run."""

    model_config = ConfigDict(frozen=True)

    tasks: tuple[Task, ...]
    coverage: int

    @property
    def days(self) -> float:
        """All of it, one after the other."""
        return sum(one.days for one in self.tasks)

    @property
    def ordered(self) -> tuple[Task, ...]:
        """The tasks, none before what it waits for; those of a circle last, as they stand."""
        left, done = list(self.tasks), list[Task]()
        while ready := next((one for one in left if {*one.after} <= {task.name for task in done}), None):
            left.remove(ready)
            done.append(ready)
        return (*done, *left)

    def problems(self, specialists: Collection[str]) -> tuple[str, ...]:
        """What is wrong with it, each as a sentence to put it right by; none when it can be worked from."""
        return tuple(_problems(self, specialists))


def broken_down(requirement: Requirement, complexity: Complexity, choice: Choice) -> Breakdown:
    """By rule: a foundation, what it does, what it talks to, what keeps it safe, how it is deployed, and the tests of all that."""
    foundation = _foundation(choice)
    wanted = [one for one in requirement.functional if not any(name in one for name in complexity.integrations)] or [requirement.title]
    functions = list(_functions(wanted, choice, foundation.name))
    others = [*_integrations(complexity, choice, foundation.name), *_safety(complexity, choice, foundation.name)]
    building = [foundation, *functions, *others]
    names = tuple(one.name for one in building)
    coverage = COVERAGE[complexity.level]
    days = max(1, round(sum(one.days for one in building) * SHARE_OF_TESTS))
    testing = Task(
        name="Test it",
        component="Tests",
        what=("Unit tests of every rule, integration tests of every interface", *(f"Test: {one.name}" for one in functions)),
        specialist=TESTER,
        days=days,
        after=names,
        criteria=(
            f"{coverage} % of lines are run by tests",
            "A test fails when its rule is broken",
            "No test depends on the hour or on order",
        ),
        is_testing=True,
    )
    deploying = Task(
        name="Deploy and hand over",
        component="Deployment",
        what=("Pipeline, configuration, monitoring, alert, a way back that was tried", "The checklists of integration, load and security"),
        days=1 if complexity.level is Level.SIMPLE else 2,
        after=(testing.name,),
        criteria=("A change reaches production without a manual step", "Rolling back was tried once"),
    )
    return Breakdown(tasks=(*building, testing, deploying), coverage=coverage)


def _foundation(choice: Choice) -> Task:
    if choice.pattern is Pattern.MCP_INTEGRATION:
        return Task(
            name="Tools and their types",
            component="Tools",
            what=("Every tool with its arguments, its answer and its errors", "Which of them only read"),
            specialist=choice.specialist,
            days=1,
            criteria=("A model knows from the description when to call a tool, and when not to",),
        )
    return Task(
        name="Models and migrations",
        component="Data",
        what=(
            "Entities and how they relate",
            "Migrations that can be run while the old version is live",
            "Indexes for the queries that are known",
        ),
        specialist=choice.specialist,
        days=2,
        criteria=("Migrations run forwards and backwards on a copy of the data", "Every query that is known has its index"),
    )


def _functions(wanted: Sequence[str], choice: Choice, after: str) -> Iterator[Task]:
    used: set[str] = set()
    for statement in wanted[:MOST_FUNCTIONS]:
        name = _short(statement, used)
        used.add(name)
        yield Task(
            name=name,
            component=choice.technology,
            what=(statement,),
            specialist=choice.specialist,
            days=2,
            after=(after,),
            criteria=(f"It does this: {statement}", "Wrong input is answered with what to do about it"),
        )
    if rest := wanted[MOST_FUNCTIONS:]:
        days = min(LONGEST_TASK, 2 * len(rest))
        yield Task(
            name="The other functions",
            component=choice.technology,
            what=tuple(rest),
            specialist=choice.specialist,
            days=days,
            after=(after,),
            criteria=tuple(f"It does this: {one}" for one in rest),
        )


def _integrations(complexity: Complexity, choice: Choice, after: str) -> Iterator[Task]:
    if names := complexity.integrations:
        yield Task(
            name=f"Connect {', '.join(names[:3])}" + (f" and {len(names) - 3} more" if len(names) > 3 else ""),  # noqa: PLR2004 - as read
            component="Integrations",
            what=tuple(f"{name}: contract, timeout, retries, what happens while it is away" for name in names),
            specialist=choice.specialist,
            days=min(LONGEST_TASK, 2 * len(names)),
            after=(after,),
            criteria=("Each has a timeout, and retries that do nothing twice", "What happens while one is away was tried"),
        )


def _safety(complexity: Complexity, choice: Choice, after: str) -> Iterator[Task]:
    kinds = [Sensitivity(one) for one in complexity.sensitive]
    held = (f"What is held: {', '.join(kinds)}",) if kinds else ()
    yield Task(
        name="Sign-in and permissions",
        component="Security",
        what=("Authentication, roles, who may do what", *held),
        specialist=choice.specialist,
        days=2 if kinds else 1,
        after=(after,),
        criteria=("Every way in asks who it is", "What one may not see, one gets as not found"),
    )


def _short(statement: str, used: Collection[str]) -> str:
    words = re.sub(
        r"^(?:we need|it (?:should|must|can)|the system (?:should|must)|users? (?:can|should))\s+", "", statement, flags=re.IGNORECASE
    )
    named = words.split()[:WORDS]
    while len(named) > 1 and len(named) < len(words.split()) and _LEADS_ON.fullmatch(named[-1]):
        named.pop()
    name = " ".join(named).rstrip(",;:")
    name = name[:1].upper() + name[1:]
    return name if name not in used else f"{name} ({len(used) + 1})"


def _problems(breakdown: Breakdown, specialists: Collection[str]) -> Iterator[str]:
    names = [one.name for one in breakdown.tasks]
    if not any(one.is_testing and one.specialist == TESTER for one in breakdown.tasks):
        yield f"There is no task for {TESTER}: tests are always delegated."
    if not 1 <= breakdown.coverage <= 100:  # noqa: PLR2004 - percent
        yield "The coverage target is no percentage between 1 and 100."
    if len(names) > MOST_TASKS:
        yield f"There are {len(names)} tasks; more than {MOST_TASKS} are several plans."
    yield from (f"Two tasks are called “{name}”." for name in dict.fromkeys(names) if names.count(name) > 1)
    for one in breakdown.tasks:
        yield from _wrong_in(one, names, specialists)
    if circle := _circle(breakdown.ordered):
        yield f"Some tasks wait for each other: {', '.join(circle)}."


def _wrong_in(task: Task, names: Collection[str], specialists: Collection[str]) -> Iterator[str]:
    if task.specialist and task.specialist not in specialists:
        yield f"“{task.name}” is for {task.specialist}, and there is no such specialist. There are: {', '.join(sorted(specialists))}."
    if task.days > LONGEST_TASK:
        yield f"“{task.name}” takes {task.days:g} days: cut it into tasks of at most {LONGEST_TASK}."
    if not task.criteria:
        yield f"“{task.name}” has no quality criteria, so that nobody can accept it."
    yield from (f"“{task.name}” waits for “{other}”, which is no task." for other in task.after if other not in names)


def _circle(ordered: Sequence[Task]) -> list[str]:
    done: set[str] = set()
    names = {one.name for one in ordered}
    for at, one in enumerate(ordered):
        if not {name for name in one.after if name in names} <= done:
            return [left.name for left in ordered[at:]]
        done.add(one.name)
    return []
