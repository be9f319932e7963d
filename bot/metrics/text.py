"""Counters, gauges and histograms, and how Prometheus reads them (text format 0.0.4)."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CONTENT_TYPE = "text/plain; version=0.0.4"


@dataclass
class Metric:
    """A name, what it counts, and the names of its labels. Labels are words of ours or of an API, of which there are few."""

    name: str
    about: str
    labels: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What Prometheus calls it."""
        raise NotImplementedError

    def lines(self) -> Iterator[str]:
        """All of it as text."""
        yield f"# HELP {self.name} {self.about}"
        yield f"# TYPE {self.name} {self.kind}"
        yield from self._samples()

    def _samples(self) -> Iterator[str]:
        raise NotImplementedError

    def _named(self, values: Sequence[str], *more: tuple[str, str]) -> str:
        pairs = [*zip(self.labels, values, strict=True), *more]
        written = ",".join(f'{name}="{_escaped(value)}"' for name, value in pairs)
        return f"{{{written}}}" if written else ""


@dataclass
class Counter(Metric):
    """Only ever grows."""

    values: dict[tuple[str, ...], float] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What Prometheus calls it."""
        return "counter"

    def add(self, *labels: str, by: float = 1) -> None:
        """Count."""
        self.values[labels] = self.values.get(labels, 0) + by

    def _samples(self) -> Iterator[str]:
        for labels, value in sorted(self.values.items()):
            yield f"{self.name}{self._named(labels)} {_number(value)}"


@dataclass
class Gauge(Counter):
    """Goes up and down."""

    @property
    def kind(self) -> str:
        """What Prometheus calls it."""
        return "gauge"

    def set(self, *labels: str, to: float) -> None:
        """Be this from now on."""
        self.values[labels] = to


@dataclass
class Histogram(Metric):
    """How long something took, in seconds, by buckets; the last one takes the rest."""

    buckets: tuple[float, ...] = ()
    counts: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    sums: dict[tuple[str, ...], float] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """What Prometheus calls it."""
        return "histogram"

    def took(self, seconds: float, *labels: str) -> None:
        """Count one."""
        counts = self.counts.setdefault(labels, [0] * (len(self.buckets) + 1))
        counts[next((place for place, bound in enumerate(self.buckets) if seconds <= bound), len(self.buckets))] += 1
        self.sums[labels] = self.sums.get(labels, 0.0) + seconds

    def _samples(self) -> Iterator[str]:
        for labels, counts in sorted(self.counts.items()):
            so_far = 0
            for bound, count in zip((*self.buckets, math.inf), counts, strict=True):
                so_far += count
                yield f"{self.name}_bucket{self._named(labels, ('le', _number(bound)))} {so_far}"
            yield f"{self.name}_sum{self._named(labels)} {_number(self.sums[labels])}"
            yield f"{self.name}_count{self._named(labels)} {so_far}"


def page(metrics: Sequence[Metric]) -> str:
    """All of them, as they are scraped."""
    return "".join(f"{line}\n" for metric in metrics for line in metric.lines())


def _number(value: float) -> str:
    if math.isinf(value):
        return "+Inf"
    return str(int(value)) if value == int(value) else repr(float(value))


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\n", "\\n").replace('"', '\\"')
