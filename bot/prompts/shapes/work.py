"""What is worked out besides documents: data, security, the tasks; what a specialist delivers, and how that is judged."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from bot.prompts.guards import at_most
from bot.records.architect.aspects import DataDesign, SecurityDesign
from bot.records.architect.breakdown import MOST_TASKS, Breakdown, Task
from bot.records.architect.deliveries import Delivered, Finding, Findings

LINE, NAME, WORK, WHY = 500, 120, 40_000, 600

Line = Annotated[str, *at_most(LINE)]
Name = Annotated[str, *at_most(NAME)]


class WrittenData(BaseModel):
    """The data of what is built."""

    models: list[Line]
    migrations: list[Line]
    indexes: list[Line]

    @property
    def design(self) -> DataDesign:
        """The same as it is worked with."""
        return DataDesign(models=_said(self.models), migrations=_said(self.migrations), indexes=_said(self.indexes))


class WrittenSecurity(BaseModel):
    """The security of what is built."""

    authentication: list[Line]
    authorisation: list[Line]
    data: list[Line]
    compliance: list[Line]

    @property
    def design(self) -> SecurityDesign:
        """The same as it is worked with."""
        return SecurityDesign.model_validate({name: _said(getattr(self, name)) for name in type(self).model_fields})


class WrittenTask(BaseModel):
    """A task."""

    name: Name
    component: Name
    what: list[Line]
    specialist: Name = Field(description="the name of one of the specialists, empty for people")
    days: float
    after: list[Name]
    criteria: list[Line]
    is_testing: bool


class WrittenBreakdown(BaseModel):
    """The tasks, and the coverage target in percent."""

    tasks: list[WrittenTask]
    coverage: int

    @property
    def breakdown(self) -> Breakdown:
        """The same as it is worked with. A task without a name is none; one that takes no time takes half a day."""
        named = [one for one in self.tasks if one.name.strip()][: MOST_TASKS + 1]
        return Breakdown(tasks=tuple(_task(one) for one in named), coverage=self.coverage)


LEAST_DAYS = 0.5


def _task(written: WrittenTask) -> Task:
    return Task(
        name=written.name.strip(),
        component=written.component,
        what=_said(written.what),
        specialist=written.specialist.strip(),
        days=max(LEAST_DAYS, written.days),
        after=_said(written.after),
        criteria=_said(written.criteria),
        is_testing=written.is_testing,
    )


class Met(BaseModel):
    """Where a criterion is met; "" where it is open."""

    criterion: Line
    where: Annotated[str, *at_most(WHY)]


class WrittenDelivery(BaseModel):
    """What a specialist delivers."""

    delivery: Annotated[str, *at_most(WORK)]
    criteria: list[Met]
    assumed: list[Line]
    left_out: list[Line]

    @property
    def delivered(self) -> Delivered:
        """The same as it is worked with."""
        return Delivered(
            work=self.delivery,
            met={one.criterion: one.where for one in self.criteria},
            assumed=_said(self.assumed),
            left_out=_said(self.left_out),
        )


class Judged(BaseModel):
    """Whether a criterion is met, and by what that is seen."""

    criterion: Line
    is_met: bool
    why: Annotated[str, *at_most(WHY)]


class WrittenReview(BaseModel):
    """What was found in a delivery."""

    findings: list[Judged]
    breaks: list[Annotated[str, *at_most(WHY)]] = Field(description="what would break in use, each with where")

    @property
    def found(self) -> Findings:
        """The same as it is worked with."""
        return Findings(
            findings=tuple(Finding(criterion=one.criterion, is_met=one.is_met, why=one.why) for one in self.findings),
            breaks=_said(self.breaks),
        )


def _said(lines: list[str]) -> tuple[str, ...]:
    return tuple(one.strip() for one in lines if one.strip())
