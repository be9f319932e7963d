"""Scorecards that others wrote down: their words become numbers where they can be read, and stay words where they cannot."""

import re
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from bot.errors import Unclear
from bot.records.amounts import read_target
from bot.records.delivery import Metric
from bot.records.scorecards import HEALTH, IN_THE_FILE, PARTS, STAGE, Figure, Scorecard
from bot.records.windows import last_days

MEANS = {"hourly": 24.0, "daily": 1.0, "weekly": 1 / 7, "biweekly": 1 / 14, "monthly": 1 / 30, "quarterly": 1 / 90, "none": 0.0}
"""Frequencies in a word, a day."""
QUOTED = 60
_ALL = 100
_TOOK = re.compile(r"(?:(\d+) ?d(?:ays?)?)? ?(?:(\d+) ?h(?:ours?)?)? ?(?:(\d+) ?m(?:in(?:utes?)?)?)?")


def card_of_others(file: Mapping[str, Any], *, project: str, at: datetime) -> Scorecard:
    """A card as a file has it that is none of ours: of the thirty days up to when it was made."""
    health = file.get("health")
    there = health if isinstance(health, Mapping) else {}
    figures = [_figure(metric, there.get(IN_THE_FILE[metric]) if metric in HEALTH else None) for metric in Metric]
    parts = {name: dict(part) if isinstance(part := file.get(name), Mapping) else None for name in PARTS}
    stage = file.get(STAGE)
    window = last_days(at)[-1]
    return Scorecard(
        project=project,
        window=window,
        generated_at=at,
        figures=tuple(figures),
        stage=stage if isinstance(stage, str) and stage else None,
        parts=parts,
    )


def value_of(metric: Metric, said: Any) -> float | None:
    """What a number was written down as; None where nobody could tell. A rate up to 1 is a share, above that it is percent."""
    if isinstance(said, str):
        return _in_words(metric, " ".join(said.lower().split()))
    if metric is not Metric.FAILURES or isinstance(said, bool) or not isinstance(said, int | float):
        return None  # of days, hours or a week nobody said which
    share = said if said <= 1 else said / _ALL
    return float(share) if 0 <= share <= 1 else None


def _in_words(metric: Metric, words: str) -> float | None:
    if metric is Metric.DEPLOYS and words in MEANS:
        return MEANS[words]
    if (took := _TOOK.fullmatch(words)) and any(took.groups()) and metric in {Metric.LEAD, Metric.RESOLVE}:
        days, hours, minutes = (int(part or 0) for part in took.groups())
        return timedelta(days=days, hours=hours, minutes=minutes).total_seconds()
    with suppress(Unclear):
        return read_target(metric, words)
    return None


def _figure(metric: Metric, given: Any) -> Figure:
    if not isinstance(given, Mapping):
        return Figure(metric=metric, value=None, why="nobody wrote it down")
    current, target = given.get("current"), given.get("target")
    value = value_of(metric, current)
    unread = f"written down as “{str(current)[:QUOTED]}”" if current not in (None, "") else "nobody wrote it down"
    return Figure(metric=metric, value=value, target=value_of(metric, target), why="" if value is not None else unread, series=(value,))
