"""What debt to pay first: what it costs each week against what paying it takes, within the days there are. And all of it counted."""

from collections.abc import Mapping, Sequence

from pydantic import BaseModel, ConfigDict

from bot.records.debt import Debt, Impact, Priority, Quadrant

CAPACITY_DAYS = 10.0
"""So many days are planned where nobody says how many there are: a fifth of a month of a team of two or three."""
HOURS_A_DAY = 8.0
ASSUMED_DAYS = 3.0
"""What nobody has estimated is taken to need this."""
ASSUMED_HOURS = {
    Impact.BLOCKING_FEATURES: 4.0,
    Impact.CAUSING_INCIDENTS: 4.0,
    Impact.SLOWING_ONBOARDING: 2.0,
    Impact.ACCUMULATING: 1.0,
}
"""What nobody has counted is taken to cost so many hours a week."""
INCIDENT_HOURS = 8.0
"""What an incident costs, all people together."""
WEEKS_COUNTED = 13
"""Incidents of the last quarter count."""
ON_THE_ROADMAP = 1.5
"""What stands in the way of what is planned costs so many times more."""
LEAST = 0.1
"""Nothing costs, or takes, nothing at all."""


class Line(BaseModel):
    """One item, with why it stands where it does. Hours are a week's; `pays_back` is in weeks."""

    model_config = ConfigDict(frozen=True)

    debt: Debt
    hours: float
    days: float
    incidents: int = 0

    @property
    def pays_back(self) -> float:
        """After so many weeks it has cost more to leave it than to pay it."""
        return self.days * HOURS_A_DAY / self.hours

    @property
    def is_now(self) -> bool:
        """What is critical, or was reckless and known, comes before whatever pays back sooner."""
        return self.debt.priority is Priority.CRITICAL or self.debt.quadrant is Quadrant.RECKLESS_DELIBERATE

    @property
    def why(self) -> str:
        """The reasoning, in a sentence."""
        counted = "" if self.debt.hours_a_week is not None else " (assumed)"
        estimated = "" if self.debt.estimated_days is not None else " (assumed)"
        because = [
            f"{self.incidents} incident{'s' if self.incidents > 1 else ''} in {WEEKS_COUNTED} weeks" if self.incidents else "",
            "on the roadmap's path" if self.debt.on_the_roadmap else "",
        ]
        told = "".join(f", {one}" for one in because if one)
        first = "Fix it now. " if self.is_now else ""
        costs = f"costs {_short(self.hours)} h a week{counted}{told}; takes {_short(self.days)} days{estimated}"
        return f"{first}It {costs}: pays back in {_short(self.pays_back)} weeks."


class Plan(BaseModel):
    """What fits into `capacity` days, in order; and what does not, or comes later."""

    model_config = ConfigDict(frozen=True)

    capacity: float
    pay: tuple[Line, ...] = ()
    later: tuple[Line, ...] = ()

    @property
    def days(self) -> float:
        """How much of the capacity it takes."""
        return sum(line.days for line in self.pay)

    @property
    def hours(self) -> float:
        """What is won each week when it is done."""
        return sum(line.hours for line in self.pay)


def weighed(debt: Debt, incidents: int) -> Line:
    """What an item costs a week, and takes; `incidents` are those it caused within the weeks that count."""
    hours = debt.hours_a_week if debt.hours_a_week is not None else ASSUMED_HOURS[debt.impact]
    hours += incidents * INCIDENT_HOURS / WEEKS_COUNTED
    hours *= ON_THE_ROADMAP if debt.on_the_roadmap else 1.0
    days = debt.estimated_days if debt.estimated_days is not None else ASSUMED_DAYS
    return Line(debt=debt, hours=max(hours, LEAST), days=max(days, LEAST), incidents=incidents)


def plan(debts: Sequence[Debt], incidents: Mapping[int, int], capacity: float = CAPACITY_DAYS) -> Plan:
    """What to pay first of what is open: what must be now, then what pays back soonest. What does not fit leaves room for the next."""
    lines = [weighed(one, incidents.get(one.id, 0)) for one in debts if one.is_open]
    left, pay, later = capacity, [], []
    for line in sorted(lines, key=lambda line: (not line.is_now, line.pays_back, line.debt.number)):
        if line.days <= left:
            pay.append(line)
            left -= line.days
        else:
            later.append(line)
    return Plan(capacity=capacity, pay=tuple(pay), later=tuple(later))


class Summary(BaseModel):
    """What is open, counted. `days` is None where nobody has estimated any of it, and in `days_by_quadrant` such a quadrant is missing."""

    model_config = ConfigDict(frozen=True)

    by_priority: dict[Priority, int]
    by_quadrant: dict[Quadrant, int]
    days_by_quadrant: dict[Quadrant, float]
    hours_by_quadrant: dict[Quadrant, float]
    days: float | None
    hours: float
    not_estimated: int

    @property
    def items(self) -> int:
        """All of them."""
        return sum(self.by_priority.values())


def counted(debts: Sequence[Debt]) -> Summary:
    """What of these is open."""
    there = [one for one in debts if one.is_open]
    estimated = [one.estimated_days for one in there if one.estimated_days is not None]
    return Summary(
        by_priority={priority: sum(one.priority is priority for one in there) for priority in Priority},
        by_quadrant={quadrant: sum(one.quadrant is quadrant for one in there) for quadrant in Quadrant},
        days_by_quadrant={
            quadrant: sum(known)
            for quadrant in Quadrant
            if (known := [one.estimated_days for one in there if one.quadrant is quadrant and one.estimated_days is not None])
        },
        hours_by_quadrant={quadrant: sum(one.hours_a_week or 0.0 for one in there if one.quadrant is quadrant) for quadrant in Quadrant},
        days=sum(estimated) if estimated else None,
        hours=sum(one.hours_a_week or 0.0 for one in there),
        not_estimated=len(there) - len(estimated),
    )


def top(debts: Sequence[Debt]) -> Debt | None:
    """The one to look at first: the most urgent, the oldest of those."""
    order = {priority: at for at, priority in enumerate(Priority)}
    return min((one for one in debts if one.is_open), key=lambda one: (order[one.priority], one.number), default=None)


def _short(number: float) -> str:
    return f"{number:,.1f}".removesuffix(".0")
