"""What running things costs a month: by service, beside what comes in, against targets, with what should worry one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.errors import Unclear
from bot.records.belonging import Page
from bot.records.papers import Paper
from bot.records.stages import Stage

MOST = 1e12
MOST_SERVICES = 200
LONGEST_NAME = 80
SHARE_TARGET = {Stage.SURVIVAL: 0.20, Stage.FOUNDATION: 0.20, Stage.SCALE: 0.10, Stage.OPTIMIZE: 0.10}
"""So much of revenue, at most."""
USED_TARGET = 40.0
"""So many percent of what is provisioned should be used, at least."""
ONE_SERVICE = 0.5
"""A service that is more than this of the bill is the bill."""
BLOAT = 0.1
"""Where less than this of what is stored was read, the rest is stored for nobody."""
SHORT_RUNWAY = 6.0
"""Months of money left, below which a bill is looked at line by line."""
_MONTH = re.compile(r"(\d{4})-(\d{1,2})$")


class Month(Page):
    """A project's bill of a month, which is its `name`: "2026-10". `used` is percent of what is provisioned; None is not known."""

    spend: dict[str, float] = Field(default_factory=dict)
    revenue: float | None = Field(default=None, ge=0, le=MOST)
    customers: int | None = Field(default=None, ge=0, le=int(MOST))
    used: float | None = Field(default=None, ge=0, le=100)
    stored: float | None = Field(default=None, ge=0, le=MOST)
    accessed: float | None = Field(default=None, ge=0, le=MOST)
    budget: float | None = Field(default=None, ge=0, le=MOST)
    runway: float | None = Field(default=None, ge=0, le=MOST)

    @field_validator("spend")
    @classmethod
    def _sound(cls, spend: dict[str, float]) -> dict[str, float]:
        if len(spend) > MOST_SERVICES:
            raise ValueError(f"More than {MOST_SERVICES} services: sum the small ones up.")
        if wrong := [name for name, amount in spend.items() if not 0 <= amount <= MOST]:
            raise ValueError(f"{wrong[0]} cannot cost that.")
        return spend

    @property
    def total(self) -> float:
        """All services together."""
        return sum(self.spend.values())

    @property
    def services(self) -> list[tuple[str, float]]:
        """Each with what it cost, the dearest first."""
        return sorted(self.spend.items(), key=lambda one: (-one[1], one[0]))

    @property
    def share(self) -> float | None:
        """Of revenue, from 0; None where that is not known, or nothing."""
        return self.total / self.revenue if self.revenue else None

    @property
    def per_customer(self) -> float | None:
        """What one customer costs."""
        return self.total / self.customers if self.customers else None

    @property
    def read(self) -> float | None:
        """How much of what is stored was accessed, from 0."""
        return self.accessed / self.stored if self.stored and self.accessed is not None else None


class Flag(StrEnum):
    """What should worry one."""

    SHARE = "share of revenue over target"
    FASTER = "cost grows faster than revenue"
    ONE = "one service is over half"
    IDLE = "most of it is idle"
    BLOAT = "stored for nobody"
    BUDGET = "over budget"
    DEARER = "a customer costs more than before"
    RUNWAY = "the runway is short"


class Runway(BaseModel):
    """How many months the money lasts, and what says so: “forecast of 3 Oct, 49 days old”."""

    model_config = ConfigDict(frozen=True)

    months: float
    source: str

    @property
    def is_short(self) -> bool:
        """Whether that is too little."""
        return self.months < SHORT_RUNWAY

    @property
    def says(self) -> str:
        """In words."""
        return f"{self.months:g} months, by the {self.source}"


@dataclass(frozen=True)
class Raised:
    """A flag that is up: why, in numbers, and what to do."""

    flag: Flag
    why: str
    do: str


def share_target(stage: Stage | None) -> float:
    """How much of revenue, at most; as early as can be while nobody knows the stage."""
    return SHARE_TARGET[stage or Stage.SURVIVAL]


def flags(
    month: Month, before: Month | None, stage: Stage | None, *, budget: float | None = None, runway: Runway | None = None
) -> list[Raised]:
    """The red flags of a month, beside the one before, as far as its numbers tell. `budget` and `runway`: where it says none."""
    raised = [*_beside_revenue(month, before, stage), *_of_itself(month)]
    limit = month.budget if month.budget is not None else budget
    if limit is not None and month.total > limit:
        over = f"{amount(month.total)} of {amount(limit)}"
        raised.append(Raised(Flag.BUDGET, over, "Find the service that grew, or say that the budget is another: `/stack discover 4`"))
    if before and month.per_customer is not None and before.per_customer is not None and month.per_customer > before.per_customer:
        why = f"{amount(month.per_customer)} after {amount(before.per_customer)}"
        raised.append(Raised(Flag.DEARER, why, "It should fall as you grow: look at what grows with each customer."))
    left = runway or _of_bill(month)
    if left and left.is_short:
        raised.append(Raised(Flag.RUNWAY, left.says, "Go through the bill line by line; nothing new that is paid by the hour."))
    return raised


def money_lasts(month: Month | None, forecast: Paper | None, today: date) -> Runway | None:
    """How long the money lasts, by whichever speaks of the later day: the forecast, or the bill of a month that says it itself."""
    of_bill = _of_bill(month)
    if forecast is None or forecast.money.runway is None:
        return of_bill
    is_later = of_bill is None or month is None or f"{forecast.of:%Y-%m}" > month.name
    return Runway(months=forecast.money.runway, source=forecast.dated(today)) if is_later else of_bill


def _of_bill(month: Month | None) -> Runway | None:
    return Runway(months=month.runway, source=f"bill of {month.name}") if month and month.runway is not None else None


def _beside_revenue(month: Month, before: Month | None, stage: Stage | None) -> list[Raised]:
    raised, most = [], share_target(stage)
    if month.share is not None and month.share >= most:
        why = f"{percent(month.share)} of revenue, the target is below {percent(most)}"
        raised.append(Raised(Flag.SHARE, why, "Begin with the dearest service: reserve it, shrink it, or turn it off at night."))
    if before and before.total and before.revenue and month.revenue is not None:
        cost, revenue = month.total / before.total - 1, month.revenue / before.revenue - 1
        if cost > 0 and cost > revenue:
            why = f"cost {percent(cost, sign=True)}, revenue {percent(revenue, sign=True)}"
            raised.append(Raised(Flag.FASTER, why, "Find out which service grew, and what it grows with."))
    return raised


def _of_itself(month: Month) -> list[Raised]:
    raised = []
    if len(month.services) > 1 and month.total and month.services[0][1] > ONE_SERVICE * month.total:
        name, cost = month.services[0]
        raised.append(Raised(Flag.ONE, f"{name} is {percent(cost / month.total)}", "Split it by what uses it, before anything else."))
    if month.used is not None and month.used < USED_TARGET:
        why = f"{month.used:g} % is used, the target is over {USED_TARGET:g} %"
        raised.append(Raised(Flag.IDLE, why, "Smaller machines, or fewer; scale down at night."))
    if month.read is not None and month.read < BLOAT:
        raised.append(
            Raised(
                Flag.BLOAT,
                f"{percent(month.read)} of what is stored was read",
                "Archive or drop what nobody reads; look at indexes and logs.",
            )
        )
    return raised


def read_month(words: str, today: date) -> str:
    """A month as it is named: "2026-10". "" is the last one that is over. Raises Unclear for what is none, or is still to come."""
    if not words:
        first = today.replace(day=1)
        return f"{first.year - (first.month == 1)}-{(first.month - 2) % 12 + 1:02}"
    found = _MONTH.match(words)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < 2000:  # noqa: PLR2004 - a year of four digits
        raise Unclear("Which month? As in `2026-10`.", field="month")
    name = f"{int(found[1])}-{int(found[2]):02}"
    if name > f"{today:%Y-%m}":
        raise Unclear("That month is in the future. Record one that has begun.", field="month")
    return name


def before(name: str, months: Sequence[Month]) -> Month | None:
    """The month before that one, if it is among these."""
    year, month = (int(part) for part in name.split("-"))
    earlier = f"{year - (month == 1)}-{(month - 2) % 12 + 1:02}"
    return next((one for one in months if one.name == earlier), None)


def merged(spend: Mapping[str, float], more: Mapping[str, float]) -> dict[str, float]:
    """Spend with other amounts for some services; 0 takes one out."""
    return {name: cost for name, cost in {**spend, **more}.items() if cost}


def amount(value: float) -> str:
    """Money, without the cents where it is much."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.2f}"  # noqa: PLR2004 - where cents stop to count


def percent(value: float, *, sign: bool = False) -> str:
    """A share in words."""
    return f"{value * 100:+.0f} %" if sign else f"{value * 100:.0f} %"
