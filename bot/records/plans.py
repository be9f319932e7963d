"""Plans: a requirement on its way to documents and delegated work, step by step. Nothing is filed that nobody confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from bot.errors import Conflict, NotFound, Offer
from bot.records.belonging import Belonging
from bot.records.documents import Origin
from bot.records.entries import Message

KIND = "architect"
"""The word plans answer to, and what they are called at the end of a link."""
PREFIX = "PLAN"
LONGEST_REQUIREMENT = 40_000
"""So many characters of a requirement are kept; what is longer is cut, and said to be."""
LONGEST_TITLE = 150
LONGEST_WHY = 1_000


class State(StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    WORKING = "working"
    TO_CONFIRM = "to confirm"
    FILED = "filed"
    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"


OVER = frozenset({State.FILED, State.DONE, State.SKIPPED})


class Status(StrEnum):
    """Where a plan stands."""

    RUNNING = "running"
    STOPPED = "stopped"
    DONE = "done"


REQUIREMENTS, COMPLEXITY, TECHNOLOGY = "requirements", "complexity", "technology"
RFC, ADR, SPEC, DESIGN, DATA, SECURITY = "rfc", "adr", "spec", "design", "data", "security"
BREAKDOWN, DELEGATION, TESTING = "breakdown", "delegate", "testing"

TITLES = {
    REQUIREMENTS: "Requirements",
    COMPLEXITY: "Complexity",
    TECHNOLOGY: "Technology, and which documents",
    RFC: "RFC",
    ADR: "Decision record",
    SPEC: "Tech spec",
    DESIGN: "System design",
    DATA: "Data",
    SECURITY: "Security",
    BREAKDOWN: "Task breakdown",
    DELEGATION: "Delegation",
    TESTING: "Integration, deployment and testing",
}
"""The steps there are, in their order."""
DOCUMENTS = (RFC, ADR, SPEC, DESIGN, DELEGATION)
"""What is filed as a document of its own, of the kind of that name."""


class Step(BaseModel):
    """A step of a plan: `name` is its kind, for one of several with a number ("delegate-2").

    `proposal` is what would be filed, `note` how it came about. `filed` is the key of what was filed, `record` its id. `attempts` are the
    reviews of what was delivered. `revision` is the plan's when this step changed last.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    title: str
    state: State = State.WAITING
    proposal: Mapping[str, Any] | None = None
    origin: Origin = Origin.OUTLINE
    note: str = ""
    filed: str = ""
    record: int = 0
    why: str = ""
    by: str = ""
    attempts: int = 0
    revision: int = 0

    @classmethod
    def of(cls, kind: str, number: int = 0, title: str = "") -> Step:
        """A step of a kind, by the name it has among several."""
        return cls(name=f"{kind}-{number}" if number else kind, title=title or TITLES[kind])

    @property
    def kind(self) -> str:
        """What kind of step it is."""
        return self.name.partition("-")[0]

    @property
    def is_over(self) -> bool:
        """Whether nothing is left to be done in it."""
        return self.state in OVER


USUAL = tuple(Step.of(kind) for kind in (REQUIREMENTS, COMPLEXITY, TECHNOLOGY, RFC, SPEC, DESIGN, DATA, SECURITY, BREAKDOWN, TESTING))
"""What a plan begins with, until its complexity says what it needs."""


class Plan(Belonging):
    """A plan, as it is now. Every change returns a new one, its revision one higher.

    `source` is the message whose words, or whose file, are the requirement; `thread` the one it works in, once it has one. `answers` are
    by the name of a question, "" where that is not known. `choice` is the technology somebody chose by hand. Times are UTC and aware.
    """

    number: int = 0
    title: str = Field(max_length=LONGEST_TITLE)
    requirement: str = Field("", max_length=LONGEST_REQUIREMENT)
    source: Message | None = None
    thread: str | None = None
    by: str
    status: Status = Status.RUNNING
    steps: tuple[Step, ...] = USUAL
    answers: Mapping[str, str] = Field(default_factory=dict)
    choice: str = ""
    made_at: datetime
    changed_at: datetime
    done_at: datetime | None = None

    @classmethod
    def begun(cls, **facts: Any) -> Self:
        """A new one, which works on its first step."""
        new = cls(**facts)
        return new.model_copy(update={"steps": (_changed(new.steps[0], 1, state=State.WORKING), *new.steps[1:])})

    @property
    def key(self) -> str:
        """PLAN-3."""
        return f"{PREFIX}-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether there is something left to be done."""
        return self.status is not Status.DONE

    @property
    def current(self) -> Step | None:
        """The step it is at: the first that was begun and is not over."""
        return next((one for one in self.steps if not one.is_over and one.state is not State.WAITING), None)

    @property
    def waits(self) -> bool:
        """Whether it waits for a person."""
        return self.status is Status.RUNNING and bool(self.current and self.current.state in {State.TO_CONFIRM, State.FAILED})

    def step(self, name: str) -> Step:
        """A step by its name; "" is the one it is at. Raises NotFound."""
        found = self.current if not name else next((one for one in self.steps if one.name == name), None)
        if found is None:
            there = ", ".join(one.name for one in self.steps)
            raise NotFound(f"{self.key} has no such step. Its steps: {there}." if name else f"{self.key} is {self.status}.")
        return found

    def of(self, kind: str) -> list[Step]:
        """Its steps of a kind."""
        return [one for one in self.steps if one.kind == kind]

    def filed(self, kind: str) -> Step | None:
        """What was filed of a kind, if it was."""
        return next((one for one in self.of(kind) if one.state is State.FILED), None)

    def proposed(self, name: str, proposal: Mapping[str, Any], *, origin: Origin, note: str, at: datetime, title: str = "") -> Self:
        """The same with the result of a step, for a person to confirm. What is not worked on any more stays as it is."""
        step = self.step(name)
        if step.state is not State.WORKING:
            return self
        facts = {"state": State.TO_CONFIRM, "proposal": proposal, "origin": origin, "note": note}
        return self.with_step(name, at=at, **facts, **({"title": title} if title else {}))

    def done(self, name: str, proposal: Mapping[str, Any] | None, *, note: str, at: datetime, steps: Sequence[Step] | None = None) -> Self:
        """The same with a step over that needs nobody's word; `steps` take the place of those after it."""
        if self.step(name).state is not State.WORKING:
            return self
        after = self.with_step(name, at=at, state=State.DONE, proposal=proposal, note=note)
        return after.followed_by(steps).going_on(at)

    def confirmed(
        self, name: str, *, by: str, at: datetime, filed: str = "", record: int = 0, steps: Sequence[Step] | None = None
    ) -> Self:  # fmt: skip
        """The same with a step confirmed, and filed under a key where that is what it is for. Raises Conflict."""
        self.must_wait_for(name)
        after = self.with_step(name, at=at, state=State.FILED if filed else State.DONE, by=by, filed=filed, record=record)
        return after.followed_by(steps).going_on(at)

    def edited(self, name: str, proposal: Mapping[str, Any], *, by: str, at: datetime) -> Self:
        """The same with other words in what would be filed. Raises Conflict."""
        self.must_wait_for(name)
        return self.with_step(name, at=at, proposal=proposal, by=by)

    def again(self, name: str, *, at: datetime) -> Self:
        """The same, to work on a step once more. Raises Conflict."""
        self.must_wait_for(name)
        return self.with_step(name, at=at, state=State.WORKING, note="")

    def skipped(self, name: str, *, by: str, why: str, at: datetime) -> Self:
        """The same without a step; what was filed stays filed. Raises Conflict."""
        step = self.step(name)
        self._must_run()
        if step.is_over:
            raise Conflict(self._over(step))
        return self.with_step(name, at=at, state=State.SKIPPED, by=by, why=why[:LONGEST_WHY]).going_on(at)

    def failed(self, name: str, why: str, *, at: datetime) -> Self:
        """The same, where a step cannot go on without somebody: `why` says what to do."""
        return self if self.step(name).state is not State.WORKING else self.with_step(name, at=at, state=State.FAILED, why=why)

    def reviewed(self, name: str, *, why: str, at: datetime) -> Self:
        """The same after one more review of what was delegated and delivered, with what was said of it."""
        return self.with_step(name, at=at, attempts=self.step(name).attempts + 1, why=why)

    def stopped(self, *, at: datetime) -> Self:
        """The same, where nothing goes on until it is resumed. Raises Conflict."""
        self._must_run()
        return self._changed(at, status=Status.STOPPED)

    def resumed(self, *, at: datetime) -> Self:
        """The same, going on where it was; what failed is tried again. Raises Conflict."""
        step = self.current
        if self.status is Status.RUNNING and not (step and step.state in {State.FAILED, State.WORKING}):
            raise Conflict(f"{self.key} is running already.")
        if self.status is Status.DONE:
            raise Conflict(f"{self.key} is done.")
        after = self._changed(at, status=Status.RUNNING)
        if step and step.state is State.FAILED:
            return after.with_step(step.name, at=at, state=State.WORKING, why="")
        return after.going_on(at)

    def must_wait_for(self, name: str) -> None:
        """Raise Conflict unless this step waits for somebody's word."""
        step = self.step(name)
        self._must_run()
        if step.is_over:
            raise Conflict(self._over(step))
        if step.state is State.FAILED:
            raise Conflict(f"{step.title} could not be done: {step.why}", offers=[Offer("Try again", f"{KIND} resume {self.key}")])
        if step.state is not State.TO_CONFIRM:
            at = self.current
            now = f" {self.key} is at {at.title.lower()}." if at and at.name != name else ""
            raise Conflict(f"{step.title} is not there yet.{now}")

    def with_step(self, name: str, *, at: datetime, **facts: Any) -> Self:
        """The same with another step of this name."""
        name = self.step(name).name
        revision = self.revision + 1
        return self._changed(at, steps=tuple(_changed(one, revision, **facts) if one.name == name else one for one in self.steps))

    def followed_by(self, steps: Sequence[Step] | None) -> Self:
        """The same with these steps to come, instead of those that waited."""
        if steps is None:
            return self
        begun = tuple(one for one in self.steps if one.state is not State.WAITING)
        known = {one.name for one in begun}  # what somebody skipped before its turn stays so
        return self.model_copy(update={"steps": (*begun, *(one for one in steps if one.name not in known))})

    def going_on(self, at: datetime) -> Self:
        """The same, at work on the next step; done, if there is none."""
        if self.status is not Status.RUNNING or self.current is not None:
            return self
        following = next((one for one in self.steps if one.state is State.WAITING), None)
        if following is None:
            return self._changed(at, status=Status.DONE, done_at=at)
        return self.with_step(following.name, at=at, state=State.WORKING)

    def _must_run(self) -> None:
        if self.status is Status.STOPPED:
            raise Conflict(f"{self.key} is stopped.", offers=[Offer("Go on with it", f"{KIND} resume {self.key}")])
        if self.status is Status.DONE:
            raise Conflict(f"{self.key} is done.", offers=[Offer("Show it", f"{KIND} show {self.key}")])

    def _over(self, step: Step) -> str:
        filed = f"filed as {step.filed}" if step.filed else step.state
        return f"{step.title} of {self.key} is {filed} already."

    def _changed(self, at: datetime, **facts: Any) -> Self:
        return self.changed(changed_at=at, **facts)


def _changed(step: Step, revision: int, **facts: Any) -> Step:
    return step.model_copy(update={**facts, "revision": revision})
