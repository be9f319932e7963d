"""Options weighed against criteria: each score times the weight of its criterion, summed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.records.bodies import Table

LOWEST, HIGHEST = 1, 5
"""The scores there are."""
UNKNOWN = "—"


class Weight(StrEnum):
    """How much a criterion matters."""

    HIGH = "High"
    MED = "Med"
    LOW = "Low"

    @property
    def points(self) -> int:
        """By what its scores are multiplied."""
        return {"High": 3, "Med": 2, "Low": 1}[self.value]


@dataclass(frozen=True)
class Matrix:
    """The weight of each criterion by its name, the options, and the scores there are, by option and criterion."""

    weights: Mapping[str, Weight]
    options: Sequence[str]
    scores: Mapping[tuple[str, str], int]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to weigh, or nothing weighed."""
        return not self.weights or not self.options or not any(one in self.scores for one in self.cells)

    @property
    def cells(self) -> list[tuple[str, str]]:
        """Every pair of an option and a criterion."""
        return [(option, criterion) for criterion in self.weights for option in self.options]

    @property
    def missing(self) -> list[tuple[str, str]]:
        """The pairs that have no score yet."""
        return [one for one in self.cells if one not in self.scores]

    @property
    def most(self) -> int:
        """What an option with nothing but the highest scores would come to."""
        return sum(weight.points * HIGHEST for weight in self.weights.values())

    def total(self, option: str) -> int | None:
        """What an option comes to; None while a score of its is missing."""
        if any((option, criterion) not in self.scores for criterion in self.weights):
            return None
        return sum(weight.points * self.scores[option, criterion] for criterion, weight in self.weights.items())

    @property
    def leaders(self) -> list[str]:
        """The options that come to most: several, where they tie; none while a score is missing."""
        totals = {option: total for option in self.options if (total := self.total(option)) is not None}
        if not totals or len(totals) < len(self.options):
            return []
        return [option for option, total in totals.items() if total == max(totals.values())]

    @property
    def says(self) -> str:
        """What follows of it, in a sentence."""
        if self.missing:
            count = len(self.missing)
            return f"{count} of {len(self.cells)} scores {'is' if count == 1 else 'are'} missing."
        leaders = self.leaders
        total = self.total(leaders[0])
        if len(leaders) > 1:
            every = ", ".join(leaders[:-1]) + f" and {leaders[-1]}"
            return f"A tie: {every} come to {total} of {self.most} each. The scores do not decide between them; the recommendation has to."
        if len(self.options) == 1:
            return f"{leaders[0]} comes to {total} of {self.most}, beside nothing to compare it with."
        others = max(other for option in self.options if option != leaders[0] and (other := self.total(option)) is not None)
        return f"{leaders[0]} comes to {total} of {self.most}, {total_difference(total, others)} ahead."

    @property
    def table(self) -> Table:
        """Criteria down, options across."""
        rows = [("Criterion, by its weight", *self.options)]
        for criterion, weight in self.weights.items():
            scores = (str(self.scores.get((option, criterion), UNKNOWN)) for option in self.options)
            rows.append((f"{criterion} · {weight} ×{weight.points}", *scores))
        totals = (self.total(option) for option in self.options)
        rows.append((f"Total, of {self.most}", *(UNKNOWN if one is None else str(one) for one in totals)))
        return Table(rows=tuple(rows), says=self.says)


def total_difference(total: int | None, other: int) -> str:
    """By how much one is ahead: "1 point"."""
    ahead = (total or 0) - other
    return f"{ahead} point{'' if ahead == 1 else 's'}"
