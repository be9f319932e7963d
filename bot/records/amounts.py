"""What is measured, in words and back: "1.4 a day", "3 h 05 min", "7 %"; and targets as people type them: "1/day", "2d", "10%"."""

import re
from datetime import timedelta

from bot.errors import Unclear
from bot.records.delivery import DAY, HOUR, RATES, TIMES, WEEK, Metric
from bot.records.times import in_words

SECONDS = {"m": 60.0, "h": HOUR, "d": DAY, "w": WEEK}
PER_DAY = {"day": 1.0, "week": 1 / 7, "month": 1 / 30}
EXAMPLE = {
    Metric.DEPLOYS: "1/day",
    Metric.LEAD: "2d",
    Metric.FAILURES: "10%",
    Metric.RECOVERY: "4h",
    Metric.REWORK: "10%",
    Metric.RESOLVE: "8h",
}
"""How a target of each is typed."""
_NUMBER = r"(\d{1,6}(?:\.\d{1,3})?)"
_FREQUENCY = re.compile(rf"{_NUMBER}\s*(?:/|per|a|an)\s*(day|week|month)", re.IGNORECASE)
_TIME = re.compile(rf"{_NUMBER}\s*(m|h|d|w)(?:in(?:ute)?s?|(?:ou)?rs?|ays?|eeks?)?", re.IGNORECASE)
_RATE = re.compile(rf"{_NUMBER}\s*(?:%|percent)", re.IGNORECASE)
_ALL = 100


def said(metric: Metric, value: float) -> str:
    """A value in words."""
    if metric in TIMES:
        return _even(value) or in_words(timedelta(seconds=value))
    if metric in RATES:
        return f"{_short(value * _ALL)} %"
    if value == 0:
        return "none"
    unit, per = next(((unit, per) for unit, per in PER_DAY.items() if value >= per), ("month", PER_DAY["month"]))
    return f"{_short(value / per)} a {unit}"


def read_target(metric: Metric, words: str) -> float:
    """A target as it was typed. Raises Unclear with one that would do."""
    words, usage = words.strip(), f"As in `{EXAMPLE[metric]}`."
    pattern = _TIME if metric in TIMES else _RATE if metric in RATES else _FREQUENCY
    found = pattern.fullmatch(words)
    if found is None:
        raise Unclear(f"I cannot read that as a target. {usage}", field=metric.value)
    number = float(found[1])
    if number <= 0 and metric not in RATES:
        raise Unclear(f"A target is more than nothing. {usage}", field=metric.value)
    if metric in TIMES:
        return number * SECONDS[found[2].lower()]
    if metric in RATES:
        if number > _ALL:
            raise Unclear(f"Of a hundred there are no more than a hundred. {usage}", field=metric.value)
        return number / _ALL
    return number * PER_DAY[found[2].lower()]


def typed(metric: Metric, value: float) -> str:
    """A target as it would be typed."""
    if metric in RATES:
        return f"{_short(value * _ALL)}%"
    if metric in TIMES:
        unit = next((unit for unit in ("w", "d", "h") if value % SECONDS[unit] == 0), "m")
        return f"{_short(value / SECONDS[unit])}{unit}"
    unit, per = next(((unit, per) for unit, per in PER_DAY.items() if value >= per), ("month", PER_DAY["month"]))
    return f"{_short(value / per)}/{unit}"


def _even(seconds: float) -> str:
    """Whole days, or whole hours of less than one, as targets are; "" for what is neither."""
    if seconds >= DAY and seconds % DAY == 0:
        return f"{seconds / DAY:g} d"
    return f"{seconds / HOUR:g} h" if 0 < seconds < DAY and seconds % HOUR == 0 else ""


def _short(number: float) -> str:
    """At most one digit after the point, and none where it is 0."""
    return f"{number:.1f}".removesuffix(".0")
