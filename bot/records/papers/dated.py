"""The day a paper speaks of, where it says one: a field of JSON or of front matter, or a line such as “Last updated: 2026-10-03”."""

import json
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

FIELDS = ("asof", "asofdate", "generatedat", "generatedon", "generated", "date", "forecastdate", "lastupdated", "updatedat", "updated")
"""In this order, spelled in any way: asOf, as_of, "As of"."""
BESIDE = ("meta", "metadata")
"""Objects in which files say when they were made."""
LINES = 60
_SIGNS = re.compile(r"[^a-z0-9]")
_LINE = re.compile(
    r"^\W*(?:last updated|updated(?: at| on)?|as of|date|generated(?: at| on)?)\b\W{0,6}(\d{4}-\d{2}(?:-\d{2})?)\b", re.IGNORECASE
)
_DAY = re.compile(r"(\d{4}-\d{2})(-\d{2})?(?![-\d])")


def day_in(text: str, today: date) -> date | None:
    """That day; of a month its first. None where it says none, or one that is still to come."""
    try:
        found = _of_fields(json.loads(text))
    except (ValueError, RecursionError):
        found = next((day for line in text.splitlines()[:LINES] if (day := _day(*_LINE.findall(line)[:1]))), None)
    return found if found and found <= today else None


def plain(name: str) -> str:
    """A field's name, however it is spelled."""
    return _SIGNS.sub("", name.lower())


def _of_fields(value: Any) -> date | None:
    if not isinstance(value, Mapping):
        return None
    there = {plain(name): said for name, said in value.items()}
    for name in FIELDS:
        if isinstance(there.get(name), str) and (day := _day(there[name])):
            return day
    return next((day for name in BESIDE if (day := _of_fields(there.get(name)))), None)


def _day(said: str = "") -> date | None:
    found = _DAY.match(said.strip())
    try:
        return date.fromisoformat(f"{found[1]}{found[2] or '-01'}") if found else None
    except ValueError:
        return None
