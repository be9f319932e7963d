"""The five DORA metrics, by rule, from deployments and incidents; and the mean time to resolve, which is none of them.

Frequency is in deployments a day, times in seconds, rates from 0 to 1. Medians. The tiers are those of the 2023 report: none were
published after it. What a number was counted from is its sample; one that is too small gives no number, and says why.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from statistics import fmean, median
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict

from bot.records.windows import Window

TIERS_OF = 2023
LEAST = 5
"""A rate or a median of fewer is chance."""
LEAST_RECOVERED = 2
"""Of recoveries there are few, and each is known well."""
LEAST_DAYS = 7
"""How often something happens cannot be told from less."""
SAME = 0.05
"""A change of less than a twentieth is none."""
NEAR = 1.5
"""What has no tiers is near its target as long as it is not half as much again."""
HOUR, DAY, WEEK, MONTH = 3_600.0, 86_400.0, 604_800.0, 2_592_000.0


class Metric(StrEnum):
    """What is measured, by the word people type."""

    DEPLOYS = "deploys"
    LEAD = "lead"
    FAILURES = "failures"
    RECOVERY = "recovery"
    REWORK = "rework"
    RESOLVE = "resolve"


SAYS = {
    Metric.DEPLOYS: "Deployment frequency",
    Metric.LEAD: "Lead time for changes",
    Metric.FAILURES: "Change fail rate",
    Metric.RECOVERY: "Failed deployment recovery time",
    Metric.REWORK: "Rework rate",
    Metric.RESOLVE: "Mean time to resolve, all incidents",
}
DORA = (Metric.DEPLOYS, Metric.LEAD, Metric.FAILURES, Metric.RECOVERY, Metric.REWORK)
TIMES = frozenset({Metric.LEAD, Metric.RECOVERY, Metric.RESOLVE})
RATES = frozenset({Metric.FAILURES, Metric.REWORK})


class Tier(IntEnum):
    """How good that is, beside everybody who was asked."""

    ELITE = 0
    HIGH = 1
    MEDIUM = 2
    LOW = 3


class Colour(StrEnum):
    """Green: meets its target, or elite or high where none is set. Yellow: within one tier of it. Red: worse."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"


class Trend(StrEnum):
    """Beside the window before."""

    BETTER = "better"
    SAME = "the same"
    WORSE = "worse"


BOUNDS: dict[Metric, tuple[float, float, float]] = {
    Metric.DEPLOYS: (1.0, 1 / 7, 1 / 30),
    Metric.LEAD: (DAY, WEEK, MONTH),
    Metric.FAILURES: (0.05, 0.10, 0.15),
    Metric.RECOVERY: (HOUR, DAY, WEEK),
    Metric.RESOLVE: (HOUR, DAY, WEEK),
}
"""Where elite, high and medium end. A frequency and a rate may be as much; a time must be less."""


class Went(NamedTuple):
    """A deployment to production, as it is measured. `mends`: nobody had planned it, or it fixed an incident."""

    id: int
    well: bool
    at: datetime
    mends: bool


class Harm(NamedTuple):
    """An incident that a deployment caused, and when it was over."""

    deployment: int
    over: datetime | None


class Trouble(NamedTuple):
    """An incident that is over: when it began and ended."""

    began: datetime
    over: datetime


class Facts(BaseModel):
    """Everything that is measured: each in order of time, and none that was practice. `shipped`: written at, live at."""

    model_config = ConfigDict(frozen=True)

    went: tuple[Went, ...] = ()
    shipped: tuple[tuple[datetime, datetime], ...] = ()
    harm: tuple[Harm, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    known_since: datetime | None = None
    marks_rework: bool = False


class Measured(BaseModel):
    """One number in one window, what it was counted from, and, where there is none, why not."""

    model_config = ConfigDict(frozen=True)

    value: float | None = None
    sample: int = 0
    why: str = ""


def measured(facts: Facts, window: Window) -> dict[Metric, Measured]:
    """All of them, in one window."""
    went = [one for one in facts.went if window.start <= one.at < window.end]
    failed = _failed(went, facts)
    return {
        Metric.DEPLOYS: _frequency(went, facts, window),
        Metric.LEAD: _lead(facts, window),
        Metric.FAILURES: _share(len(failed), len(went), went),
        Metric.RECOVERY: _recovery(failed, facts, went),
        Metric.REWORK: _rework(went, facts),
        Metric.RESOLVE: _resolve(facts, window),
    }


def tier(metric: Metric, value: float) -> Tier | None:
    """How good that is; None for what has no tiers."""
    bounds = BOUNDS.get(metric)
    if bounds is None:
        return None
    if metric is Metric.DEPLOYS:
        reached = [value >= bound for bound in bounds]
    else:
        reached = [value <= bound if metric in RATES else value < bound for bound in bounds]
    return Tier(next((at for at, is_reached in enumerate(reached) if is_reached), len(bounds)))


def colour(metric: Metric, value: float | None, target: float | None) -> Colour | None:
    """How it stands; None where there is no number, or nothing to hold it against."""
    if value is None:
        return None
    here = tier(metric, value)
    if target is None:
        return (
            None if here is None else {Tier.ELITE: Colour.GREEN, Tier.HIGH: Colour.GREEN, Tier.MEDIUM: Colour.YELLOW}.get(here, Colour.RED)
        )
    if value >= target if metric is Metric.DEPLOYS else value <= target:
        return Colour.GREEN
    aimed = tier(metric, target)
    is_near = value <= target * NEAR if here is None or aimed is None else here - aimed <= 1
    return Colour.YELLOW if is_near else Colour.RED


def trend(metric: Metric, value: float | None, before: float | None) -> Trend | None:
    """Beside the window before; None where one of them has no number."""
    if value is None or before is None:
        return None
    if abs(value - before) <= SAME * max(abs(value), abs(before)):
        return Trend.SAME
    is_more = value > before
    return Trend.BETTER if is_more is (metric is Metric.DEPLOYS) else Trend.WORSE


def _frequency(went: Sequence[Went], facts: Facts, window: Window) -> Measured:
    """Those that went well, by the days that are known: a pipeline connected last week says nothing of the weeks before."""
    if facts.known_since is None or facts.known_since >= window.end:
        return Measured(why="no deployment is known yet")
    days = (window.end - max(window.start, facts.known_since)) / timedelta(days=1)
    well = sum(one.well for one in went)
    if days < LEAST_DAYS:
        return Measured(sample=well, why=f"deployments are known for less than {LEAST_DAYS} days")
    return Measured(value=well / days, sample=well)


def _lead(facts: Facts, window: Window) -> Measured:
    """From writing a commit to its first deployment to production: the median over commits."""
    times = [max(0.0, (live - written).total_seconds()) for written, live in facts.shipped if window.start <= live < window.end]
    if len(times) < LEAST:
        return Measured(sample=len(times), why=f"{_count(len(times), 'commit')} went live, {LEAST} make a number")
    return Measured(value=median(times), sample=len(times))


def _failed(went: Sequence[Went], facts: Facts) -> list[Went]:
    """Distinct deployments that failed, or that caused an incident, however many."""
    harmful = {harm.deployment for harm in facts.harm}
    return [one for one in went if not one.well or one.id in harmful]


def _share(part: int, of: int, went: Sequence[Went]) -> Measured:
    if len(went) < LEAST:
        return Measured(sample=of, why=f"{_count(of, 'deployment')}, {LEAST} make a number")
    return Measured(value=part / of, sample=of)


def _recovery(failed: Sequence[Went], facts: Facts, went: Sequence[Went]) -> Measured:
    """From a failed deployment to the end of what it caused, or to the next one that went well: the median over those recovered from."""
    if not failed:
        return Measured(why="nothing failed" if went else "nothing was deployed")
    ends = [_recovered(one, facts) for one in failed]
    times = [max(0.0, (end - one.at).total_seconds()) for one, end in zip(failed, ends, strict=True) if end]
    if len(times) < LEAST_RECOVERED:
        return Measured(sample=len(times), why=f"{len(times)} of {len(failed)} failed recovered, {LEAST_RECOVERED} make a number")
    return Measured(value=median(times), sample=len(times))


def _recovered(one: Went, facts: Facts) -> datetime | None:
    ends = [harm.over for harm in facts.harm if harm.deployment == one.id]
    if not ends:
        return next((later.at for later in facts.went if later.at > one.at and later.well), None)
    over = [end for end in ends if end]
    return max(over) if len(over) == len(ends) else None


def _rework(went: Sequence[Went], facts: Facts) -> Measured:
    """Deployments that nobody had planned, of all."""
    if not facts.marks_rework:
        return Measured(sample=len(went), why="no deployment was ever marked as unplanned")
    return _share(sum(one.mends for one in went), len(went), went)


def _resolve(facts: Facts, window: Window) -> Measured:
    """The mean over all incidents that were over in that time, whatever caused them."""
    times = [(one.over - one.began).total_seconds() for one in facts.troubles if window.start <= one.over < window.end]
    return Measured(value=fmean(times), sample=len(times)) if times else Measured(why="no incident was resolved")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number or 'no'} {what}s"
