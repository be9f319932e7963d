"""What steps of a plan propose that is no document of its own: data, security, tasks, checks. In sections, so that each can be edited."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field, field_validator

from bot.records.architect.aspects import DataDesign, SecurityDesign
from bot.records.architect.breakdown import Breakdown, Task
from bot.records.architect.candidates import TESTER
from bot.records.architect.checklists import Checklist
from bot.records.bodies import Body, Item, Line, Text

BETWEEN = "; "


class Piece(Item):
    """A task, as it is typed: what it does and by what it is accepted one a line, those it waits for with semicolons between."""

    name: Line = Field(title="Task", min_length=1)
    component: Line = Field("", title="Component")
    specialist: Line = Field("", title="Specialist")
    days: Line = Field("1", title="Days")
    after: Line = Field("", title="Waits for")
    what: Text = Field("", title="What")
    criteria: Text = Field("", title="Quality criteria")

    @field_validator("days")
    @classmethod
    def _is_a_number(cls, days: str) -> str:
        try:
            if float(days.replace(",", ".")) > 0:
                return days
        except ValueError:
            pass
        raise ValueError("How many days? A number: 2, or 0.5")

    @classmethod
    def of(cls, task: Task) -> Piece:
        """A task."""
        return cls(
            name=task.name,
            component=task.component,
            specialist=task.specialist,
            days=f"{task.days:g}",
            after=BETWEEN.join(task.after),
            what="\n".join(task.what),
            criteria="\n".join(task.criteria),
        )

    @property
    def task(self) -> Task:
        """The same as it is worked with."""
        return Task(
            name=self.name,
            component=self.component,
            what=_lines(self.what),
            specialist=self.specialist,
            days=float(self.days.replace(",", ".")),
            after=tuple(one.strip() for one in self.after.split(BETWEEN.strip()) if one.strip()),
            criteria=_lines(self.criteria),
            is_testing=self.specialist == TESTER,
        )


class Tasks(Body):
    """A breakdown."""

    tasks: tuple[Piece, ...] = Field((), title="Tasks", description="Each for one specialist, or for people; at most ten days.")
    coverage: Text = Field("", title="Coverage target", description="The share of lines that tests have to run, in percent.")

    @classmethod
    def of(cls, breakdown: Breakdown) -> Tasks:
        """As it can be edited, in the order it can be worked in."""
        return cls(tasks=tuple(Piece.of(one) for one in breakdown.ordered), coverage=f"{breakdown.coverage} %")

    @property
    def breakdown(self) -> Breakdown:
        """The same as it is worked with."""
        digits = "".join(one for one in self.coverage if one.isdecimal())
        return Breakdown(tasks=tuple(one.task for one in self.tasks), coverage=int(digits[:3] or 0))


class Checks(Body):
    """What is checked before it goes live."""

    integration: tuple[Line, ...] = Field((), title="Integration", description="Between components, and with other systems. One a line.")
    deployment: tuple[Line, ...] = Field((), title="Deployment", description="How it gets there, and back. One a line.")
    load: tuple[Line, ...] = Field((), title="Load testing", description="How much it has to bear. One a line.")
    security: tuple[Line, ...] = Field((), title="Security testing", description="What must not be possible. One a line.")

    @classmethod
    def of(cls, lists: Sequence[Checklist]) -> Checks:
        """As it can be edited."""
        return cls.model_validate({one.name.lower(): one.items for one in lists})


class Kept(Body):
    """What is kept, and how that changes."""

    models: tuple[Line, ...] = Field((), title="Models", description="What is kept, and how it relates. One a line.")
    migrations: tuple[Line, ...] = Field((), title="Migrations", description="How the schema gets there, and from there on. One a line.")
    indexes: tuple[Line, ...] = Field((), title="Indexes", description="For the queries that are known. One a line.")

    @classmethod
    def of(cls, design: DataDesign) -> Kept:
        """As it can be edited."""
        return cls(**design.model_dump())

    @property
    def text(self) -> str:
        """As a section of a document."""
        return DataDesign(**self.model_dump()).text


class Safety(Body):
    """What keeps it safe."""

    authentication: tuple[Line, ...] = Field((), title="Authentication", description="Who somebody is. One a line.")
    authorisation: tuple[Line, ...] = Field((), title="Authorisation", description="Who may do what. One a line.")
    data: tuple[Line, ...] = Field((), title="Data protection", description="On the way, at rest, in logs and backups. One a line.")
    compliance: tuple[Line, ...] = Field((), title="Compliance", description="Which rules bind it. One a line.")

    @classmethod
    def of(cls, design: SecurityDesign) -> Safety:
        """As it can be edited."""
        return cls(**design.model_dump())

    @property
    def text(self) -> str:
        """As a section of a document."""
        return SecurityDesign(**self.model_dump()).text


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip().removeprefix("- ").strip() for line in text.splitlines() if line.strip())
