"""A scorecard: a window of a project in numbers, each with its target, how it stands, and what it was counted from."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict

from bot.records.amounts import said
from bot.records.delivery import DORA, TIERS_OF, Colour, Facts, Measured, Metric, Tier, Trend, colour, measured, tier, trend
from bot.records.windows import Window

PARTS = ("techDebt", "infrastructure", "security", "team")
"""What other kinds give, by the names the file has for it; null until they do."""
STAGE = "maturityStage"
IN_THE_FILE = {
    Metric.DEPLOYS: "deploymentFrequency",
    Metric.LEAD: "leadTime",
    Metric.FAILURES: "changeFailureRate",
    Metric.RESOLVE: "mttr",
    Metric.RECOVERY: "failedDeploymentRecoveryTime",
    Metric.REWORK: "reworkRate",
}
HEALTH = (Metric.DEPLOYS, Metric.LEAD, Metric.FAILURES, Metric.RESOLVE)
"""These the file has a place for; the others stand beside them, under `coPilot`."""


class Figure(BaseModel):
    """One number of a card. `series` has the windows before it, too, the earliest first; None where there was no number."""

    model_config = ConfigDict(frozen=True)

    metric: Metric
    value: float | None
    target: float | None = None
    sample: int = 0
    why: str = ""
    series: tuple[float | None, ...] = ()

    @property
    def tier(self) -> Tier | None:
        """How good that is, beside everybody."""
        return tier(self.metric, self.value) if self.value is not None else None

    @property
    def colour(self) -> Colour | None:
        """How it stands."""
        return colour(self.metric, self.value, self.target)

    @property
    def before(self) -> float | None:
        """The window before's."""
        return self.series[-2] if len(self.series) > 1 else None

    @property
    def trend(self) -> Trend | None:
        """Beside the window before."""
        return trend(self.metric, self.value, self.before)

    @property
    def current(self) -> str:
        """In words; "" where there is none."""
        return said(self.metric, self.value) if self.value is not None else ""

    @property
    def aim(self) -> str:
        """Its target in words; "" where none is set."""
        return said(self.metric, self.target) if self.target is not None else ""


class Counted(BaseModel):
    """Incidents that began in a window, by severity: {"SEV1": 1}. Private ones count, and nothing else is said of them."""

    model_config = ConfigDict(frozen=True)

    declared: dict[str, int] = {}
    resolved: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.declared.values())


class Scorecard(BaseModel):
    """A project's card for a window. `parts` are what other kinds gave, in the file's own shape; `stage` is how far the team has come."""

    model_config = ConfigDict(frozen=True)

    project: str = ""
    window: Window
    generated_at: datetime
    figures: tuple[Figure, ...]
    incidents: Counted = Counted()
    stage: str | None = None
    parts: dict[str, dict[str, Any] | None] = {}

    @classmethod
    def of(
        cls,
        facts: Facts,
        windows: Sequence[Window],
        *,
        project: str,
        targets: Mapping[Metric, float],
        incidents: Counted,
        at: datetime,
    ) -> Self:
        """Score the last of the windows; those before it are its trend."""
        series = [measured(facts, window) for window in windows]
        figures = tuple(_figure(metric, series, targets.get(metric)) for metric in Metric)
        return cls(project=project, window=windows[-1], generated_at=at, figures=figures, incidents=incidents)

    def with_parts(self, stage: str | None, parts: Mapping[str, dict[str, Any] | None]) -> Self:
        """With what other kinds gave."""
        return self.model_copy(update={"stage": stage, "parts": dict(parts)})

    def figure(self, metric: Metric) -> Figure:
        """One of its numbers."""
        return next(one for one in self.figures if one.metric is metric)

    def as_file(self) -> dict[str, Any]:
        """As engineering_scorecard.json has it; what that has no place for is under `coPilot`."""
        at = self.generated_at
        return {
            "generatedAt": f"{at:%Y-%m-%dT%H:%M:%SZ}",
            "syncId": f"sync_{at:%Y-%m-%d}",
            STAGE: self.stage,
            "health": {IN_THE_FILE[metric]: _in_the_file(self.figure(metric)) for metric in HEALTH},
            **{name: self.parts.get(name) for name in PARTS},
            "coPilot": {
                "project": self.project,
                "window": self.window.model_dump(mode="json"),
                "tiersOf": TIERS_OF,
                "incidents": {"declared": self.incidents.declared, "resolved": self.incidents.resolved},
                "figures": {IN_THE_FILE[one.metric]: _in_full(one) for one in self.figures},
            },
        }

    @classmethod
    def from_file(cls, kept: Mapping[str, Any]) -> Self:
        """A card as it was published. Raises KeyError or ValueError for a file that is no card of ours."""
        ours, by_name = kept["coPilot"], {name: metric for metric, name in IN_THE_FILE.items()}
        figures = [Figure(metric=by_name[name], **_of_a_figure(figure)) for name, figure in ours["figures"].items()]
        return cls(
            project=ours["project"],
            window=Window.model_validate(ours["window"]),
            generated_at=datetime.fromisoformat(kept["generatedAt"]),
            figures=tuple(figures),
            incidents=Counted.model_validate(ours["incidents"]),
            stage=kept.get(STAGE),
            parts={name: kept.get(name) for name in PARTS},
        )


class Published(BaseModel):
    """A card as it stood when it was published, in a channel, whose members see it.

    `file` is its picture in Slack; `due_at`, when it came by itself.
    """

    model_config = ConfigDict(frozen=True)

    id: int = 0
    team: str
    project: int | None
    channel: str
    name: str
    published_by: str
    published_at: datetime
    card: Scorecard
    file: str | None = None
    due_at: datetime | None = None


def _figure(metric: Metric, series: Sequence[Mapping[Metric, Measured]], target: float | None) -> Figure:
    last = series[-1][metric]
    values = tuple(one[metric].value for one in series)
    return Figure(metric=metric, value=last.value, target=target, sample=last.sample, why=last.why, series=values)


def _in_the_file(figure: Figure) -> dict[str, Any]:
    """A rate is a number there, the others are words; what is not known is null."""
    if figure.metric is Metric.FAILURES:
        return {"current": figure.value, "target": figure.target, "status": figure.colour}
    return {"current": figure.current or None, "target": figure.aim or None, "status": figure.colour}


def _in_full(figure: Figure) -> dict[str, Any]:
    is_one = figure.tier is not None and figure.metric in DORA
    return {
        "value": figure.value,
        "target": figure.target,
        "status": figure.colour,
        "tier": figure.tier.name.lower() if is_one and figure.tier is not None else None,
        "trend": figure.trend,
        "sample": figure.sample,
        "why": figure.why,
        "series": list(figure.series),
    }


def _of_a_figure(kept: Mapping[str, Any]) -> dict[str, Any]:
    return {name: kept[name] for name in ("value", "target", "sample", "why", "series")}
