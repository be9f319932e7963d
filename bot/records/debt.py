"""Technical debt: what slows a team down, how it came about, what it costs a week and what paying it would take."""

from datetime import datetime
from enum import StrEnum
from typing import Self

from pydantic import Field

from bot.errors import Conflict, Unclear
from bot.records.belonging import Belonging
from bot.records.entries import Message

LONGEST_TITLE = 300
MOST_DAYS = 10_000
MOST_HOURS = 10_000


class Quadrant(StrEnum):
    """How it came about: whether it was sensible, and whether they knew."""

    RECKLESS_DELIBERATE = "reckless_deliberate"
    RECKLESS_INADVERTENT = "reckless_inadvertent"
    PRUDENT_DELIBERATE = "prudent_deliberate"
    PRUDENT_INADVERTENT = "prudent_inadvertent"


SOUNDS_LIKE = {
    Quadrant.RECKLESS_DELIBERATE: "We don't have time for tests",
    Quadrant.RECKLESS_INADVERTENT: "What's a design pattern?",
    Quadrant.PRUDENT_DELIBERATE: "Ship now, refactor next sprint",
    Quadrant.PRUDENT_INADVERTENT: "Now we know how we should have done it",
}
"""What one hears where it is made."""
MEANS = {
    Quadrant.RECKLESS_DELIBERATE: "fix it now: high risk",
    Quadrant.RECKLESS_INADVERTENT: "train or hire: it comes again",
    Quadrant.PRUDENT_DELIBERATE: "schedule it: it was a plan",
    Quadrant.PRUDENT_INADVERTENT: "learn from it: that is normal",
}
"""What to do about it."""


class Impact(StrEnum):
    """What it does."""

    BLOCKING_FEATURES = "blocking_features"
    CAUSING_INCIDENTS = "causing_incidents"
    SLOWING_ONBOARDING = "slowing_onboarding"
    ACCUMULATING = "accumulating"


class Priority(StrEnum):
    """How soon, in order."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


WEIGHS = {
    Quadrant.RECKLESS_DELIBERATE: 3,
    Quadrant.RECKLESS_INADVERTENT: 1,
    Quadrant.PRUDENT_DELIBERATE: 1,
    Quadrant.PRUDENT_INADVERTENT: 0,
    Impact.BLOCKING_FEATURES: 3,
    Impact.CAUSING_INCIDENTS: 3,
    Impact.SLOWING_ONBOARDING: 1,
    Impact.ACCUMULATING: 0,
}
AT_LEAST = {Priority.CRITICAL: 5, Priority.HIGH: 3, Priority.MEDIUM: 1, Priority.LOW: 0}
"""Quadrant and impact weigh together; so much makes it so urgent."""
GUESS = (Quadrant.PRUDENT_DELIBERATE, Impact.ACCUMULATING)
"""What nobody said is this, and stands there as a guess."""


def by_rule(quadrant: Quadrant, impact: Impact) -> Priority:
    """How urgent it is where nobody said so."""
    weight = WEIGHS[quadrant] + WEIGHS[impact]
    return next(priority for priority, least in AT_LEAST.items() if weight >= least)


class Answers(Belonging):
    """What one asks of debt; empty is not known, which is not nothing."""

    title: str = Field(max_length=LONGEST_TITLE)
    description: str = ""
    quadrant: Quadrant
    impact: Impact
    estimated_days: float | None = Field(default=None, ge=0, le=MOST_DAYS)
    hours_a_week: float | None = Field(default=None, ge=0, le=MOST_HOURS)
    whose_hours: str = ""
    left_for_a_year: str = ""
    on_the_roadmap: bool = False
    priority: Priority
    priority_is_set: bool = False


class Debt(Answers):
    """An item of debt. `is_guess`: nobody has said yet how it came about and what it does. `priority_is_set`: by somebody, not by rule.

    `origin` is the message it was logged from.
    """

    number: int = 0
    is_guess: bool = False
    origin: Message | None = None
    logged_by: str
    logged_at: datetime
    resolved_at: datetime | None = None
    resolved_by: str = ""
    resolution: str = ""

    @classmethod
    def logged(
        cls,
        title: str,
        *,
        team: str,
        channel: str,
        project: int | None,
        by: str,
        at: datetime,
        quadrant: Quadrant | None = None,
        impact: Impact | None = None,
        priority: Priority | None = None,
        origin: Message | None = None,
        **facts: object,
    ) -> Self:
        """A new one; with no priority said, by rule. A title that is too long is cut, and whole in the description."""
        short, whole = _fitting(title)
        quadrant_, impact_ = quadrant or GUESS[0], impact or GUESS[1]
        known = {
            "team": team,
            "channel": channel,
            "project": project,
            "title": short,
            "description": whole,
            "quadrant": quadrant_,
            "impact": impact_,
            "is_guess": quadrant is None,
            "priority": priority or by_rule(quadrant_, impact_),
            "priority_is_set": priority is not None,
            "origin": origin,
            "logged_by": by,
            "logged_at": at,
        }
        return cls.model_validate({**known, **{name: value for name, value in facts.items() if value not in {None, ""}}})

    @property
    def key(self) -> str:
        """What people call it: DEBT-17."""
        return f"DEBT-{self.number}"

    @property
    def is_open(self) -> bool:
        """Whether it is still owed."""
        return self.resolved_at is None

    def classed(self, title: str, quadrant: Quadrant, impact: Impact, priority: Priority | None, days: float | None) -> Self:
        """As somebody says it is; no guess any more."""
        if not title:
            raise Unclear("What is it?", field="title")
        return self._different(
            title=_fitting(title)[0],
            quadrant=quadrant,
            impact=impact,
            is_guess=False,
            priority=priority or by_rule(quadrant, impact),
            priority_is_set=priority is not None,
            estimated_days=days,
        )

    def answered(self, **answers: object) -> Self:
        """With what it slows down, what it costs, what it would become."""
        return self._different(**answers)

    def resolved(self, *, by: str, at: datetime, how: str) -> Self:
        """Paid."""
        if not self.is_open:
            raise Conflict(f"{self.key} is paid already. To owe it again: `/debt reopen {self.key} [why]`")
        return self.changed(resolved_at=at, resolved_by=by, resolution=how)

    def reopened(self) -> Self:
        """Owed after all."""
        if self.is_open:
            raise Conflict(f"{self.key} is owed already. To pay it: `/debt resolve {self.key} [how]`")
        return self.changed(resolved_at=None, resolved_by="", resolution="")

    def _different(self, **facts: object) -> Self:
        if all(getattr(self, name) == value for name, value in facts.items()):
            raise Conflict("That is what it says already.")
        return self.changed(**facts)


def _fitting(title: str) -> tuple[str, str]:
    """A title on one line, and what of it would be lost."""
    line = " ".join(title.split())
    if not line:
        raise Unclear("What is it that slows you down?", field="title")
    return (line, "") if len(line) <= LONGEST_TITLE else (line[: LONGEST_TITLE - 1].rstrip() + "…", title.strip())
